import type { Storage, View, WindowAxis } from "../backend.js";
import { allocate, dataOf, HostStorage } from "./storage.js";

/**
 * Pairs every entry of the columns with the entry of the images that it is a copy of: `visit(o, at)` for
 * number `o` of the columns, which run over c, u, v (channel, place in the window), then n, i, j (image,
 * window); `at` is its place in the storage of `x`, or −1 outside.
 */
function forEachEntry(
  { shape, strides, offset }: Omit<View, "storage">,
  rows: WindowAxis,
  columns: WindowAxis,
  visit: (o: number, at: number) => void,
): void {
  const [N, C] = shape;
  const [nStep, cStep, hStep, wStep] = strides;
  let o = 0;
  for (let c = 0; c < C; c++)
    for (let u = 0; u < rows.entries; u++)
      for (let v = 0; v < columns.entries; v++)
        for (let n = 0; n < N; n++)
          for (let i = 0; i < rows.windows; i++) {
            const row = rows.index[u * rows.windows + i];
            const start = offset + n * nStep + c * cStep + row * hStep;
            for (let j = 0; j < columns.windows; j++) {
              const column = columns.index[v * columns.windows + j];
              visit(o++, row < 0 || column < 0 ? -1 : start + column * wStep);
            }
          }
}

export function im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage {
  const data = dataOf(x.storage);
  const [N, C] = x.shape;
  const height = C * rows.entries * columns.entries;
  const out = allocate(x.storage.dtype, height * N * rows.windows * columns.windows);
  forEachEntry(x, rows, columns, (o, at) => {
    out[o] = at < 0 ? outside : data[at];
  });
  return new HostStorage(x.storage.dtype, out);
}

/** Sums run in float64 whatever the dtype. */
export function col2im(
  entries: View,
  shape: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
): Storage {
  const [N, C, H, W] = shape;
  const data = dataOf(entries.storage);
  const [down, across] = entries.strides;
  const width = entries.shape[1];
  const sums = new Float64Array(N * C * H * W);
  const strides = [C * H * W, H * W, W, 1];
  forEachEntry({ shape, strides, offset: 0 }, rows, columns, (o, at) => {
    if (at < 0) return;
    const row = Math.floor(o / width);
    sums[at] += data[entries.offset + row * down + (o - row * width) * across];
  });
  if (entries.storage.dtype === "float64") return new HostStorage("float64", sums);
  return new HostStorage("float32", Float32Array.from(sums));
}
