import { sizeOf, type Shape } from "./shape.js";

/** A number, or lists of such: how a tensor is written down. */
export type Nested = number | readonly Nested[];

/** Entries in row-major order as nested arrays of this shape; a number for a scalar. */
export function nested(shape: Shape, data: ArrayLike<number>): Nested {
  const nest = (depth: number, start: number, end: number): Nested => {
    if (depth === shape.length) return data[start];
    const width = (end - start) / shape[depth];
    return Array.from({ length: shape[depth] }, (_, i) =>
      nest(depth + 1, start + i * width, start + (i + 1) * width),
    );
  };
  return nest(0, 0, sizeOf(shape));
}
