import type { WindowAxis } from "../backend/backend.js";
import { ShapeError } from "../errors.js";
import { denseOf, type Held } from "./held.js";
import { sameShape, shapeText, type Shape } from "./shape.js";

/** Windows over images as the columns of a matrix, and the way back. */

export function im2col(x: Held, rows: WindowAxis, columns: WindowAxis, outside: number): Held {
  const { shape } = x.view;
  if (shape.length !== 4)
    throw new ShapeError(`Tensor.im2col: expected images (N, C, H, W), got ${shapeText(shape)}`);
  const storage = x.backend.im2col(x.view, rows, columns, outside);
  return denseOf(x.backend, storage, matrixShape(shape, rows, columns));
}

export function col2im(x: Held, shape: Shape, rows: WindowAxis, columns: WindowAxis): Held {
  const matrix = matrixShape(shape, rows, columns);
  if (shape.length !== 4 || !sameShape(x.view.shape, matrix))
    throw new ShapeError(
      `Tensor.col2im: expected shape ${shapeText(matrix)} for images ${shapeText(shape)}, got ${shapeText(x.view.shape)}`,
    );
  return denseOf(x.backend, x.backend.col2im(x.view, shape, rows, columns), shape);
}

/** (C·kH·kW, N·H′·W′) */
const matrixShape = ([N, C]: Shape, rows: WindowAxis, columns: WindowAxis): Shape => [
  C * rows.entries * columns.entries,
  N * rows.windows * columns.windows,
];
