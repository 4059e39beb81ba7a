import type { Fused } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { kernelName } from "../engine.js";
import { small } from "../small.js";
import { placeOf, reserve, withPlaces } from "../storage.js";
import { parallel } from "../threads.js";
import { canNoteWindows, denseOf, noteWindows } from "../windows.js";

/** Units of work for an entry of a window. */
const EACH = 8;

export const maxPool: Fused["maxPool"] = (x, rows, columns) => {
  const [N, C, H, W] = x.shape;
  const size = N * C * rows.windows * columns.windows;
  if (sizeOf(x.shape) <= small.numbers || !canNoteWindows(rows, columns)) return undefined;
  const { dtype } = x.storage;
  const work = EACH * size * rows.entries * columns.entries;
  return withPlaces([denseOf(x)], ({ place }) => {
    const y = reserve(dtype, size);
    if (!y) return undefined;
    const table = noteWindows(rows, columns, [H, W]);
    const to = placeOf(y);
    parallel(kernelName("maxPool", dtype), { count: N * C, work }, (from, until) => [
      ...[table, place, to],
      ...[from, until],
    ]);
    return y;
  });
};

export const maxPoolBack: Fused["maxPoolBack"] = (dY, x, rows, columns) => {
  const [N, C, H, W] = x.shape;
  const size = sizeOf(x.shape);
  if (size <= small.numbers || !canNoteWindows(rows, columns)) return undefined;
  const { dtype } = x.storage;
  const work = EACH * sizeOf(dY.shape) * rows.entries * columns.entries;
  return withPlaces([x, dY].map(denseOf), (image, up) => {
    const dX = reserve(dtype, size);
    if (!dX) return undefined;
    const table = noteWindows(rows, columns, [H, W]);
    const to = placeOf(dX);
    parallel(kernelName("maxPoolBack", dtype), { count: N * C, work }, (from, until) => [
      ...[table, image.place, up.place, to],
      ...[from, until],
    ]);
    return dX;
  });
};
