import type { Storage, View, WindowAxis } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf, stridesOf } from "../../tensor/shape.js";
import { unary } from "./expression.js";
import { engine, kernelName } from "./engine.js";
import { liesDense } from "../layout.js";
import { fromHost, hosted, placeOf, reserve, withPlaces } from "./storage.js";
import { parallel } from "./threads.js";

/** Windows over images of H × W as `Windows` of kernels/windows.ts. */
export function noteWindows(
  rows: WindowAxis,
  columns: WindowAxis,
  [H, W]: readonly number[],
): number {
  const rowTable = engine().note(rows.index);
  const columnTable = engine().note(columns.index);
  // prettier-ignore
  return engine().note([rowTable, rows.entries, rows.windows, columnTable, columns.entries, columns.windows, H, W]);
}

/** Whether the tables of such windows fit among those of one call. */
export const canNoteWindows = (rows: WindowAxis, columns: WindowAxis): boolean =>
  engine().canNote(rows.index.length + columns.index.length);

/** A view whose entries follow each other: a copy unless they do. */
export function denseOf(x: View): View {
  if (liesDense(x)) return { ...x, strides: stridesOf(x.shape) };
  const storage = unary("copy", x, x.storage.dtype);
  return { storage, shape: x.shape, strides: stridesOf(x.shape), offset: 0 };
}

export function im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage {
  const [N, C, H, W] = x.shape;
  const entries = rows.entries * columns.entries;
  const length = C * entries * N * rows.windows * columns.windows;
  const out = move(denseOf(x), length, [N, C, H, W], rows, columns, outside, false);
  return out ?? fromHost(reference.im2col(hosted(x), rows, columns, outside));
}

/** Sums run in the dtype, always in the same order. */
export function col2im(
  x: View,
  shape: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
): Storage {
  const out = move(denseOf(x), sizeOf(shape), shape, rows, columns, 0, true);
  return out ?? fromHost(reference.col2im(hosted(x), shape, rows, columns));
}

/** Between images and their columns, either way. */
function move(
  source: View,
  length: number,
  [N, C, H, W]: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
  outside: number,
  back: boolean,
): Storage | undefined {
  const { dtype } = source.storage;
  if (!canNoteWindows(rows, columns)) return undefined;
  return withPlaces([source], ({ place }) => {
    const out = reserve(dtype, length);
    if (!out) return undefined;
    const to = placeOf(out);
    const [images, matrix] = back ? [to, place] : [place, to];
    const table = noteWindows(rows, columns, [H, W]);
    const work = 4 * N * C * rows.entries * columns.entries * rows.windows * columns.windows;
    parallel(kernelName("planes", dtype), { count: N * C, work }, (from, until) => [
      table,
      images,
      matrix,
      N,
      C,
      outside,
      Number(back),
      from,
      until,
    ]);
    return out;
  });
}
