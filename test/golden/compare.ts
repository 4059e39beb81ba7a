import { sameShape, shapeText } from "../../lib/tensor/shape.js";
import type { DType } from "../../lib/backend/backend.js";
import type { Tensor } from "../../lib/tensor/tensor.js";
import type { Case } from "./case.js";
import type { Results } from "./op.js";

/** Allowed |got − expected|, as a part of max(1, max |expected|), where nothing amplifies errors. */
const TOLERANCE: Readonly<Record<DType, number>> = { float64: 1e-9, float32: 1e-5 };

/** The same for ops whose numbers depend on long iterations, in float64. */
const LOOSER: Readonly<Record<string, number>> = {
  optimizer_lbfgs: 1e-7,
  optimizer_final: 1e-5,
  cifar_overfit20: 1e-6,
};

/** What is wrong with the results of a case, a line a key; empty if they are right. */
export function differences({ params, expected, dtype }: Case, results: Results): string[] {
  const looser = Object.hasOwn(LOOSER, params.op) ? LOOSER[params.op] : 0;
  const relative = Math.max(TOLERANCE[dtype], looser);
  if (Object.keys(expected).length === 0)
    return ["expected at least one value to compare, got none"];
  return Object.entries(expected).flatMap(([key, want]) => {
    if (!Object.hasOwn(results, key)) return [`${key}: expected a value, got none`];
    const problem = difference(results[key], want, relative);
    return problem === undefined ? [] : [`${key}: ${problem}`];
  });
}

function difference(result: Tensor | number, want: Tensor, relative: number): string | undefined {
  const [shape, got] = typeof result === "number" ? [[], [result]] : [result.shape, result.data];
  if (!sameShape(shape, want.shape))
    return `expected shape ${shapeText(want.shape)}, got ${shapeText(shape)}`;
  const wanted = want.data;
  let scale = 1;
  for (const x of wanted) if (Number.isFinite(x)) scale = Math.max(scale, Math.abs(x));
  const allowed = relative * scale;
  let worst = 0;
  let worstOff = -1;
  let count = 0;
  for (let i = 0; i < wanted.length; i++) {
    const off = Object.is(got[i], wanted[i]) ? 0 : Math.abs(got[i] - wanted[i]);
    if (off <= allowed) continue;
    count++;
    // NaN is off by more than any number.
    if (worstOff < off || (Number.isNaN(off) && !Number.isNaN(worstOff)))
      [worst, worstOff] = [i, off];
  }
  if (count === 0) return undefined;
  return (
    `expected ${wanted[worst]} at ${indexText(worst, want.shape)}, got ${got[worst]} ` +
    `(off by ${worstOff.toExponential(2)}, allowed ${allowed.toExponential(2)}; ${count} of ${wanted.length} entries are off)`
  );
}

function indexText(at: number, shape: readonly number[]): string {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return shapeText(index);
}
