import type { Random } from "../random.js";
import type { Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import type { TestFunction } from "./test-functions.js";

/**
 * An exercise is a list of parts, one for each function to write, and of checks that call these functions.
 * The check in a notebook and the grader judge by the same parts; the grader has more checks.
 */
export interface Exercise {
  /** The name of its notebook, without the ending: "06-batch-norm-forward". It begins with its number. */
  readonly id: string;
  readonly title: string;
  /** About how long it takes. */
  readonly minutes: number;
  /** The numbers of the exercises to do before it. */
  readonly prerequisites: readonly string[];
  readonly parts: readonly Part[];
  readonly checks: readonly Check[];
  readonly reflections: readonly Reflection[];
}

/** A question in words, which a person grades: the cell of role "reflection" with this id. */
export interface Reflection {
  readonly id: string;
  readonly points: number;
}

/**
 * What a function takes and returns: tensors, numbers, words and functions of a small library, in objects and arrays
 * as deep as needed.
 */
export type Plain = Tensor | number | boolean | string | TestFunction | PlainArray | PlainObject;
export type PlainArray = readonly Plain[];
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** The arguments of one call, all but the last one, which is the step. */
export type Arguments = readonly Plain[];

/** How large a small example is: rows and columns. */
export type Size = { readonly rows: number; readonly columns: number };

/** From a nudge to almost the answer. */
export type Hints = readonly [nudge: string, more: string, almost: string];

/** One function that the student writes. */
export interface Part {
  readonly name: string;
  /**
   * What is judged, in order, and how many points it is worth: the function's steps, and what it returns without
   * computing it in a step (a field by its name, a bare value by the function's name).
   */
  readonly points: Readonly<Record<string, number>>;
  /** Three for the function, under its name, or three for each of its steps. In Markdown. */
  readonly hints: Readonly<Record<string, Hints>>;
  /** What each argument is called in messages; "" for an object whose fields speak for themselves. */
  readonly parameters: readonly string[];
  /** Which step a returned field holds, where the two are not called the same. */
  readonly returns: Readonly<Record<string, string>>;
  /** How far a right value may be off, relative to the largest number in it; by default by its dtype. */
  readonly tolerance?: number;
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
  readonly instead: (args: Arguments, steps: Readonly<Record<string, Plain>>) => Plain;
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

/** Right values by name; of most functions all are tensors. */
type Tensors = Record<string, Tensor>;

/** A mistake as an exercise's author writes it: from the call's arguments and the right steps before it, by name. */
export interface MistakeSource<A extends readonly unknown[], Steps = Tensors> {
  step: string;
  cause: string;
  next: string;
  instead: (args: A, steps: Steps) => unknown;
}

/** A part as an exercise's author writes it, with the types of its own function. */
export interface PartSource<A extends readonly unknown[], Steps = Tensors> {
  name: string;
  points: Record<string, number>;
  hints: Record<string, Hints>;
  parameters: string[];
  returns?: Record<string, string>;
  tolerance?: number;
  reference: (args: A, step: Step) => unknown;
  small: (rng: Random, size: Size) => A;
  mistakes: MistakeSource<A, Steps>[];
}

/** Forgets the types of one part's own function, so that parts of all kinds fit in one list. */
export function definePart<A extends readonly unknown[], Steps = Tensors>(
  source: PartSource<A, Steps>,
): Part {
  const own = (args: Arguments): A => args as unknown as A;
  return {
    ...source,
    returns: source.returns ?? {},
    reference: (args, step) => source.reference(own(args), step) as Plain,
    small: (rng, size) => source.small(rng, size) as unknown as Arguments,
    mistakes: source.mistakes.map((mistake) => ({
      ...mistake,
      instead: (args, steps) => mistake.instead(own(args), steps as Steps) as Plain,
    })),
  };
}

export function partNamed(exercise: Exercise, name: string): Part {
  const part = exercise.parts.find((each) => each.name === name);
  if (part === undefined)
    throw new Error(`${exercise.id}: expected a part called ${name}, got none`);
  return part;
}
