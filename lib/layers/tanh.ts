import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type TanhCache = { y: Tensor };

/**
 * The hyperbolic tangent squeezes every number into −1 … 1: a sigmoid around 0 (LeCun et al. 1998, section 4.4,
 * http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf). Any shape; y has that of x.
 *
 * @example
 * tanh.forward({ x: tensor([-1000, 0, 1000]) }).y.toArray(); // [-1, 0, 1]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: TanhCache } {
  const y = step("y", tex`y = \tanh x`, () => x.tanh());
  return { y, cache: { y } };
}

/**
 * dX, of the shape of x: the slope 1 − y² is 1 at 0 and almost 0 where y saturates.
 *
 * @example
 * const { cache } = tanh.forward({ x: tensor([0]) });
 * tanh.backward(tensor([5]), cache).dX.toArray(); // [5]
 */
export function backward(dY: Tensor, { y }: TanhCache, step: Step = run): { dX: Tensor } {
  requireUpstream("tanh.backward", { dY }, y.shape, { y });
  const dX = step("dX", tex`dx = (1 - y^2) \, dy`, () => dY.sub(y.pow(2).mul(dY)));
  return { dX };
}
