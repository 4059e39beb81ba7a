import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type LeakyReluOptions = {
  /** What negative inputs are multiplied by; any number, 0.01 by default. */
  slope?: number;
};
export type LeakyReluCache = { x: Tensor; slope: number };

/**
 * The leaky ReLU (Maas, Hannun & Ng 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf):
 * negative inputs are made small and not 0, so that no unit is ever dead. Any shape; y has that of x.
 *
 * @throws ValueError if slope is no finite number.
 *
 * @example
 * leakyRelu.forward({ x: tensor([-1, 0, 2]) }, { slope: 0.5 }).y.toArray(); // [-0.5, 0, 2]
 */
export function forward(
  { x }: { x: Tensor },
  { slope = 0.01 }: LeakyReluOptions = {},
  step: Step = run,
): { y: Tensor; cache: LeakyReluCache } {
  requireNumber("leakyRelu.forward", "slope", slope);
  const y = step("y", tex`y = \max(0, x) + a \min(0, x)`, () =>
    x.maximum(0).add(x.minimum(0).mul(slope)),
  );
  return { y, cache: { x, slope } };
}

/**
 * The gradient passes where x > 0, and times the slope elsewhere, the kink at x = 0 included.
 *
 * @example
 * const { cache } = leakyRelu.forward({ x: tensor([-1, 2]) }, { slope: 0.1 });
 * leakyRelu.backward(tensor([5, 5]), cache).dX.toArray(); // [0.5, 5]
 */
export function backward(
  dY: Tensor,
  { x, slope }: LeakyReluCache,
  step: Step = run,
): { dX: Tensor } {
  requireUpstream("leakyRelu.backward", { dY }, x.shape, { x });
  const dX = step("dX", tex`dx = \left(a + (1 - a)\, \mathbf 1[x > 0]\right) dy`, () =>
    dY.mul(
      x
        .greater(0)
        .mul(1 - slope)
        .add(slope),
    ),
  );
  return { dX };
}
