import { run, tex, type Step } from "../step.js";
import { normalizeAxis } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import type { SoftmaxOptions } from "./softmax.js";

export type LogSoftmaxCache = { exps: Tensor; sumExp: Tensor; axis: number };

/**
 * The logarithm of softmax, in one piece: the log of a softmax would be −∞ where a probability is too small for a
 * number. Any shape but a scalar; y has that of x.
 *
 * @throws ShapeError if x has no such axis or no entry.
 *
 * @example
 * logSoftmax.forward({ x: tensor([[0, -10000]]) }).y.toArray(); // [[0, -10000]]
 */
// prettier-ignore
export function forward({ x }: { x: Tensor }, options: SoftmaxOptions = {}, step: Step = run): { y: Tensor; cache: LogSoftmaxCache } {
  const axis = normalizeAxis("logSoftmax.forward", options.axis ?? -1, x.rank);
  const shifted = step("shifted", tex`z_j = x_j - \max_k x_k`, () => x.sub(x.max(axis, true)));
  const exps    = step("exps",    tex`e_j = e^{z_j}`,          () => shifted.exp());
  const sumExp  = step("sumExp",  tex`Z = \sum_j e_j`,         () => exps.sum(axis, true));
  const y       = step("y",       tex`y_j = z_j - \log Z`,     () => shifted.sub(sumExp.log()));
  return { y, cache: { exps, sumExp, axis } };
}

/**
 * dX, of the shape of x, back through the graph.
 *
 * @example
 * const { cache } = logSoftmax.forward({ x: zeros([1, 2]) });
 * logSoftmax.backward(tensor([[1, 0]]), cache).dX.toArray(); // [[0.5, -0.5]]
 */
// prettier-ignore
export function backward(dY: Tensor, { exps, sumExp, axis }: LogSoftmaxCache, step: Step = run): { dX: Tensor } {
  requireUpstream("logSoftmax.backward", { dY }, exps.shape, { x: exps });
  const dSumExp  = step("dSumExp",  tex`dZ = -\tfrac1Z \sum_j dy_j`,                    () => dY.sum(axis, true).div(sumExp).neg());
  const dExps    = step("dExps",    tex`de_j = dZ`,                                     () => dSumExp.broadcastTo(...exps.shape));
  const dShifted = step("dShifted", tex`dz_j = dy_j + e_j \, de_j`,                     () => dY.add(exps.mul(dExps)));
  const dX       = step("dX",       tex`dx_j = dz_j \quad (\textstyle\sum_j dz_j = 0)`, () => dShifted);
  return { dX };
}

/**
 * The same gradient in one line; exps / Z is the softmax.
 *
 * @example
 * const { cache } = logSoftmax.forward({ x: zeros([1, 2]) });
 * logSoftmax.backwardSimplified(tensor([[1, 0]]), cache).dX.toArray(); // [[0.5, -0.5]]
 */
// prettier-ignore
export function backwardSimplified(dY: Tensor, { exps, sumExp, axis }: LogSoftmaxCache, step: Step = run): { dX: Tensor } {
  requireUpstream("logSoftmax.backwardSimplified", { dY }, exps.shape, { x: exps });
  const dX = step("dX", tex`dx_j = dy_j - \tfrac{e_j}{Z} \textstyle\sum_k dy_k`,
    () => dY.sub(exps.div(sumExp).mul(dY.sum(axis, true))));
  return { dX };
}
