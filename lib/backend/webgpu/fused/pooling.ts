import type { Fused, View, WindowAxis } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { GROUP } from "../elementwise.js";
import { fits, launch } from "../launch.js";
import type { GpuStorage } from "../storage.js";
import { placesOf } from "../windows.js";

/** Threads in a group of the kernel that has one for each window. */
const WINDOWS = 64;

/** Entries of a plane at most: places are kept as float32. */
const MOST = 2 ** 24;

/** The largest entry of each window, or its place in its plane. */
function largest(x: View, rows: WindowAxis, columns: WindowAxis, places: boolean): GpuStorage {
  const [N, C, H, W] = x.shape;
  const length = N * C * rows.windows * columns.windows;
  const params = [
    ...[N * C, C, H, W, rows.entries, rows.windows, columns.entries, columns.windows],
    ...[x.offset, ...x.strides, 15, 15 + rows.index.length, ...rows.index, ...columns.index],
  ];
  const kernel = { file: "pooling" as const, entry: "main", constants: { places: Number(places) } };
  return launch(kernel, [x], [length], { params, groups: Math.ceil(length / WINDOWS) })[0];
}

export const maxPool: Fused["maxPool"] = (x, rows, columns) => {
  const [N, C] = x.shape;
  if (!fits([x], N * C * rows.windows * columns.windows)) return undefined;
  return largest(x, rows, columns, false);
};

export const maxPoolBack: Fused["maxPoolBack"] = (dY, x, rows, columns) => {
  const [N, C, H, W] = x.shape;
  const length = sizeOf(x.shape);
  if (H * W > MOST || !fits([x, dY], length, sizeOf(dY.shape))) return undefined;
  const places = largest(x, rows, columns, true);
  const lists = [placesOf(rows, H), placesOf(columns, W)];
  const params = [
    ...[N * C, C, H, W, rows.windows, columns.windows, dY.offset, ...dY.strides],
    ...[13, 13 + lists[0].length, ...lists.flat()],
  ];
  const work = { params, groups: Math.ceil(length / GROUP) };
  const kernel = { file: "pooling-back" as const, entry: "main" };
  return launch(kernel, [dY, { storage: places }], [length], work)[0];
};
