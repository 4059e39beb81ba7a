import { run, tex, type Step } from "../step.js";
import { requireShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  maskOf,
  requireDrop,
  testScale,
  trainScale,
  type DropEvalOptions,
  type DropOptions,
} from "./keep-mask.js";

/** How the mask was drawn and no mask: the backward pass draws it again. */
export type DropoutCache = { shape: Shape; options: DropOptions };

/**
 * Dropout in training (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html): every entry is set to
 * 0 with probability p, so that no unit can count on another one. Any shape; y has that of x.
 *
 * Options: p, the probability to DROP; seed and counter, or a mask of the shape of x, 1 where an entry is kept; form
 * "inverted" (default), where what is kept is divided by 1 − p, or "vanilla", which leaves that to test time.
 *
 * @throws ShapeError if a mask does not fit; ValueError if p lies outside 0 … 1, or a mask holds other numbers than
 * 0 and 1.
 *
 * @example
 * const mask = tensor([1, 0, 1]);
 * dropout.forward({ x: tensor([1, 2, 3]) }, { p: 0.5, mask: mask }).y.toArray(); // [2, 0, 6]
 */
export function forward(
  { x }: { x: Tensor },
  options: DropOptions,
  step: Step = run,
): { y: Tensor; cache: DropoutCache } {
  const mask = maskOf("dropout.forward", options, x.shape, x);
  const keep = step("keep", tex`z_i \sim \operatorname{Bernoulli}(1 - p)`, () => mask);
  const formula = options.form === "vanilla" ? tex`y_i = z_i x_i` : tex`y_i = \tfrac{z_i}{1-p} x_i`;
  const y = step("y", formula, () => x.mul(keep).mul(trainScale(options)));
  return { y, cache: { shape: x.shape, options } };
}

/**
 * dX, of the shape of x: the gradient passes where the entry passed, times the same number.
 *
 * @example
 * const { cache } = dropout.forward({ x: tensor([1, 2, 3]) }, { p: 0.5, mask: tensor([1, 0, 1]) });
 * dropout.backward(tensor([1, 1, 1]), cache).dX.toArray(); // [2, 0, 2]
 */
export function backward(
  dY: Tensor,
  { shape, options }: DropoutCache,
  step: Step = run,
): { dX: Tensor } {
  requireShape("dropout.backward", "dY", dY.shape, shape);
  const formula =
    options.form === "vanilla" ? tex`dx_i = z_i \, dy_i` : tex`dx_i = \tfrac{z_i}{1-p} dy_i`;
  const dX = step("dX", formula, () =>
    dY.mul(maskOf("dropout.backward", options, shape, dY)).mul(trainScale(options)),
  );
  return { dX };
}

export type DropoutEvalCache = { shape: Shape; options: DropEvalOptions };

/**
 * Dropout at test time: what training gives on average. Inverted, that is x itself; in the lecture's form it is
 * (1 − p) x.
 *
 * @throws ValueError if p lies outside 0 … 1.
 *
 * @example
 * dropout.forwardEval({ x: tensor([1, 2]) }, { p: 0.5, form: "vanilla" }).y.toArray(); // [0.5, 1]
 */
export function forwardEval(
  { x }: { x: Tensor },
  options: DropEvalOptions,
  step: Step = run,
): { y: Tensor; cache: DropoutEvalCache } {
  requireDrop("dropout.forwardEval", options);
  const formula = options.form === "vanilla" ? tex`y = (1-p) \, x` : tex`y = x`;
  const y = step("y", formula, () => x.mul(testScale(options)));
  return { y, cache: { shape: x.shape, options } };
}

/**
 * The gradient at test time.
 *
 * @example
 * const { cache } = dropout.forwardEval({ x: tensor([1, 2]) }, { p: 0.5, form: "vanilla" });
 * dropout.backwardEval(tensor([1, 1]), cache).dX.toArray(); // [0.5, 0.5]
 */
export function backwardEval(
  dY: Tensor,
  { shape, options }: DropoutEvalCache,
  step: Step = run,
): { dX: Tensor } {
  requireShape("dropout.backwardEval", "dY", dY.shape, shape);
  const formula = options.form === "vanilla" ? tex`dx = (1-p) \, dy` : tex`dx = dy`;
  const dX = step("dX", formula, () => dY.mul(testScale(options)));
  return { dX };
}
