import { DISPLAY, type Displayable } from "../display/bundle.js";
import { formulaHtml } from "../display/formula-html.js";
import { requireNumber, ValueError } from "../errors.js";
import { unroll, type Line, type Term } from "./explain/unroll.js";
import {
  LATEX,
  TEXT,
  writeFormula,
  writeNumber,
  writeSymbol,
  type Notation,
} from "./explain/write-formula.js";

/** An optimizer that remembers: what each of its memories is made of, such as `{ v: "rho * v + g" }`. */
export type Explainable<Options> = { memory(options?: Options): Record<string, string> };

export type ExplainOptions<Options> = {
  /** Options of the optimizer that its rule depends on, such as `{ form: "step" }`. */
  options?: Options;
  /** Numbers for the symbols of the rule, such as `{ rho: 0.9 }`: the weights are then numbers too. */
  values?: Readonly<Record<string, number>>;
};

/** Formulas, one a line. Shown as such in a notebook, as text elsewhere. */
export type Explanation = Displayable & {
  /** Each line in LaTeX. */
  readonly latex: readonly string[];
  /** All lines as plain text. */
  toString(): string;
};

/**
 * Writes out what an optimizer remembers after 1, 2, … n updates as a sum over all gradients, as the lecture does
 * by hand: v₃ = ρv₂ + g₃ = ρ²g₁ + ρg₂ + g₃. Every memory starts at 0.
 *
 * `optimizer`: momentum, nesterov, adagrad, rmsprop, adadelta, adam or one of its relatives. `n`: from 1 to 20.
 *
 * @throws ValueError if n is out of range, the optimizer remembers no averages, or `values` lacks a symbol.
 *
 * @example
 * const written = await explain(momentum, 3);
 * written.toString().split("\n")[2]; // "v₃ = ρ v₂ + g₃ = ρ² g₁ + ρ g₂ + g₃"
 * (await explain(momentum, 3, { values: { rho: 0.5 } })).latex[2]; // "v_{3} = \\rho \\, v_{2} + g_{3} = 0.25 \\, g_{1} + 0.5 \\, g_{2} + g_{3}"
 */
export async function explain<Options>(
  optimizer: Explainable<Options>,
  n: number,
  { options, values }: ExplainOptions<Options> = {},
): Promise<Explanation> {
  requireNumber("explain", "n", n, { min: 1, max: 20, integer: true });
  if (typeof (optimizer as Partial<Explainable<Options>>).memory !== "function")
    throw new ValueError("explain: expected an optimizer that remembers, got one without memory");
  const lines: Line[] = [];
  for (const [name, rule] of Object.entries(optimizer.memory(options)))
    lines.push(...(await unroll(name, rule, n)));
  const latex = lines.map((line) => writeLine(line, LATEX, values));
  const text = lines.map((line) => writeLine(line, TEXT, values)).join("\n");
  return {
    latex,
    toString: () => text,
    [DISPLAY]: () => ({ "text/html": toHtml(latex), "text/plain": text }),
  };
}

function writeLine(
  { name, t, rule, terms }: Line,
  notation: Notation,
  values: ExplainOptions<unknown>["values"],
): string {
  const left = writeSymbol(`${name}${t}`, notation);
  const sum = terms
    .map((term) => writeTerm(term, notation, values))
    .reduce((all, term) =>
      // A term that begins with a minus is taken away.
      term.startsWith(notation.minus)
        ? `${all} ${notation.minus} ${term.slice(notation.minus.length)}`
        : `${all} + ${term}`,
    );
  return `${left} = ${writeFormula(rule, notation)} = ${sum}`;
}

function writeTerm(
  { coefficient, gradient }: Term,
  notation: Notation,
  values: ExplainOptions<unknown>["values"],
): string {
  const g = writeFormula(gradient, notation);
  if (!values) {
    const weight = writeFormula(coefficient, notation);
    const sum = / [+−-] /.test(weight) && !weight.includes("(");
    return weight === "1" ? g : `${sum ? `(${weight})` : weight}${notation.times}${g}`;
  }
  const weight = evaluate(coefficient, values);
  return weight === 1 ? g : `${writeNumber(weight, notation)}${notation.times}${g}`;
}

function evaluate(
  coefficient: Term["coefficient"],
  values: Readonly<Record<string, number>>,
): number {
  const symbols = coefficient.filter(({ type }) => type === "SymbolNode").map(String);
  const missing = symbols.filter((symbol) => !Number.isFinite(values[symbol]));
  if (missing.length > 0)
    throw new ValueError(
      `explain: values must hold a finite number for ${missing[0]}, got ${String(values[missing[0]])}`,
    );
  return Number(coefficient.evaluate({ ...values }));
}

const toHtml = (latex: readonly string[]): string =>
  latex
    .map(
      (formula) =>
        `<div style="padding:3px 0;font-size:115%;white-space:nowrap">${formulaHtml(formula)}</div>`,
    )
    .join("");
