import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type ReluCache = { x: Tensor };

/**
 * The rectified linear unit (Nair & Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf): negative
 * inputs become 0. Any shape; y has that of x. NaN stays NaN.
 *
 * @example
 * relu.forward({ x: tensor([-1, 0, 2]) }).y.toArray(); // [0, 0, 2]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: ReluCache } {
  const y = step("y", tex`y = \max(0, x)`, () => x.maximum(0));
  return { y, cache: { x } };
}

/**
 * The gradient passes where x > 0. At the kink, x = 0, it is taken to be 0.
 *
 * @example
 * const { cache } = relu.forward({ x: tensor([-1, 2]) });
 * relu.backward(tensor([5, 5]), cache).dX.toArray(); // [0, 5]
 */
export function backward(dY: Tensor, { x }: ReluCache, step: Step = run): { dX: Tensor } {
  requireUpstream("relu.backward", { dY }, x.shape, { x });
  const dX = step("dX", tex`dx = dy \cdot \mathbf 1[x > 0]`, () => dY.mul(x.greater(0)));
  return { dX };
}
