import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as conv2d from "./conv2d.js";
import { requireImages, type WindowOptions } from "./windows.js";

export type DepthwiseSeparableInputs = { x: Tensor; Wd: Tensor; Wp: Tensor };
export type DepthwiseSeparableCache = {
  depthwise: conv2d.Conv2dCache;
  pointwise: conv2d.Conv2dCache;
};

/**
 * A depthwise separable convolution (Howard et al. 2017, https://arxiv.org/abs/1704.04861): one filter a channel
 * looks around, then 1 × 1 filters mix the channels. Of the multiplications of a full convolution it needs
 * 1/F + 1/(kH·kW).
 *
 * Shapes: x (N, C, H, W); Wd (C·m, 1, kH, kW), m filters for each channel; Wp (F, C·m, 1, 1); y (N, F, H′, W′). The
 * options are those of the depthwise part.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if an option is out of range.
 *
 * @example
 * const x = ones([1, 3, 5, 5]);
 * const weights = { Wd: ones([3, 1, 3, 3]), Wp: ones([4, 3, 1, 1]) };
 * depthwiseSeparable.forward({ x, ...weights }, { padding: 1 }).y.shape; // [1, 4, 5, 5]
 */
export function forward(
  { x, Wd, Wp }: DepthwiseSeparableInputs,
  options: WindowOptions = {},
  step: Step = run,
): { y: Tensor; cache: DepthwiseSeparableCache } {
  const where = "depthwiseSeparable.forward";
  requireImages(where, x);
  const C = x.shape[1];
  if (Wd.rank !== 4 || Wd.shape[1] !== 1 || Wd.shape[0] % C !== 0)
    throw new ShapeError(
      `${where}: Wd must have shape (${C}·m, 1, kH, kW), got ${shapeText(Wd.shape)}`,
    );
  const between = Wd.shape[0];
  if (Wp.rank !== 4 || Wp.shape[1] !== between || Wp.shape[2] !== 1 || Wp.shape[3] !== 1)
    throw new ShapeError(
      `${where}: Wp must have shape (F, ${between}, 1, 1), got ${shapeText(Wp.shape)}`,
    );
  requireOneDType(where, { x, Wd, Wp });
  const first = conv2d.forward({ x, W: Wd }, { ...options, groups: C });
  const depthwise = step("depthwise", tex`z_c = W^d_c \star x_c`, () => first.y);
  const second = conv2d.forward({ x: depthwise, W: Wp });
  const y = step("y", tex`y_f = \sum_c W^p_{fc} \, z_c`, () => second.y);
  return { y, cache: { depthwise: first.cache, pointwise: second.cache } };
}

export type DepthwiseSeparableGradients = { dX: Tensor; dWd: Tensor; dWp: Tensor };

/**
 * Gradients of the loss, first of the pointwise part, then of the depthwise one.
 *
 * @example
 * const inputs = { x: ones([1, 2, 3, 3]), Wd: ones([2, 1, 2, 2]), Wp: ones([4, 2, 1, 1]) };
 * const { y, cache } = depthwiseSeparable.forward(inputs);
 * depthwiseSeparable.backward(ones(y.shape), cache).dWp.shape; // [4, 2, 1, 1]
 */
// prettier-ignore
export function backward(dY: Tensor, { depthwise, pointwise }: DepthwiseSeparableCache, step: Step = run): DepthwiseSeparableGradients {
  const [N, , ...sides] = pointwise.x.shape;
  requireUpstream("depthwiseSeparable.backward", { dY }, [N, pointwise.W.shape[0], ...sides], { x: pointwise.x });
  const second = conv2d.backward(dY, pointwise);
  const dWp        = step("dWp",        tex`dW^p = dY\,z^\top`,       () => second.dW);
  const dDepthwise = step("dDepthwise", tex`dz = (W^p)^\top dY`,      () => second.dX);
  const first = conv2d.backward(dDepthwise, depthwise);
  const dWd        = step("dWd",        tex`dW^d_c = dz_c \star x_c`, () => first.dW);
  const dX         = step("dX",         tex`dx_c = \text{col2im}\left((W^d_c)^\top dz_c\right)`, () => first.dX);
  return { dX, dWd, dWp };
}
