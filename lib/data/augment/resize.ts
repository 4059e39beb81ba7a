import { requireNumber } from "../../errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import { requireImages } from "./images.js";
import { resample, type InverseMap } from "./resample.js";

/** An image size in which the short side is `side` pixels and the ratio is kept, to a pixel. */
export function sizeWithShortSide(
  [height, width]: readonly [number, number],
  side: number,
): [height: number, width: number] {
  const scale = side / Math.min(height, width);
  return [Math.round(height * scale), Math.round(width * scale)];
}

/** Reads a part at (left, top) of an image that is resized from `from` to `to`: pixels as areas, not points. */
export function resizedPart(
  from: readonly [height: number, width: number],
  to: readonly [height: number, width: number],
  [top, left]: readonly [number, number] = [0, 0],
): InverseMap {
  const scaleY = from[0] / to[0];
  const scaleX = from[1] / to[1];
  return (x, y) => [(x + left + 0.5) * scaleX - 0.5, (y + top + 0.5) * scaleY - 0.5];
}

/**
 * Images with their short side made `shortSide` pixels, in the same ratio; bilinear, see `resample`.
 *
 * @throws ShapeError unless it gets images; ValueError unless shortSide is a positive integer.
 *
 * @example
 * resizeShortSide(zeros([1, 3, 40, 60]), 20).shape; // [1, 3, 20, 30]
 */
export function resizeShortSide(images: Tensor, shortSide: number): Tensor {
  requireImages("resizeShortSide", images);
  requireNumber("resizeShortSide", "shortSide", shortSide, { min: 1, integer: true });
  const from = [images.shape[2], images.shape[3]] as const;
  const to = sizeWithShortSide(from, shortSide);
  const map = resizedPart(from, to);
  return resample(images, () => map, { height: to[0], width: to[1], edge: "nearest" });
}
