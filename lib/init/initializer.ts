import { requireNumber, requireOneOf } from "../errors.js";
import type { Random } from "../random.js";
import { rand, randn, type TensorOptions } from "../tensor/create.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Draws the first weights of a layer, of the given shape. */
export type Initializer = (shape: Shape, rng: Random, options?: TensorOptions) => Tensor;

/** From which distribution: normal, or uniform with the same standard deviation. */
export type Form = "normal" | "uniform";

/** Draws with mean 0 and this standard deviation: N(0, σ²), or U(−√3 σ, √3 σ). */
export function draw(
  where: string,
  form: Form,
  std: number,
  ...[shape, rng, options]: Parameters<Initializer>
): Tensor {
  requireOneOf(where, "form", form, ["normal", "uniform"]);
  if (form === "normal") return randn(shape, rng, options).mul(std);
  const bound = Math.sqrt(3) * std;
  return rand(shape, rng, options)
    .mul(2 * bound)
    .sub(bound);
}

/**
 * Draws from the normal distribution with this standard deviation; 1e-4 by default, the lecture's "small
 * random numbers". Fine for a shallow net; in a deep one the activations shrink to nothing.
 *
 * @throws ValueError if std is negative.
 *
 * @example
 * init.normal({ std: 0.01 })([2, 3], new Random(1)).shape; // [2, 3]
 */
export function normal({ std = 1e-4 } = {}): Initializer {
  requireNumber("init.normal", "std", std, { min: 0 });
  return (...layer) => draw("init.normal", "normal", std, ...layer);
}

/**
 * Draws from the uniform distribution on [−bound, bound).
 *
 * @throws ValueError if bound is negative.
 *
 * @example
 * init.uniform({ bound: 0.5 })([2, 3], new Random(1)).abs().max().item() <= 0.5; // true
 */
export function uniform({ bound }: { bound: number }): Initializer {
  requireNumber("init.uniform", "bound", bound, { min: 0 });
  return (...layer) => draw("init.uniform", "uniform", bound / Math.sqrt(3), ...layer);
}
