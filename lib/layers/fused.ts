import type { Fused, Storage } from "../backend/backend.js";
import { run, type Step } from "../step.js";
import { stridesOf, type Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * The kernels by which x's backend does a whole layer at once, of x and the others, for steps that only compute.
 * Whoever looks on, for a trace, a gradient check or a grade, gets each equation by itself. What a backend does not
 * have, the steps do; what does not go together, they refuse.
 */
export const fusedOf = (
  step: Step,
  x: Tensor,
  ...others: readonly (Tensor | undefined)[]
): Partial<Fused> => (step === run && areAlike(x, ...others) ? (x.backend.fused ?? {}) : {});

/** Whether all that are given have the dtype and the backend of x. */
export const areAlike = (x: Tensor, ...others: readonly (Tensor | undefined)[]): boolean =>
  others.every((other) => !other || (other.dtype === x.dtype && other.backend === x.backend));

/** A kernel's result as a tensor beside x. */
export const resultOf = (x: Tensor, storage: Storage, shape: Shape): Tensor =>
  new Tensor(x.backend, { storage, shape, strides: stridesOf(shape), offset: 0 });

/** Values that a kernel has worked out, by the names of their steps. */
export type Known = Readonly<Partial<Record<string, Tensor>>>;

/** A step that takes what a kernel has worked out, and computes the others; `step` itself if there was no kernel. */
export const knowing = (step: Step, known: Known | undefined): Step =>
  known ? (name, _formula, compute) => known[name] ?? compute() : step;
