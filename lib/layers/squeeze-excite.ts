import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as sigmoid from "./sigmoid.js";
import { requireImages } from "./windows.js";

export type SqueezeExciteInputs = { x: Tensor; W1: Tensor; b1: Tensor; W2: Tensor; b2: Tensor };
export type SqueezeExciteCache = Omit<SqueezeExciteInputs, "b1" | "b2"> & {
  squeezed: Tensor;
  hidden: Tensor;
  active: Tensor;
  gate: Tensor;
};

/**
 * A squeeze-and-excitation block (Hu et al. 2017, https://arxiv.org/abs/1709.01507): the means of all channels
 * decide, through a small net, how much of each channel passes.
 *
 * Shapes: x (N, C, H, W); W1 (C, R), b1 (R); W2 (R, C), b2 (C); gate (N, C); y as x.
 *
 * @throws ShapeError if the shapes do not fit together.
 *
 * @example
 * const weights = { W1: ones([3, 2]), b1: zeros([2]), W2: zeros([2, 3]), b2: zeros([3]) };
 * squeezeExcite.forward({ x: ones([1, 3, 1, 1]), ...weights }).y.toArray(); // [[[[0.5]], [[0.5]], [[0.5]]]]
 */
// prettier-ignore
export function forward({ x, W1, b1, W2, b2 }: SqueezeExciteInputs, _options: Record<string, never> = {}, step: Step = run): { y: Tensor; cache: SqueezeExciteCache } {
  const where = "squeezeExcite.forward";
  requireImages(where, x);
  const [N, C] = x.shape;
  if (W1.rank !== 2)
    throw new ShapeError(`${where}: W1 must have shape (${C}, R), got ${shapeText(W1.shape)}`);
  const R = W1.shape[1];
  requireShape(where, "W1", W1.shape, [C, R]);
  requireShape(where, "b1", b1.shape, [R]);
  requireShape(where, "W2", W2.shape, [R, C]);
  requireShape(where, "b2", b2.shape, [C]);
  requireOneDType(where, { x, W1, b1, W2, b2 });
  const squeezed = step("squeezed", tex`s_{nc} = \tfrac{1}{HW} \sum_{h,w} x_{nchw}`, () => x.mean([2, 3]));
  const hidden   = step("hidden",   tex`h = s W_1 + b_1`,                            () => squeezed.matmul(W1).add(b1));
  const active   = step("active",   tex`a = \max(0, h)`,                             () => hidden.maximum(0));
  const logits   = step("logits",   tex`z = a W_2 + b_2`,                            () => active.matmul(W2).add(b2));
  const gate     = step("gate",     tex`g = 1 / (1 + e^{-z})`,                       () => sigmoid.forward({ x: logits }).y);
  const y        = step("y",        tex`y_{nchw} = g_{nc} \, x_{nchw}`,              () => x.mul(gate.reshape(N, C, 1, 1)));
  return { y, cache: { x, W1, W2, squeezed, hidden, active, gate } };
}

export type SqueezeExciteGradients = Record<"dX" | "dW1" | "dB1" | "dW2" | "dB2", Tensor>;

/**
 * Gradients of the loss. x reaches y by two paths: directly, and through its means.
 *
 * @example
 * const weights = { W1: ones([2, 1]), b1: zeros([1]), W2: ones([1, 2]), b2: zeros([2]) };
 * const { y, cache } = squeezeExcite.forward({ x: ones([1, 2, 3, 3]), ...weights });
 * squeezeExcite.backward(ones(y.shape), cache).dW1.shape; // [2, 1]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, W1, W2, squeezed, hidden, active, gate }: SqueezeExciteCache, step: Step = run): SqueezeExciteGradients {
  requireUpstream("squeezeExcite.backward", { dY }, x.shape, { x });
  const [N, C, H, W] = x.shape;
  const dGate     = step("dGate",     tex`dg_{nc} = \sum_{h,w} x_{nchw} \, dy_{nchw}`, () => x.mul(dY).sum([2, 3]));
  const dLogits   = step("dLogits",   tex`dz = g (1 - g) \, dg`,                       () => gate.mul(gate.sub(1)).mul(dGate).neg());
  const dB2       = step("dB2",       tex`db_2 = \sum_n dz_n`,                         () => dLogits.sum(0));
  const dW2       = step("dW2",       tex`dW_2 = a^\top dz`,                           () => active.T.matmul(dLogits));
  const dActive   = step("dActive",   tex`da = dz\,W_2^\top`,                          () => dLogits.matmul(W2.T));
  const dHidden   = step("dHidden",   tex`dh = da \cdot \mathbf 1[h > 0]`,             () => dActive.mul(hidden.greater(0)));
  const dB1       = step("dB1",       tex`db_1 = \sum_n dh_n`,                         () => dHidden.sum(0));
  const dW1       = step("dW1",       tex`dW_1 = s^\top dh`,                           () => squeezed.T.matmul(dHidden));
  const dSqueezed = step("dSqueezed", tex`ds = dh\,W_1^\top`,                          () => dHidden.matmul(W1.T));
  const dX        = step("dX",        tex`dx_{nchw} = g_{nc} \, dy_{nchw} + \tfrac{1}{HW} ds_{nc}`,
    () => dY.mul(gate.reshape(N, C, 1, 1)).add(dSqueezed.div(H * W).reshape(N, C, 1, 1)));
  return { dX, dW1, dB1, dW2, dB2 };
}
