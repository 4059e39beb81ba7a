import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import {
  maskOf,
  requireDrop,
  testScale,
  trainScale,
  type DropEvalOptions,
  type DropOptions,
} from "./keep-mask.js";
import * as linear from "./linear.js";

export type DropConnectCache = linear.LinearCache & { options: DropOptions };
export type DropConnectEvalCache = {
  x: Tensor;
  b: Tensor | undefined;
  meanW: Tensor;
  options: DropEvalOptions;
};
export type DropConnectGradients = { dX: Tensor; dW: Tensor; dB: Tensor | undefined };

function requireLinear(where: string, { x, W, b }: linear.LinearInputs): void {
  if (W.rank !== 2)
    throw new ShapeError(`${where}: W must have shape (D, M), got ${shapeText(W.shape)}`);
  const [D, M] = W.shape;
  if (x.rank < 1 || x.shape[x.rank - 1] !== D)
    throw new ShapeError(`${where}: x must have shape (…, ${D}), got ${shapeText(x.shape)}`);
  if (b) requireShape(where, "b", b.shape, [M]);
  requireOneDType(where, { x, W, b });
}

/** Z, or in the inverted form Z / (1 − p), in front of a product entry by entry. */
const masked = ({ form }: DropEvalOptions): string =>
  form === "vanilla" ? tex`Z \odot` : tex`\tfrac{1}{1-p} Z \odot`;

/**
 * DropConnect in training (Wan et al. 2013, https://proceedings.mlr.press/v28/wan13.html): a linear layer of which
 * every single weight is dropped with probability p; dropout would drop all weights of an input together. One mask
 * serves the whole batch, and biases stay.
 *
 * Shapes: x (N, D), or with more batch axes; W (D, M), and so is a mask; b (M), or left out; y (N, M). Options as for
 * `dropout`.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if p lies outside 0 … 1, or a mask holds other
 * numbers than 0 and 1.
 *
 * @example
 * const mask = tensor([[1, 0], [1, 1]]);
 * dropConnect.forward({ x: ones([1, 2]), W: ones([2, 2]) }, { p: 0.5, mask: mask }).y.toArray(); // [[4, 2]]
 */
// prettier-ignore
export function forward({ x, W, b }: linear.LinearInputs, options: DropOptions, step: Step = run): { y: Tensor; cache: DropConnectCache } {
  requireLinear("dropConnect.forward", { x, W, b });
  const mask = maskOf("dropConnect.forward", options, W.shape, W);
  const keep   = step("keep",   tex`Z_{dm} \sim \operatorname{Bernoulli}(1 - p)`, () => mask);
  const noisyW = step("noisyW", tex`\tilde W = ${masked(options)} W`,                           () => W.mul(keep).mul(trainScale(options)));
  const y      = step("y",      tex`y = x \tilde W + b`,                          () => linear.forward({ x, W: noisyW, b }).y);
  return { y, cache: { x, W, b, options } };
}

/**
 * Gradients: dX has the shape of x, dW of W, dB (M), undefined without a bias. The mask is drawn again.
 *
 * @example
 * const inputs = { x: tensor([[1, 2]]), W: ones([2, 1]) };
 * const { cache } = dropConnect.forward(inputs, { p: 0.5, mask: tensor([[1], [0]]) });
 * dropConnect.backward(tensor([[1]]), cache).dW.toArray(); // [[2], [0]]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, W, b, options }: DropConnectCache, step: Step = run): DropConnectGradients {
  const where = "dropConnect.backward";
  requireUpstream(where, { dY }, [...x.shape.slice(0, -1), W.shape[1]], { x });
  const kept = maskOf(where, options, W.shape, W).mul(trainScale(options));
  const through = linear.backward(dY, { x, W: W.mul(kept), b });
  const { dB: sum } = through;
  const dB      = sum && step("dB", tex`db = \sum_i dy_i`,    () => sum);
  const dNoisyW = step("dNoisyW", tex`d\tilde W = X^\top dY`, () => through.dW);
  const dW      = step("dW", tex`dW = ${masked(options)} d\tilde W`, () => dNoisyW.mul(kept));
  const dX      = step("dX",      tex`dX = dY\,\tilde W^\top`, () => through.dX);
  return { dX, dW, dB };
}

/**
 * DropConnect at test time: every weight times what it is multiplied by on average. The layer is linear in its
 * mask, so this is the exact mean of y.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if p lies outside 0 … 1.
 *
 * @example
 * const inputs = { x: tensor([[1, 2]]), W: ones([2, 1]) };
 * dropConnect.forwardEval(inputs, { p: 0.5, form: "vanilla" }).y.toArray(); // [[1.5]]
 */
// prettier-ignore
export function forwardEval({ x, W, b }: linear.LinearInputs, options: DropEvalOptions, step: Step = run): { y: Tensor; cache: DropConnectEvalCache } {
  requireLinear("dropConnect.forwardEval", { x, W, b });
  requireDrop("dropConnect.forwardEval", options);
  const meanW = step("meanW", options.form === "vanilla" ? tex`\bar W = (1-p) W` : tex`\bar W = W`, () => W.mul(testScale(options)));
  const y     = step("y",     tex`y = x \bar W + b`,                                              () => linear.forward({ x, W: meanW, b }).y);
  return { y, cache: { x, b, meanW, options } };
}

/**
 * Gradients at test time.
 *
 * @example
 * const { cache } = dropConnect.forwardEval({ x: tensor([[1, 2]]), W: ones([2, 1]) }, { p: 0.5 });
 * dropConnect.backwardEval(tensor([[1]]), cache).dW.toArray(); // [[1], [2]]
 */
// prettier-ignore
export function backwardEval(dY: Tensor, { x, b, meanW, options }: DropConnectEvalCache, step: Step = run): DropConnectGradients {
  requireUpstream("dropConnect.backwardEval", { dY }, [...x.shape.slice(0, -1), meanW.shape[1]], { x });
  const through = linear.backward(dY, { x, W: meanW, b });
  const { dB: sum } = through;
  const dB     = sum && step("dB", tex`db = \sum_i dy_i`,     () => sum);
  const dMeanW = step("dMeanW", tex`d\bar W = X^\top dY`,     () => through.dW);
  const dW     = step("dW", options.form === "vanilla" ? tex`dW = (1-p) \, d\bar W` : tex`dW = d\bar W`, () => dMeanW.mul(testScale(options)));
  const dX     = step("dX",     tex`dX = dY\,\bar W^\top`,    () => through.dX);
  return { dX, dW, dB };
}

/**
 * Mean and variance of y over all masks, from which the paper's test time draws: a sum of many independent weights
 * is almost normally distributed. Average the next layer's activation over such draws.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if p lies outside 0 … 1.
 *
 * @example
 * dropConnect.moments({ x: ones([1, 3]), W: ones([3, 1]) }, { p: 0.5 }).variance.item(); // 3
 */
// prettier-ignore
export function moments({ x, W, b }: linear.LinearInputs, options: DropEvalOptions, step: Step = run): { mean: Tensor; variance: Tensor } {
  requireLinear("dropConnect.moments", { x, W, b });
  requireDrop("dropConnect.moments", options);
  const { p } = options;
  const s = trainScale(options);
  const mean     = step("mean",     tex`\mu = s (1-p) \, x W + b`,                () => linear.forward({ x, W: W.mul(s * (1 - p)), b }).y);
  const variance = step("variance", tex`\sigma^2 = s^2 p (1-p) \, x^2 W^2`,       () => linear.forward({ x: x.mul(x), W: W.mul(W).mul(s * s * p * (1 - p)) }).y);
  return { mean, variance };
}
