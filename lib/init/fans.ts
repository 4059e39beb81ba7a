import { ShapeError } from "../errors.js";
import { shapeText, type Shape } from "../tensor/shape.js";

/** How many inputs one output is a sum of (`in`), and how many outputs one input goes into (`out`). */
export type Fans = { in: number; out: number };

/**
 * The fan in and fan out of weights: (D, M) has D and M; filters (F, C, kH, kW) have C·kH·kW and F·kH·kW, for a
 * stride of 1. `where` begins the error message.
 *
 * @throws ShapeError if the shape is neither, or has a size of 0.
 *
 * @example
 * init.fansOf([16, 3, 5, 5]).in; // 75
 */
export function fansOf(shape: Shape, where = "init.fansOf"): Fans {
  if ((shape.length !== 2 && shape.length !== 4) || shape.some((n) => n < 1))
    throw new ShapeError(
      `${where}: W must have shape (D, M) or (F, C, kH, kW) without a size of 0, got ${shapeText(shape)}`,
    );
  if (shape.length === 2) return { in: shape[0], out: shape[1] };
  const [F, C, kH, kW] = shape;
  return { in: C * kH * kW, out: F * kH * kW };
}
