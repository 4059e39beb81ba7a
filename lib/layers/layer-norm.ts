import { ShapeError } from "../errors.js";
import { run, type Step } from "../step.js";
import { sameShape, shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import * as normalization from "./normalization.js";

export type LayerNormInputs = normalization.NormInputs;
export type LayerNormOptions = normalization.NormOptions & {
  /** The sizes of the axes that are normalized, the last ones of x. Those of gamma by default, else the last. */
  normalizedShape?: Shape;
};
export type LayerNormCache = normalization.NormCache;
export type LayerNormGradients = normalization.NormGradients;

/**
 * The trailing axes that are normalized together, by their sizes.
 *
 * @example
 * layerNorm.trailingShape("layerNorm.forward", { x: ones([2, 3, 4]) }, { normalizedShape: [4] }); // [4]
 */
export function trailingShape(
  where: string,
  { x, gamma, beta }: LayerNormInputs,
  { normalizedShape }: LayerNormOptions,
): Shape {
  const shape = normalizedShape ?? gamma?.shape ?? beta?.shape ?? x.shape.slice(-1);
  if (shape.length === 0 || !sameShape(x.shape.slice(-shape.length), shape))
    throw new ShapeError(
      `${where}: normalizedShape must be the last sizes of x, ${shapeText(x.shape)}, got ${shapeText(shape)}`,
    );
  return shape;
}

/**
 * Layer normalization (Ba, Kiros & Hinton 2016, https://arxiv.org/abs/1607.06450): every row is moved to mean 0 and
 * variance 1 over its own features, so it does not depend on the other rows, and training and test time are alike.
 *
 * Shapes: x (…, D) or (N, C, H, W); gamma and beta the last axes of x, (D) or (C, H, W), each may be left out; y that
 * of x. The variance is biased (divided by the number of entries).
 *
 * @throws ShapeError if the shapes do not fit or x is empty; ValueError if eps is negative.
 *
 * @example
 * layerNorm.forward({ x: tensor([[1, 3], [10, 10]]) }, { eps: 0.0001 }).y.at(1, 0); // 0
 */
export function forward(
  inputs: LayerNormInputs,
  options: LayerNormOptions = {},
  step: Step = run,
): { y: Tensor; cache: LayerNormCache } {
  const where = "layerNorm.forward";
  const { eps = 1e-5 } = options;
  const { x } = inputs;
  const affine = trailingShape(where, inputs, options);
  normalization.requireNormInputs(where, inputs, affine, eps);
  const axes = affine.map((_, i) => x.rank - affine.length + i);
  return normalization.forward(inputs, { shape: x.shape, axes, affine }, eps, step);
}

/**
 * Gradients: dX has the shape of x; dGamma and dBeta theirs, undefined where they were left out.
 *
 * @example
 * const { y, cache } = layerNorm.forward({ x: randn([4, 3], rng), beta: zeros([3]) });
 * layerNorm.backward(ones(y.shape), cache).dBeta.toArray(); // [4, 4, 4]
 */
export const backward = (dY: Tensor, cache: LayerNormCache, step: Step = run): LayerNormGradients =>
  normalization.backward("layerNorm.backward", dY, cache, step);

/**
 * The same gradients with the three paths from x to y worked out into one formula.
 *
 * @example
 * const { y, cache } = layerNorm.forward({ x: randn([4, 3], rng) });
 * const dY = randn(y.shape, rng);
 * const gap = layerNorm.backward(dY, cache).dX.sub(layerNorm.backwardSimplified(dY, cache).dX);
 * gap.abs().max().item() < 1e-12; // true
 */
export const backwardSimplified = (
  dY: Tensor,
  cache: LayerNormCache,
  step: Step = run,
): LayerNormGradients =>
  normalization.backwardSimplified("layerNorm.backwardSimplified", dY, cache, step);
