import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { ValueError } from "../errors.js";
import { closest } from "./distance.js";
import type { Exercise, Hints } from "./exercise.js";
import { loadExercise, numberOf } from "./exercises/load.js";

/**
 * One of three hints, and how many are left. Made by `hint`.
 *
 * `about`: the function or step that was asked for.
 *
 * @example
 * const nudge = new Hint("variance", "Divide by N.", 2);
 * nudge.toString().split("\n")[0]; // "Hint 1 of 3 for variance: Divide by N."
 */
export class Hint {
  constructor(
    readonly about: string,
    readonly text: string,
    readonly left: number,
  ) {}

  toString(): string {
    return `Hint ${3 - this.left} of 3 for ${this.about}: ${this.text}\n${this.more}`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    const markdown = `**Hint ${3 - this.left} of 3 for ${this.about}:** ${this.text}\n\n*${this.more}*`;
    return { "text/markdown": markdown, "text/plain": this.toString() };
  }

  private get more(): string {
    if (this.left === 0) return "That was the last one.";
    return `${this.left === 1 ? "One more is" : `${this.left} more are`} left: run this again for the next.`;
  }
}

/** How many hints of each kind have been given. */
const given = new Map<string, number>();

/**
 * The next hint for a function of an exercise or one of its steps: the first of three is a nudge, the last almost the
 * answer. After the last it comes again. A step that several functions have is asked for as "svmLoss.loss".
 *
 * `exercise`: its number, such as "06".
 *
 * @throws ValueError if there is no such exercise, or it has no hints for that name.
 *
 * @example
 * const first = await hint("06", "variance");
 * first.left; // 2
 */
export async function hint(exercise: string, name: string): Promise<Hint> {
  const { id, parts } = await loadExercise("hint", exercise);
  const hints = hintsFor({ id, parts }, name);
  const key = `${id} ${name}`;
  const index = Math.min(given.get(key) ?? 0, hints.length - 1);
  given.set(key, index + 1);
  return new Hint(name, hints[index], hints.length - 1 - index);
}

function hintsFor({ id, parts }: Pick<Exercise, "id" | "parts">, asked: string): Hints {
  const all = parts.flatMap(({ name, hints }) =>
    Object.entries(hints).map(([key, three]) => ({
      three,
      key,
      full: key === name ? name : `${name}.${key}`,
    })),
  );
  const found = all.filter(({ key, full }) => key === asked || full === asked);
  if (found.length === 1) return found[0].three;
  if (found.length > 1)
    throw new ValueError(
      `hint: expected one of ${found.map(({ full }) => full).join(", ")}, got ${JSON.stringify(asked)}, which several functions have`,
    );
  // A step that has none of its own is helped by those of its function.
  const part = parts.find(({ name, points, hints }) => asked in points && name in hints);
  if (part !== undefined) return part.hints[part.name];
  const keys = all.map(({ key }) => key);
  const names = all.map(({ key, full }) =>
    keys.filter((each) => each === key).length > 1 ? full : key,
  );
  const meant = closest(asked, names);
  throw new ValueError(
    `hint: expected one of ${names.join(", ")} in exercise ${numberOf(id)}, got ${JSON.stringify(asked)}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}
