import { resample } from "../../../data/augment/resample.js";
import type { Tensor } from "../../../tensor/tensor.js";

/** A square of each image, at a place of its own. */
export const cropped = (
  images: Tensor,
  top: readonly number[],
  left: readonly number[],
  size: number,
): Tensor =>
  resample(images, (n) => (x, y) => [left[n] + x, top[n] + y], {
    height: size,
    width: size,
    edge: 0,
  });
