import type { Fused, Storage } from "../backend/backend.js";
import { run, type Step } from "../step.js";
import { stridesOf, type Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * The kernels by which x's backend does a whole layer at once, for steps that only compute. Whoever looks on, for a
 * trace, a gradient check or a grade, gets each equation by itself. What a backend does not have, the steps do.
 */
export const fusedOf = (step: Step, x: Tensor): Partial<Fused> =>
  step === run ? (x.backend.fused ?? {}) : {};

/** A kernel's result as a tensor beside x. */
export const resultOf = (x: Tensor, storage: Storage, shape: Shape): Tensor =>
  new Tensor(x.backend, { storage, shape, strides: stridesOf(shape), offset: 0 });

/** Values that a kernel has worked out, by the names of their steps. */
export type Known = Readonly<Partial<Record<string, Tensor>>>;

/** A step that takes what a kernel has worked out, and computes the others; `step` itself if there was no kernel. */
export const knowing = (step: Step, known: Known | undefined): Step =>
  known ? (name, _formula, compute) => known[name] ?? compute() : step;
