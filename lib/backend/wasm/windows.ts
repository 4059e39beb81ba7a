import type { Storage, View, WindowAxis } from "../backend.js";
import { reference } from "../reference/reference.js";
import { allocate, dataOf, HostStorage } from "../reference/storage.js";
import { sizeOf, stridesOf } from "../../tensor/shape.js";
import { unary } from "./elementwise.js";
import { bytesOf, workbench } from "./memory.js";

/** A channel of an image on the workbench, with all its windows: places and sizes. */
function bench(
  dtype: Storage["dtype"],
  H: number,
  W: number,
  rows: WindowAxis,
  columns: WindowAxis,
) {
  const bytes = bytesOf(dtype);
  const entries = rows.entries * columns.entries;
  const windows = rows.windows * columns.windows;
  const [image, copies, rowTable, columnTable] = workbench().places(
    H * W * bytes,
    entries * windows * bytes,
    rows.index.byteLength,
    columns.index.byteLength,
  );
  workbench().table(rowTable, rows.index);
  workbench().table(columnTable, columns.index);
  const tables = [
    rowTable,
    rows.entries,
    rows.windows,
    columnTable,
    columns.entries,
    columns.windows,
  ] as const;
  return { image, copies, entries, windows, tables };
}

/** A channel at a time, all of whose windows stay in the cache. */
export function im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage {
  const { dtype } = x.storage;
  const [N, C, H, W] = x.shape;
  const { image, copies, entries, windows, tables } = bench(dtype, H, W, rows, columns);
  const { kernels } = workbench();
  const kernel = dtype === "float32" ? kernels.spread32 : kernels.spread64;
  const dense = denseImages(x);
  const data = dataOf(dense.storage);
  const plane = workbench().numbers(dtype, image, H * W);
  const spread = workbench().numbers(dtype, copies, entries * windows);
  const parts = Array.from({ length: entries }, (_, e) =>
    spread.subarray(e * windows, (e + 1) * windows),
  );
  const out = allocate(dtype, C * entries * N * windows);
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++) {
      const start = dense.offset + (n * C + c) * H * W;
      plane.set(data.subarray(start, start + H * W));
      kernel(image, W, ...tables, outside, copies);
      for (let e = 0; e < entries; e++) out.set(parts[e], ((c * entries + e) * N + n) * windows);
    }
  return new HostStorage(dtype, out);
}

/** Sums run in the dtype, always in the same order. */
export function col2im(
  x: View,
  shape: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
): Storage {
  const { dtype } = x.storage;
  const [down, across] = x.strides;
  if (across !== 1) return reference.col2im(x, shape, rows, columns);
  const [N, C, H, W] = shape;
  const { image, copies, entries, windows, tables } = bench(dtype, H, W, rows, columns);
  const { kernels } = workbench();
  const kernel = dtype === "float32" ? kernels.gather32 : kernels.gather64;
  const data = dataOf(x.storage);
  const plane = workbench().numbers(dtype, image, H * W);
  const gathered = workbench().numbers(dtype, copies, entries * windows);
  const out = allocate(dtype, sizeOf(shape));
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++) {
      for (let e = 0; e < entries; e++) {
        const start = x.offset + (c * entries + e) * down + n * windows;
        gathered.set(data.subarray(start, start + windows), e * windows);
      }
      plane.fill(0);
      kernel(copies, image, W, ...tables);
      out.set(plane, (n * C + c) * H * W);
    }
  return new HostStorage(dtype, out);
}

/** The images one after another; a copy unless they lie so. */
function denseImages(x: View): View {
  const strides = stridesOf(x.shape);
  const dense = strides.every((step, axis) => x.shape[axis] === 1 || step === x.strides[axis]);
  if (dense) return x;
  return { storage: unary("copy", x, x.storage.dtype), shape: x.shape, strides, offset: 0 };
}
