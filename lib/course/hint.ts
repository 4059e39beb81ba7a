import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { ValueError } from "../errors.js";
import { closest } from "./distance.js";
import type { Exercise, Hints } from "./exercise.js";
import { loadExercise, numberOf } from "./exercises/load.js";

/** One of three hints, and how many are left. */
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
 * answer. After the last it comes again.
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

function hintsFor({ id, parts }: Pick<Exercise, "id" | "parts">, name: string): Hints {
  const all = Object.fromEntries(parts.flatMap(({ hints }) => Object.entries(hints)));
  if (Object.hasOwn(all, name)) return all[name];
  const names = Object.keys(all);
  // A step that has none of its own is helped by those of its function.
  const part = parts.find(({ points, hints, name: own }) => name in points && own in hints);
  if (part !== undefined) return part.hints[part.name];
  const meant = closest(name, names);
  throw new ValueError(
    `hint: expected one of ${names.join(", ")} in exercise ${numberOf(id)}, got ${JSON.stringify(name)}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}
