import type { ReduceOp } from "../backend/backend.js";
import { ShapeError } from "../errors.js";
import { binary } from "./binary.js";
import { denseOf, type Held } from "./held.js";
import { axesOf, reducedShape, shapeText, sizeOf } from "./shape.js";

/** One axis, several, or by default all. */
export type Axes = number | readonly number[] | undefined;

/** Σ x over the axes; 0 over no entries. */
export const sum = (x: Held, axes: Axes, keepDims: boolean): Held =>
  reduce("sum", "sum", x, axes, keepDims);

export function mean(x: Held, axes: Axes, keepDims: boolean): Held {
  requireEntries("mean", x);
  const total = reduce("mean", "sum", x, axes, keepDims);
  return binary("div", total, sizeOf(x.view.shape) / sizeOf(total.view.shape));
}

/** What has no meaning over no entries: the largest, the smallest, where the largest stands. */
export function extreme(
  op: "max" | "min" | "argmax",
  x: Held,
  axes: Axes,
  keepDims: boolean,
): Held {
  requireEntries(op, x);
  return reduce(op, op, x, axes, keepDims);
}

function reduce(method: string, op: ReduceOp, x: Held, axes: Axes, keepDims: boolean): Held {
  const { backend, view } = x;
  const over = axesOf(`Tensor.${method}`, axes, view.shape.length);
  return denseOf(backend, backend.reduce(op, view, over), reducedShape(view.shape, over, keepDims));
}

function requireEntries(method: string, { view: { shape } }: Held): void {
  if (sizeOf(shape) === 0)
    throw new ShapeError(`Tensor.${method}: expected at least one entry, got ${shapeText(shape)}`);
}
