import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type SigmoidCache = { y: Tensor };

/**
 * The logistic sigmoid squeezes every number into 0 … 1 (Verhulst 1845). Any shape; y has that of x.
 *
 * Far from 0 it saturates: its slope there is almost 0 and lets no gradient pass. Stable: no exponential of a
 * positive number is taken, so nothing overflows, and tiny values keep their digits.
 *
 * @example
 * sigmoid.forward({ x: tensor([-1000, 0, 1000]) }).y.toArray(); // [0, 0.5, 1]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: SigmoidCache } {
  const y = step("y", tex`y = \frac{1}{1 + e^{-x}} = \frac{e^{\min(x, 0)}}{1 + e^{-|x|}}`, () =>
    x.minimum(0).exp().div(x.abs().neg().exp().add(1)),
  );
  return { y, cache: { y } };
}

/**
 * dX, of the shape of x: the slope y(1 − y) is at most ¼.
 *
 * @example
 * const { cache } = sigmoid.forward({ x: tensor([0]) });
 * sigmoid.backward(tensor([1]), cache).dX.toArray(); // [0.25]
 */
export function backward(dY: Tensor, { y }: SigmoidCache, step: Step = run): { dX: Tensor } {
  requireUpstream("sigmoid.backward", { dY }, y.shape, { y });
  const dX = step("dX", tex`dx = y (1 - y) \, dy`, () => y.sub(y.mul(y)).mul(dY));
  return { dX };
}
