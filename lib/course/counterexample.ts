import { Random } from "../random.js";
import { Tensor } from "../tensor/tensor.js";
import { attempt } from "./attempt.js";
import type { Arguments, Part, Plain, Size } from "./exercise.js";
import type { Judge, Judged } from "./judge.js";
import { isPlainArray, isPlainObject } from "./plain.js";
import { specOf } from "./test-functions.js";

/** An input small enough to work out by hand on which a step goes wrong. */
export interface Counterexample {
  args: Arguments;
  /** The right values of the steps before. */
  before: readonly Judged[];
  want: Plain;
  /** Absent if the step gave nothing that can be shown. */
  got?: Plain;
  problem: string;
}

/** One row comes last: many a wrong formula only shows as 0 or NaN there. */
const SIZES: Size[] = [
  { rows: 2, columns: 1 },
  { rows: 2, columns: 2 },
  { rows: 3, columns: 1 },
  { rows: 3, columns: 2 },
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
];
const DRAWS = 12;

/** The failing input of the smallest size and, of that size, with the smallest numbers. */
export function smallestFailure(part: Part, fn: unknown, step: string): Counterexample | undefined {
  for (const args of smallInputs(part)) {
    const failing = failureIn(attempt(part, fn, args), step);
    if (failing !== undefined) return failing;
  }
  return undefined;
}

/** Inputs to look for a counterexample in, in this order; the same ones each time. */
export function* smallInputs(part: Part): Generator<Arguments, void> {
  for (const [stream, size] of SIZES.entries()) {
    const rng = new Random(0, stream);
    const draws = Array.from({ length: DRAWS }, () => part.small(rng, size));
    yield* draws.sort((a, b) => weight(a) - weight(b));
  }
}

/** What one call on a small input shows about a step; undefined if the step did not go wrong in it. */
export function failureIn(judge: Judge, step: string): Counterexample | undefined {
  const verdict = judge.outcome.get(step);
  const index = judge.entries.findIndex(({ name }) => name === step);
  if (verdict?.kind !== "wrong") return undefined;
  return {
    args: judge.args,
    before: judge.entries.slice(0, index),
    want: judge.entries[index].value,
    ...(verdict.got === undefined ? {} : { got: verdict.got }),
    problem: verdict.problem,
  };
}

/** How large the numbers of an example are, all together. */
function weight(value: Plain): number {
  if (typeof value === "number") return Number.isFinite(value) ? Math.abs(value) : 0;
  if (value instanceof Tensor) return value.abs().sum().item();
  if (isPlainArray(value)) return value.reduce<number>((sum, inner) => sum + weight(inner), 0);
  const fields = specOf(value)?.data ?? value;
  return isPlainObject(fields) ? weight(Object.values(fields)) : 0;
}
