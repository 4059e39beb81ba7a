import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import { imagesLike } from "./images.js";

/**
 * What lies outside an image: a number (0 is black in raw pixels and the mean in centered ones), `"nearest"`
 * the closest pixel inside, or `"reflect"` the image mirrored at the middle of its outermost pixels.
 */
export type Edge = number | "nearest" | "reflect";

/**
 * Where a pixel of the new image comes from in the old one. Both are counted in pixels from the top left;
 * whole numbers are the middles of pixels, so (0, 0) is the first pixel and (W − 1, H − 1) the last.
 */
export type InverseMap = (x: number, y: number) => readonly [x: number, y: number];

export type ResampleOptions = {
  /** The size of the new images; that of the old ones by default. */
  height?: number;
  width?: number;
  edge: Edge;
};

/** @throws ValueError unless `edge` is a finite number or one of the words. */
export function requireEdge(where: string, edge: Edge): void {
  if (edge !== "nearest" && edge !== "reflect" && !Number.isFinite(edge))
    throw new ValueError(
      `${where}: edge must be a finite number, "nearest" or "reflect", got ${typeof edge === "number" ? edge : JSON.stringify(edge)}`,
    );
}

/**
 * Images (N, C, H, W) seen through a map each: every pixel of the new image n is read where `mapOf(n)` says,
 * between pixels as the average of the four around, weighted by nearness (bilinear). A map that gives whole
 * numbers moves pixels without changing their values. Maps are asked for once an image, in order.
 *
 * Four pixels are averaged however much smaller the new image is: one of less than half the size leaves
 * pixels out.
 */
export function resample(
  images: Tensor,
  mapOf: (n: number) => InverseMap,
  { height: newHeight, width: newWidth, edge }: ResampleOptions,
): Tensor {
  const [count, channels, height, width] = images.shape;
  const rows = newHeight ?? height;
  const columns = newWidth ?? width;
  const area = height * width;
  const pixels = images.data;
  const values = new Float64Array(count * channels * rows * columns);
  for (let n = 0; n < count; n++) {
    const map = mapOf(n);
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const [fromX, fromY] = map(x, y);
        const left = Math.floor(fromX);
        const top = Math.floor(fromY);
        const x0 = inside(left, width, edge);
        const x1 = inside(left + 1, width, edge);
        const y0 = inside(top, height, edge);
        const y1 = inside(top + 1, height, edge);
        for (let c = 0; c < channels; c++) {
          const start = (n * channels + c) * area;
          const at = (row: number, column: number): number =>
            row < 0 || column < 0 ? (edge as number) : pixels[start + row * width + column];
          const upper = mix(at(y0, x0), at(y0, x1), fromX - left);
          const lower = mix(at(y1, x0), at(y1, x1), fromX - left);
          values[((n * channels + c) * rows + y) * columns + x] = mix(upper, lower, fromY - top);
        }
      }
  }
  return imagesLike(images, values, [count, channels, rows, columns]);
}

/** From a to b by t; exactly a at t = 0, even where b is no number. */
const mix = (a: number, b: number, t: number): number => (t === 0 ? a : a + t * (b - a));

/** The index from 0 to size − 1 that stands for index i; −1 if the edge's number does. */
function inside(i: number, size: number, edge: Edge): number {
  if (i >= 0 && i < size) return i;
  if (edge === "nearest") return i < 0 ? 0 : size - 1;
  if (edge !== "reflect") return -1;
  const period = Math.max(1, 2 * (size - 1));
  const along = ((i % period) + period) % period;
  return Math.min(along, period - along) % size;
}
