import { fromData } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { LayerOptions } from "./inputs.js";

/** Where entry (u, v) of window (i, j) lies in the image. */
export type Place = (
  u: number,
  v: number,
  i: number,
  j: number,
) => readonly [row: number, column: number];

/** The right place. */
export const placeOf =
  ({ stride, padding }: LayerOptions): Place =>
  (u, v, i, j) => [i * stride + u - padding, j * stride + v - padding];

/** An entry of images, 0 outside of them. */
function pixel(x: Tensor, n: number, c: number, row: number, column: number): number {
  const [, , H, W] = x.shape;
  return row < 0 || row >= H || column < 0 || column >= W ? 0 : x.at(n, c, row, column);
}

/** Goes through all entries of the columns in their order: (c, u, v) down, (n, i, j) across. */
function each(
  x: Tensor,
  kernel: number,
  { height, width }: LayerOptions,
  visit: (n: number, c: number, u: number, v: number, i: number, j: number) => void,
): void {
  const [N, C] = x.shape;
  for (let c = 0; c < C; c++)
    for (let u = 0; u < kernel; u++)
      for (let v = 0; v < kernel; v++)
        for (let n = 0; n < N; n++)
          for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) visit(n, c, u, v, i, j);
}

/** The windows as columns, with a place of one's own. */
export function gather(x: Tensor, kernel: number, options: LayerOptions, place: Place): Tensor {
  const values: number[] = [];
  each(x, kernel, options, (n, c, u, v, i, j) => {
    values.push(pixel(x, n, c, ...place(u, v, i, j)));
  });
  const rows = x.shape[1] * kernel * kernel;
  return fromData(values, [rows, values.length / rows]);
}

/** The way back, where `join` says what becomes of an entry of which there are several copies. */
export function scatter(
  columns: Tensor,
  x: Tensor,
  kernel: number,
  options: LayerOptions,
  join: (before: number, copy: number) => number,
  place = placeOf(options),
): Tensor {
  const [, C, H, W] = x.shape;
  const copies = columns.data;
  const values = new Float64Array(x.size);
  let at = 0;
  each(x, kernel, options, (n, c, u, v, i, j) => {
    const copy = copies[at++];
    const [row, column] = place(u, v, i, j);
    if (row < 0 || row >= H || column < 0 || column >= W) return;
    const to = ((n * C + c) * H + row) * W + column;
    values[to] = join(values[to], copy);
  });
  return fromData(values, x.shape);
}
