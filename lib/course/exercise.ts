import type { Random } from "../random.js";
import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * An exercise is a list of parts, one for each function to write, and of checks that call these functions.
 * The check in a notebook and the grader judge by the same parts; the grader has more checks.
 */
export interface Exercise {
  /** The name of its notebook, without the ending: "01-batch-norm". */
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
  readonly checks: readonly Check[];
}

/** What a function takes and returns: numbers and tensors, in objects as deep as needed. */
export type Plain = Tensor | number | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** The arguments of one call, all but the last one, which is the step. */
export type Arguments = readonly Plain[];

/** How large a small example is: rows and columns. */
export type Size = { readonly rows: number; readonly columns: number };

/** One function that the student writes. */
export interface Part {
  readonly name: string;
  /** The steps in order, and how many points each is worth. */
  readonly points: Readonly<Record<string, number>>;
  /** What each argument is called in messages; "" for an object whose fields speak for themselves. */
  readonly parameters: readonly string[];
  /** Which step a returned field holds, where the two are not called the same. */
  readonly returns: Readonly<Record<string, string>>;
  readonly reference: (args: Arguments, step: Step) => Plain;
  /** An input that can be worked out by hand. */
  readonly small: (rng: Random, size: Size) => Arguments;
  readonly mistakes: readonly Mistake[];
}

/** A typical mistake in one step: what would be computed, and what to tell someone who did. */
export interface Mistake {
  readonly step: string;
  /** A sentence in the second person: "you divided by N − 1". */
  readonly cause: string;
  /** The one thing to do next. */
  readonly next: string;
  /** The step's value with this mistake, from the right values of the steps before it. */
  readonly instead: (args: Arguments, steps: ReadonlyMap<string, Tensor>) => Tensor;
}

/** One or more calls of one part, on inputs drawn anew each time. */
export interface Check {
  readonly title: string;
  readonly part: string;
  /**
   * A step that is wrong on ordinary inputs earns nothing, even where it is right on special ones: a constant 0
   * would otherwise be paid wherever 0 happens to be the answer.
   */
  readonly ordinary: boolean;
  readonly draw: (rng: Random) => readonly Arguments[];
}

/** A part as an exercise's author writes it, with the types of its own function. */
export interface PartSource<A extends readonly unknown[], V> {
  name: string;
  points: Record<string, number>;
  parameters: string[];
  returns?: Record<string, string>;
  reference: (args: A, step: Step) => unknown;
  small: (rng: Random, size: Size) => A;
  /** The arguments and the steps by name, for the formulas of the mistakes. */
  values: (args: A, steps: Record<string, Tensor>) => V;
  mistakes: { step: string; cause: string; next: string; instead: (values: V) => Tensor }[];
}

/** Forgets the types of one part's own function, so that parts of all kinds fit in one list. */
export function definePart<A extends readonly unknown[], V>(source: PartSource<A, V>): Part {
  const own = (args: Arguments): A => args as unknown as A;
  return {
    name: source.name,
    points: source.points,
    parameters: source.parameters,
    returns: source.returns ?? {},
    reference: (args, step) => source.reference(own(args), step) as Plain,
    small: (rng, size) => source.small(rng, size) as unknown as Arguments,
    mistakes: source.mistakes.map((mistake) => ({
      ...mistake,
      instead: (args, steps) =>
        mistake.instead(source.values(own(args), Object.fromEntries(steps))),
    })),
  };
}

export function partNamed(exercise: Exercise, name: string): Part {
  const part = exercise.parts.find((each) => each.name === name);
  if (part === undefined)
    throw new Error(`${exercise.id}: expected a part called ${name}, got none`);
  return part;
}
