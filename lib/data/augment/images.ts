import { ShapeError } from "../../errors.js";
import type { Random } from "../../random.js";
import { fromData } from "../../tensor/create.js";
import { shapeText, type Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";

/** What the changes share: images in, their numbers one image at a time, images out. */

export function requireImages(where: string, images: Tensor): void {
  if (images.rank !== 4 || images.shape.slice(1).includes(0))
    throw new ShapeError(
      `${where}: expected images of shape (N, C, H, W) with at least one pixel each, got ${shapeText(images.shape)}`,
    );
}

/** Images of these numbers, with the dtype and backend of those they were made from. */
export function imagesLike(source: Tensor, values: Float64Array, shape: Shape): Tensor {
  return fromData(values, shape, { dtype: source.dtype, backend: source.backend });
}

/** The same images, each changed in place in a copy: `change` gets its C·H·W numbers and its index. */
export function eachImage(
  images: Tensor,
  change: (pixels: Float64Array, n: number) => void,
): Tensor {
  const [count, ...image] = images.shape;
  const size = image.reduce((product, side) => product * side, 1);
  const values = Float64Array.from(images.data);
  for (let n = 0; n < count; n++) change(values.subarray(n * size, (n + 1) * size), n);
  return imagesLike(images, values, images.shape);
}

export const between = (rng: Random, low: number, high: number): number =>
  low + (high - low) * rng.uniform();
