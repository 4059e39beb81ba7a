import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { escapeHtml } from "../display/escape.js";
import { ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { describe } from "./describe.js";

/** A prediction is a number, a word, or yes or no. */
export type Guess = number | string | boolean;

/** A number is about right if it is off by at most a tenth, or where both are 0 but for rounding. */
const SHARE = 0.1;
const ROUNDING = 1e-9;

/**
 * Keeps what a reader expects to see, until `compare` holds it against what is there.
 *
 * `guesses`: by what is asked; undefined where nothing has been guessed yet.
 *
 * @throws ValueError if a guess is something else.
 *
 * @example
 * const guess = predict({ "mean of y": 0, "spread of y": undefined });
 * guess.open.join(); // "spread of y"
 */
export function predict(guesses: Readonly<Record<string, Guess | undefined>>): Prediction {
  for (const [name, guess] of Object.entries(guesses))
    if (!["number", "string", "boolean", "undefined"].includes(typeof guess))
      throw new ValueError(
        `predict: ${JSON.stringify(name)} must be a number, a text, true or false, got ${describe(guess)}`,
      );
  return new Prediction(guesses);
}

/**
 * What a reader expects to see. Made by `predict`.
 *
 * `guesses`: by what is asked; undefined where nothing has been guessed yet.
 *
 * @example
 * new Prediction({ "mean of y": 0 }).open; // []
 */
export class Prediction {
  constructor(readonly guesses: Readonly<Record<string, Guess | undefined>>) {}

  /** What has not been guessed yet. */
  get open(): string[] {
    return Object.keys(this.guesses).filter((name) => this.guesses[name] === undefined);
  }

  /**
   * Guess beside truth. What was not guessed stays hidden.
   *
   * @throws ValueError if the names are not those of the guesses.
   *
   * @example
   * predict({ "spread of y": 2 }).compare({ "spread of y": 1.9 }).right; // 1
   */
  compare(truth: Readonly<Record<string, Guess>>): Comparison {
    const names = Object.keys(this.guesses);
    const missing = names.find((name) => !Object.hasOwn(truth, name));
    if (missing !== undefined)
      throw new ValueError(
        `Prediction.compare: expected a value for ${JSON.stringify(missing)}, got none`,
      );
    const stranger = Object.keys(truth).find((name) => !names.includes(name));
    if (stranger !== undefined)
      throw new ValueError(
        `Prediction.compare: expected values for ${names.join(", ")}, got one for ${JSON.stringify(stranger)}`,
      );
    return new Comparison(
      names.map((name) => ({ name, guess: this.guesses[name], truth: truth[name] })),
    );
  }

  toString(): string {
    const { open } = this;
    const count = Object.keys(this.guesses).length;
    if (open.length === 0)
      return `${count === 1 ? "Your prediction is" : `Your ${count} predictions are`} kept.`;
    return `Predict first: write your own value in place of undefined for ${open.join(", ")}.`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    return { "text/html": escapeHtml(this.toString()), "text/plain": this.toString() };
  }
}

interface Row {
  name: string;
  guess: Guess | undefined;
  truth: Guess;
}

/** Guesses beside what is true. */
export class Comparison {
  constructor(readonly rows: readonly Row[]) {}

  /** How many guesses were right, numbers about so. */
  get right(): number {
    return this.rows.filter(isRight).length;
  }

  toString(): string {
    const width = Math.max(...this.rows.map(({ name }) => name.length));
    return this.rows
      .map(
        (row) =>
          `${row.name.padEnd(width)}  you said ${said(row)}  it is ${shown(row)}  ${verdict(row)}`,
      )
      .join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const line = (tag: string, cells: readonly string[]): string =>
      `<tr>${cells.map((cell) => `<${tag} style="text-align:left">${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
    const head = line("th", ["", "you said", "it is", ""]);
    const body = this.rows.map((row) =>
      line("td", [row.name, said(row), shown(row), verdict(row)]),
    );
    return {
      "text/html": `<table>${head}${body.join("")}</table>`,
      "text/plain": this.toString(),
    };
  }
}

const text = (value: Guess): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? formatNumber(value) : value;
};
const said = ({ guess }: Row): string => (guess === undefined ? "nothing" : text(guess));
const shown = ({ guess, truth }: Row): string => (guess === undefined ? "?" : text(truth));

function isRight({ guess, truth }: Row): boolean {
  if (typeof guess !== "number" || typeof truth !== "number") return guess === truth;
  return (
    Object.is(guess, truth) ||
    Math.abs(guess - truth) <= Math.max(SHARE * Math.abs(truth), ROUNDING)
  );
}

function verdict(row: Row): string {
  if (row.guess === undefined) return "predict first, then run this again";
  return isRight(row) ? "✓" : "✗ worth a second thought";
}
