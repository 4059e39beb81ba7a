import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as sigmoid from "../layers/sigmoid.js";
import {
  divisorOf,
  requireTargets,
  type ReductionOptions,
  type TargetInputs,
} from "./reduction.js";

export type BinaryCrossEntropyCache = { x: Tensor; target: Tensor; norm: number };

/**
 * The binary cross-entropy of logits: x is a score whose sigmoid is the probability of "yes", target says how
 * likely "yes" was, from 0 to 1. Stable: the sigmoid's logarithm is never taken of a number that became 0.
 *
 * Any shape; target has that of x; lossEach too; loss is a scalar.
 *
 * @throws ShapeError if target has not the shape of x or there is no entry; ValueError if a target lies outside
 * 0 … 1 or reduction is another word.
 *
 * @example
 * // Without knowledge, the loss is ln 2.
 * binaryCrossEntropy.forward({ x: zeros([3]), target: tensor([0, 1, 1]) }).loss.item(); // 0.6931471805599453
 */
// prettier-ignore
export function forward({ x, target }: TargetInputs, { reduction }: ReductionOptions = {}, step: Step = run): { loss: Tensor; lossEach: Tensor; cache: BinaryCrossEntropyCache } {
  const where = "binaryCrossEntropy.forward";
  const norm = divisorOf(where, { x, target }, reduction);
  requireTargets(where, target, "a number from 0 to 1", (t) => t >= 0 && t <= 1);
  const lossEach = step("lossEach", tex`\ell_i = -t_i \log \sigma(x_i) - (1 - t_i) \log \sigma(-x_i) = \max(x_i, 0) - t_i x_i + \log(1 + e^{-|x_i|})`,
    () => x.maximum(0).sub(target.mul(x)).add(x.abs().neg().exp().add(1).log()));
  const loss = step("loss", reduction === "sum" ? tex`L = \sum_i \ell_i` : tex`L = \tfrac1n \sum_i \ell_i`, () => lossEach.sum().div(norm));
  return { loss, lossEach, cache: { x, target, norm } };
}

/**
 * dX, of the shape of x: what the score says minus what it should say.
 *
 * @example
 * const { cache } = binaryCrossEntropy.forward({ x: tensor([0, 0]), target: tensor([1, 0]) });
 * binaryCrossEntropy.backward(tensor(1), cache).dX.toArray(); // [-0.25, 0.25]
 */
// prettier-ignore
export function backward(dLoss: Tensor, { x, target, norm }: BinaryCrossEntropyCache, step: Step = run): { dX: Tensor } {
  requireUpstream("binaryCrossEntropy.backward", { dLoss }, [], { x });
  const dLossEach = step("dLossEach", norm === 1 ? tex`d\ell_i = dL` : tex`d\ell_i = \tfrac1n dL`, () => dLoss.div(norm).broadcastTo(...x.shape));
  const dX = step("dX", tex`dx_i = (\sigma(x_i) - t_i) \, d\ell_i`, () => sigmoid.forward({ x }).y.sub(target).mul(dLossEach));
  return { dX };
}
