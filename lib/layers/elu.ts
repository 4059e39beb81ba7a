import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type EluOptions = {
  /** Very negative inputs tend to −alpha; at least 0, 1 by default. */
  alpha?: number;
};
export type EluCache = { x: Tensor; alpha: number };

/**
 * The exponential linear unit (Clevert, Unterthiner & Hochreiter 2016, https://arxiv.org/abs/1511.07289):
 * negative inputs bend towards −alpha, which keeps the mean of the outputs near 0. Any shape; y has that of x.
 *
 * @throws ValueError if alpha is negative or no number.
 *
 * @example
 * elu.forward({ x: tensor([-1000, 0, 2]) }, { alpha: 0.5 }).y.toArray(); // [-0.5, 0, 2]
 */
export function forward(
  { x }: { x: Tensor },
  { alpha = 1 }: EluOptions = {},
  step: Step = run,
): { y: Tensor; cache: EluCache } {
  requireNumber("elu.forward", "alpha", alpha, { min: 0 });
  const y = step("y", tex`y = \max(0, x) + \alpha \left(e^{\min(0, x)} - 1\right)`, () =>
    x.maximum(0).add(x.minimum(0).exp().sub(1).mul(alpha)),
  );
  return { y, cache: { x, alpha } };
}

/**
 * dX, of the shape of x. At x = 0, a kink unless alpha is 1, the slope is alpha.
 *
 * @example
 * const { cache } = elu.forward({ x: tensor([-100, 2]) });
 * elu.backward(tensor([1, 1]), cache).dX.toArray()[1]; // 1
 */
export function backward(dY: Tensor, { x, alpha }: EluCache, step: Step = run): { dX: Tensor } {
  requireUpstream("elu.backward", { dY }, x.shape, { x });
  const dX = step(
    "dX",
    tex`dx = dy \text{ where } x > 0, \; \alpha e^x dy \text{ elsewhere}`,
    () => {
      const positive = x.greater(0);
      const left = x.minimum(0).exp().mul(alpha);
      return dY.mul(positive.add(left.mul(positive.neg().add(1))));
    },
  );
  return { dX };
}
