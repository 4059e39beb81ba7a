import { requireNumber, requirePositive } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as sigmoid from "./sigmoid.js";

export type SoftplusOptions = {
  /** How sharp the bend is, above 0; 1 by default. */
  beta?: number;
  /** Where beta · x is above this, y is x itself; at least 0, 20 by default, as in PyTorch. */
  threshold?: number;
};
export type SoftplusCache = { x: Tensor; beta: number; linear: Tensor };

/**
 * Softplus (Dugas et al. 2000, https://papers.nips.cc/paper/1920): a ReLU without a corner, whose slope is the
 * sigmoid. Any shape; y has that of x. Stable: no exponential of a positive number is taken.
 *
 * @throws ValueError if beta is not above 0 or threshold is negative.
 *
 * @example
 * softplus.forward({ x: tensor([-1000, 0, 1000]) }).y.toArray(); // [0, 0.6931471805599453, 1000]
 */
export function forward(
  { x }: { x: Tensor },
  { beta = 1, threshold = 20 }: SoftplusOptions = {},
  step: Step = run,
): { y: Tensor; cache: SoftplusCache } {
  requirePositive("softplus.forward", "beta", beta);
  requireNumber("softplus.forward", "threshold", threshold, { min: 0 });
  const linear = x.mul(beta).greater(threshold);
  const formula = tex`y = \tfrac1\beta \log(1 + e^{\beta x}) = \max(0, x) + \tfrac1\beta \log(1 + e^{-\beta |x|})`;
  const y = step("y", formula, () => {
    const bend = x.abs().mul(-beta).exp().add(1).log().div(beta);
    return x.maximum(0).add(bend.sub(bend.mul(linear)));
  });
  return { y, cache: { x, beta, linear } };
}

/**
 * dX, of the shape of x: the slope is the sigmoid of beta · x, and 1 above the threshold.
 *
 * @example
 * const { cache } = softplus.forward({ x: tensor([0]) });
 * softplus.backward(tensor([1]), cache).dX.toArray(); // [0.5]
 */
export function backward(
  dY: Tensor,
  { x, beta, linear }: SoftplusCache,
  step: Step = run,
): { dX: Tensor } {
  requireUpstream("softplus.backward", { dY }, x.shape, { x });
  const dX = step("dX", tex`dx = \sigma(\beta x) \, dy`, () => {
    const slope = sigmoid.forward({ x: x.mul(beta) }).y;
    return dY.mul(slope.maximum(linear));
  });
  return { dX };
}
