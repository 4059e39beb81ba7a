import { run, tex, type Step } from "../step.js";
import { normalizeAxis } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type SoftmaxOptions = {
  /** Along which axis the numbers compete; −1, the last, by default. */
  axis?: number;
};
export type SoftmaxCache = { exps: Tensor; sumExp: Tensor; y: Tensor; axis: number };

/**
 * Softmax turns scores into probabilities: positive, and 1 in sum along one axis (Bridle 1990,
 * https://doi.org/10.1007/978-3-642-76153-9_28). Any shape but a scalar; y has that of x.
 *
 * Stable: the largest score is subtracted first, which changes no probability and stops overflow.
 *
 * @throws ShapeError if x has no such axis or no entry.
 *
 * @example
 * softmax.forward({ x: tensor([[1000, 1000]]) }).y.toArray(); // [[0.5, 0.5]]
 */
// prettier-ignore
export function forward({ x }: { x: Tensor }, options: SoftmaxOptions = {}, step: Step = run): { y: Tensor; cache: SoftmaxCache } {
  const axis = normalizeAxis("softmax.forward", options.axis ?? -1, x.rank);
  const shifted = step("shifted", tex`z_j = x_j - \max_k x_k`, () => x.sub(x.max(axis, true)));
  const exps    = step("exps",    tex`e_j = e^{z_j}`,          () => shifted.exp());
  const sumExp  = step("sumExp",  tex`Z = \sum_j e_j`,         () => exps.sum(axis, true));
  const y       = step("y",       tex`y_j = e_j / Z`,          () => exps.div(sumExp));
  return { y, cache: { exps, sumExp, y, axis } };
}

/**
 * dX, of the shape of x, back through the graph. Each score changes every probability, through the sum Z.
 *
 * @example
 * const { cache } = softmax.forward({ x: zeros([1, 2]) });
 * softmax.backward(tensor([[1, 0]]), cache).dX.toArray(); // [[0.25, -0.25]]
 */
// prettier-ignore
export function backward(dY: Tensor, { exps, sumExp, y, axis }: SoftmaxCache, step: Step = run): { dX: Tensor } {
  requireUpstream("softmax.backward", { dY }, y.shape, { y });
  const dSumExp  = step("dSumExp",  tex`dZ = -\tfrac1Z \sum_j y_j \, dy_j`,           () => dY.mul(y).sum(axis, true).div(sumExp).neg());
  const dExps    = step("dExps",    tex`de_j = \tfrac1Z dy_j + dZ`,                   () => dY.div(sumExp).add(dSumExp));
  const dShifted = step("dShifted", tex`dz_j = e_j \, de_j`,                          () => exps.mul(dExps));
  const dX       = step("dX",       tex`dx_j = dz_j \quad (\textstyle\sum_j dz_j = 0)`, () => dShifted);
  return { dX };
}

/**
 * The same gradient in one line: what dY has above its mean under y.
 *
 * @example
 * const { cache } = softmax.forward({ x: zeros([1, 2]) });
 * softmax.backwardSimplified(tensor([[1, 0]]), cache).dX.toArray(); // [[0.25, -0.25]]
 */
// prettier-ignore
export function backwardSimplified(dY: Tensor, { y, axis }: SoftmaxCache, step: Step = run): { dX: Tensor } {
  requireUpstream("softmax.backwardSimplified", { dY }, y.shape, { y });
  const dX = step("dX", tex`dx_j = y_j \left(dy_j - \textstyle\sum_k y_k \, dy_k\right)`,
    () => y.mul(dY.sub(dY.mul(y).sum(axis, true))));
  return { dX };
}
