import { run, tex, type Step } from "../step.js";
import { sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { trailingShape } from "./layer-norm.js";
import { requireNormInputs } from "./normalization.js";

export type RmsNormInputs = { x: Tensor; gamma?: Tensor };
export type RmsNormOptions = {
  /** Added to the mean square, under the root; at least 0, 1e-6 by default. */
  eps?: number;
  /** The sizes of the axes that are normalized, the last ones of x. Those of gamma by default, else the last. */
  normalizedShape?: Shape;
};
export type RmsNormCache = {
  x: Tensor;
  gamma: Tensor | undefined;
  axes: readonly number[];
  invRms: Tensor;
  xHat: Tensor;
};

/**
 * Root mean square normalization (Zhang & Sennrich 2019, https://arxiv.org/abs/1910.07467): every row is divided by
 * the root of the mean of its squares. Layer norm without the mean: cheaper, and as good in large language models.
 *
 * Shapes: x (…, D); gamma (D), or the last axes of x, may be left out; y that of x.
 *
 * @throws ShapeError if the shapes do not fit or x is empty; ValueError if eps is negative.
 *
 * @example
 * rmsNorm.forward({ x: tensor([[1, 7]]) }, { eps: 0 }).y.at(0, 0); // 0.2
 */
// prettier-ignore
export function forward(inputs: RmsNormInputs, options: RmsNormOptions = {}, step: Step = run): { y: Tensor; cache: RmsNormCache } {
  const where = "rmsNorm.forward";
  const { eps = 1e-6 } = options;
  const { x, gamma } = inputs;
  const trailing = trailingShape(where, inputs, options);
  requireNormInputs(where, inputs, trailing, eps);
  const axes = trailing.map((_, i) => x.rank - trailing.length + i);
  const meanSquare = step("meanSquare", tex`q = \tfrac1m \sum_i x_i^2`,    () => x.mul(x).mean(axes, true));
  const invRms     = step("invRms",     tex`r = (q + \epsilon)^{-1/2}`,    () => meanSquare.add(eps).pow(-1 / 2));
  const xHat       = step("xHat",       tex`\hat x_i = r \, x_i`,          () => x.mul(invRms));
  const y          = step("y", gamma ? tex`y_i = \gamma_i \hat x_i` : tex`y_i = \hat x_i`, () => (gamma ? xHat.mul(gamma) : xHat));
  return { y, cache: { x, gamma, axes, invRms, xHat } };
}

/**
 * Gradients: dX has the shape of x; dGamma that of gamma, undefined where it was left out.
 *
 * @example
 * const { cache } = rmsNorm.forward({ x: tensor([[3, 3]]), gamma: ones([2]) }, { eps: 0 });
 * // Longer or shorter, x has the same direction: along itself it has no gradient.
 * rmsNorm.backward(tensor([[1, 1]]), cache).dX.abs().max().item() < 1e-12; // true
 */
// prettier-ignore
export function backward(dY: Tensor, { x, gamma, axes, invRms, xHat }: RmsNormCache, step: Step = run): { dX: Tensor; dGamma: Tensor | undefined } {
  requireUpstream("rmsNorm.backward", { dY }, x.shape, { x });
  const m = sizeOf(axes.map((axis) => x.shape[axis]));
  const leading = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const dGamma      = gamma && step("dGamma", tex`d\gamma = \sum dy \, \hat x`,               () => dY.mul(xHat).sum(leading));
  const dXHat       = step("dXHat",       gamma ? tex`d\hat x_i = \gamma_i \, dy_i` : tex`d\hat x_i = dy_i`, () => (gamma ? dY.mul(gamma) : dY));
  const dInvRms     = step("dInvRms",     tex`dr = \sum_i x_i \, d\hat x_i`,                  () => dXHat.mul(x).sum(axes, true));
  const dMeanSquare = step("dMeanSquare", tex`dq = -\tfrac12 r^3 \, dr`,                      () => invRms.pow(3).mul(dInvRms).div(-2));
  const dX          = step("dX",          tex`dx_i = r \, d\hat x_i + \tfrac2m x_i \, dq`,    () => dXHat.mul(invRms).add(x.mul(dMeanSquare).mul(2 / m)));
  return { dX, dGamma };
}
