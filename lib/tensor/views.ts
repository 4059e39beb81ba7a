import type { View } from "../backend/backend.js";
import { ShapeError } from "../errors.js";
import {
  broadcastShapes,
  broadcastStrides,
  normalizeAxis,
  requireSizes,
  sameShape,
  shapeText,
  sizeOf,
  stridesOf,
  type Shape,
} from "./shape.js";

/** The same numbers seen in another shape: what is behind the methods of `Tensor`, without copying. */

/** Whether the entries lie in row-major order without gaps. */
export function isDense({ shape, strides }: View): boolean {
  const dense = stridesOf(shape);
  return shape.every((n, axis) => n <= 1 || strides[axis] === dense[axis]);
}

/** The axes in another order. */
export function permuted(view: View, order: readonly number[]): View {
  const rank = view.shape.length;
  const axes = order.map((axis) => normalizeAxis("Tensor.permute", axis, rank));
  if (new Set(axes).size !== rank)
    throw new ShapeError(
      `Tensor.permute: expected each of the ${rank} axes once, got (${order.join(", ")})`,
    );
  const shape = axes.map((axis) => view.shape[axis]);
  return { ...view, shape, strides: axes.map((axis) => view.strides[axis]) };
}

/** A shape with its one −1 worked out, so that it holds as many entries as `from`. */
export function filledShape(from: Shape, shape: Shape): number[] {
  const size = sizeOf(from);
  const known = sizeOf(shape.filter((n) => n !== -1));
  const missing = shape.filter((n) => n === -1).length;
  const full = shape.map((n) => (n === -1 && known > 0 ? size / known : n));
  if (missing > 1 || !full.every((n) => Number.isInteger(n) && n >= 0) || sizeOf(full) !== size)
    throw new ShapeError(
      `Tensor.reshape: expected a shape of ${size} entries, got ${shapeText(shape)} for ${shapeText(from)}`,
    );
  return full;
}

/** The view repeated to a shape that it is known to fit into. */
export function spread(view: View, to: Shape): View {
  const { storage, offset, shape, strides } = view;
  if (sameShape(shape, to)) return view;
  return { storage, offset, shape: to, strides: broadcastStrides(shape, strides, to) };
}

/** The view repeated along axes of size 1 or missing in front. */
export function broadcast(view: View, to: Shape): View {
  requireSizes("Tensor.broadcastTo", to);
  if (!sameShape(broadcastShapes("Tensor.broadcastTo", view.shape, to), to))
    throw new ShapeError(
      `Tensor.broadcastTo: expected a shape that ${shapeText(view.shape)} fits into, got ${shapeText(to)}`,
    );
  return spread(view, to);
}

/** Entries `start` up to but not including `end` along axis 0. */
export function sliced(view: View, start: number, end: number): View {
  const { shape, strides, offset } = view;
  const rows = shape[0] ?? 0;
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (shape.length === 0 || !whole || start < 0 || end > rows || start > end)
    throw new ShapeError(
      `Tensor.slice: expected 0 ≤ start ≤ end ≤ ${rows} for ${shapeText(shape)}, got ${start} and ${end}`,
    );
  return { ...view, shape: [end - start, ...shape.slice(1)], offset: offset + start * strides[0] };
}

/** Throws unless each index is that of a row. */
export function requireRows(where: string, shape: Shape, indices: ArrayLike<number>): void {
  const rows = shape[0] ?? 0;
  for (let i = 0; i < indices.length; i++)
    if (shape.length === 0 || !Number.isInteger(indices[i]) || indices[i] < 0 || indices[i] >= rows)
      throw new ShapeError(
        `${where}: index ${i} must be an integer from 0 to ${rows - 1} for ${shapeText(shape)}, got ${indices[i]}`,
      );
}
