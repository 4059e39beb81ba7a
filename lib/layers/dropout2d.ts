import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireShape, shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import * as dropout from "./dropout.js";
import {
  maskOf,
  requireDrop,
  trainScale,
  type DropEvalOptions,
  type DropOptions,
} from "./keep-mask.js";

export type Dropout2dCache = dropout.DropoutCache;

/** One number for each channel of each image, as it stands beside (N, C, …). */
function channelMask(where: string, options: DropOptions, shape: Shape, like: Tensor): Tensor {
  const [N, C, ...spatial] = shape;
  return maskOf(where, options, [N, C], like).reshape(N, C, ...spatial.map(() => 1));
}

/**
 * Dropout of whole channels (Tompson et al. 2015, https://arxiv.org/abs/1411.4280): neighbors in a feature map say
 * much the same, so dropping single entries would take little away.
 *
 * Shapes: x (N, C, H, W), or any number of spatial axes; a mask (N, C); y that of x. Options as for `dropout`.
 *
 * @throws ShapeError if x or a mask does not fit; ValueError if p lies outside 0 … 1, or a mask holds other numbers
 * than 0 and 1.
 *
 * @example
 * const mask = tensor([[0, 1]]);
 * dropout2d.forward({ x: ones([1, 2, 1, 2]) }, { p: 0.5, mask: mask }).y.toArray(); // [[[[0, 0]], [[2, 2]]]]
 */
export function forward(
  { x }: { x: Tensor },
  options: DropOptions,
  step: Step = run,
): { y: Tensor; cache: Dropout2dCache } {
  const where = "dropout2d.forward";
  if (x.rank < 3)
    throw new ShapeError(
      `${where}: x must have shape (N, C, …) with at least one spatial axis, got ${shapeText(x.shape)}`,
    );
  const mask = channelMask(where, options, x.shape, x);
  const keep = step("keep", tex`z_{nc} \sim \operatorname{Bernoulli}(1 - p)`, () => mask);
  const vanilla = options.form === "vanilla";
  const formula = vanilla ? tex`y_{nc} = z_{nc} x_{nc}` : tex`y_{nc} = \tfrac{z_{nc}}{1-p} x_{nc}`;
  const y = step("y", formula, () => x.mul(keep).mul(trainScale(options)));
  return { y, cache: { shape: x.shape, options } };
}

/**
 * dX, of the shape of x: the gradient passes where the channel passed, times the same number.
 *
 * @example
 * const { cache } = dropout2d.forward({ x: ones([1, 2, 1, 2]) }, { p: 0.5, mask: tensor([[1, 0]]) });
 * dropout2d.backward(ones([1, 2, 1, 2]), cache).dX.reshape(2, 2).toArray(); // [[2, 2], [0, 0]]
 */
export function backward(
  dY: Tensor,
  { shape, options }: Dropout2dCache,
  step: Step = run,
): { dX: Tensor } {
  const where = "dropout2d.backward";
  requireShape(where, "dY", dY.shape, shape);
  const vanilla = options.form === "vanilla";
  const formula = vanilla
    ? tex`dx_{nc} = z_{nc} dy_{nc}`
    : tex`dx_{nc} = \tfrac{z_{nc}}{1-p} dy_{nc}`;
  const dX = step("dX", formula, () =>
    dY.mul(channelMask(where, options, shape, dY)).mul(trainScale(options)),
  );
  return { dX };
}

/**
 * Test time is that of `dropout`: on average, a channel is an entry like any other.
 *
 * @example
 * dropout2d.forwardEval({ x: ones([1, 1, 1, 2]) }, { p: 0.5, form: "vanilla" }).y.toArray(); // [[[[0.5, 0.5]]]]
 */
export const forwardEval = (
  inputs: { x: Tensor },
  options: DropEvalOptions,
  step: Step = run,
): { y: Tensor; cache: dropout.DropoutEvalCache } => {
  requireDrop("dropout2d.forwardEval", options);
  return dropout.forwardEval(inputs, options, step);
};

/**
 * The gradient at test time.
 *
 * @example
 * const { cache } = dropout2d.forwardEval({ x: ones([1, 1, 1, 2]) }, { p: 0.5, form: "vanilla" });
 * dropout2d.backwardEval(ones([1, 1, 1, 2]), cache).dX.toArray(); // [[[[0.5, 0.5]]]]
 */
export const backwardEval = (
  dY: Tensor,
  cache: dropout.DropoutEvalCache,
  step: Step = run,
): { dX: Tensor } => {
  requireShape("dropout2d.backwardEval", "dY", dY.shape, cache.shape);
  return dropout.backwardEval(dY, cache, step);
};
