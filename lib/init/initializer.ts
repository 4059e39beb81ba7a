import { requireNumber, ShapeError } from "../errors.js";
import type { Random } from "../random.js";
import { randn, type TensorOptions } from "../tensor/create.js";
import { shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Draws the first weights of a layer, of the given shape. */
export type Initializer = (shape: Shape, rng: Random, options?: TensorOptions) => Tensor;

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
  return (shape, rng, options) => randn(shape, rng, options).mul(std);
}

/**
 * He initialization, std √(2 / fan in): keeps the variance of activations through ReLU layers (He et al. 2015,
 * https://arxiv.org/abs/1502.01852). For a linear W (D, M) the fan in is D.
 *
 * @throws ShapeError if the shape is no matrix.
 */
export function he(): Initializer {
  return (shape, rng, options) => {
    if (shape.length !== 2 || shape[0] < 1)
      throw new ShapeError(`init.he: W must have shape (D, M), got ${shapeText(shape)}`);
    return randn(shape, rng, options).mul(Math.sqrt(2 / shape[0]));
  };
}
