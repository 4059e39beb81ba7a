import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { run, type Step } from "../step.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import * as normalization from "./normalization.js";

export type GroupNormInputs = normalization.NormInputs;
export type GroupNormOptions = normalization.NormOptions & {
  /** How many groups the C channels are split into, a divisor of C. */
  groups: number;
};
export type GroupNormCache = normalization.NormCache;
export type GroupNormGradients = normalization.NormGradients;

/**
 * Group normalization (Wu & He 2018, https://arxiv.org/abs/1803.08494): the channels of an image are split into
 * groups, and each group is moved to mean 0 and variance 1 over its channels and all positions. With one group
 * these are the statistics of layer norm, with C groups those of instance norm.
 *
 * Shapes: x (N, C, …), with any number of spatial axes; gamma and beta (C), each may be left out; y that of x.
 *
 * @throws ShapeError if the shapes do not fit or x is empty; ValueError if groups does not divide C or eps is
 * negative.
 *
 * @example
 * groupNorm.forward({ x: tensor([[1, 1, 2, 4]]) }, { groups: 2, eps: 0.0001 }).y.at(0, 0); // 0
 */
export function forward(
  inputs: GroupNormInputs,
  { groups, eps = 1e-5 }: GroupNormOptions,
  step: Step = run,
): { y: Tensor; cache: GroupNormCache } {
  const where = "groupNorm.forward";
  const { x } = inputs;
  if (x.rank < 2)
    throw new ShapeError(`${where}: x must have shape (N, C, …), got ${shapeText(x.shape)}`);
  const [N, C, ...spatial] = x.shape;
  normalization.requireNormInputs(where, inputs, [C], eps);
  requireNumber(where, "groups", groups, { min: 1, max: C, integer: true });
  if (C % groups !== 0)
    throw new ValueError(`${where}: groups must divide the ${C} channels, got ${groups}`);
  const blocks = {
    shape: [N, groups, C / groups, ...spatial],
    axes: [0, ...spatial].map((_, i) => i + 2),
    affine: [groups, C / groups, ...spatial.map(() => 1)],
  };
  return normalization.forward(inputs, blocks, eps, step);
}

/**
 * Gradients: dX has the shape of x; dGamma and dBeta (C), undefined where they were left out.
 *
 * @example
 * const { y, cache } = groupNorm.forward({ x: randn([2, 4, 3, 3], rng), beta: zeros([4]) }, { groups: 2 });
 * groupNorm.backward(ones(y.shape), cache).dBeta.toArray(); // [18, 18, 18, 18]
 */
export const backward = (dY: Tensor, cache: GroupNormCache, step: Step = run): GroupNormGradients =>
  normalization.backward("groupNorm.backward", dY, cache, step);

/**
 * The same gradients with the three paths from x to y worked out into one formula.
 *
 * @example
 * const { y, cache } = groupNorm.forward({ x: randn([2, 4, 3, 3], rng) }, { groups: 2 });
 * const dY = randn(y.shape, rng);
 * const gap = groupNorm.backward(dY, cache).dX.sub(groupNorm.backwardSimplified(dY, cache).dX);
 * gap.abs().max().item() < 1e-12; // true
 */
export const backwardSimplified = (
  dY: Tensor,
  cache: GroupNormCache,
  step: Step = run,
): GroupNormGradients =>
  normalization.backwardSimplified("groupNorm.backwardSimplified", dY, cache, step);
