import type { Random } from "../random.js";
import { fromData } from "../tensor/create.js";
import { sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Whole numbers from `low` to `high`, for examples to work out by hand. */
export const whole = (rng: Random, shape: Shape, low: number, high: number): Tensor =>
  fromData(
    Array.from({ length: sizeOf(shape) }, () => low + rng.integer(high - low + 1)),
    shape,
  );
