import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

/**
 * The constants for which outputs of mean 0 and variance 1 stay so from layer to layer.
 *
 * @example
 * selu.ALPHA.toFixed(4); // "1.6733"
 */
export const ALPHA = 1.6732632423543772;
/**
 * λ: how steep it is above 0.
 *
 * @example
 * selu.SCALE.toFixed(4); // "1.0507"
 */
export const SCALE = 1.0507009873554805;

export type SeluCache = { x: Tensor };

/**
 * The scaled exponential linear unit (Klambauer et al. 2017, https://arxiv.org/abs/1706.02515): an ELU whose two
 * constants pull mean and variance of every layer towards 0 and 1. Any shape; y has that of x.
 *
 * @example
 * selu.forward({ x: tensor([0, 1]) }).y.toArray(); // [0, 1.0507009873554805]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: SeluCache } {
  const y = step(
    "y",
    tex`y = \lambda \left(\max(0, x) + \alpha \left(e^{\min(0, x)} - 1\right)\right)`,
    () => x.maximum(0).add(x.minimum(0).exp().sub(1).mul(ALPHA)).mul(SCALE),
  );
  return { y, cache: { x } };
}

/**
 * dX, of the shape of x. At the kink, x = 0, the slope is taken from the left.
 *
 * @example
 * const { cache } = selu.forward({ x: tensor([2]) });
 * selu.backward(tensor([1]), cache).dX.item() === selu.SCALE; // true
 */
export function backward(dY: Tensor, { x }: SeluCache, step: Step = run): { dX: Tensor } {
  requireUpstream("selu.backward", { dY }, x.shape, { x });
  const formula = tex`dx = \lambda \, dy \text{ where } x > 0, \; \lambda \alpha e^x dy \text{ elsewhere}`;
  const dX = step("dX", formula, () => {
    const positive = x.greater(0);
    const left = x.minimum(0).exp().mul(ALPHA);
    return dY.mul(positive.add(left.mul(positive.neg().add(1)))).mul(SCALE);
  });
  return { dX };
}
