import type { Fused, WindowAxis } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { fits, GROUP, launch, seen, seenWhole, type Seen } from "../launch.js";
import type { GpuStorage } from "../storage.js";
import { placesOf } from "../windows.js";

/** Threads in a group of the kernel that has one for each window. */
const WINDOWS = 64;

/** Entries of a plane at most: places are kept as float32. */
const MOST = 2 ** 24;

/** The largest entry of each window, or its place in its plane. */
function largest(x: Seen, rows: WindowAxis, columns: WindowAxis, places: boolean): GpuStorage {
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
  return largest(seen(x), rows, columns, false);
};

export const maxPoolBack: Fused["maxPoolBack"] = (upstream, x, rows, columns) => {
  const [N, C, H, W] = x.shape;
  const length = sizeOf(x.shape);
  if (H * W > MOST || !fits([x, upstream], length, sizeOf(upstream.shape))) return undefined;
  const dY = seen(upstream);
  const places = largest(seen(x), rows, columns, true);
  const lists = [placesOf(rows, H), placesOf(columns, W)];
  const params = [
    ...[N * C, C, H, W, rows.windows, columns.windows, dY.offset, ...dY.strides],
    ...[13, 13 + lists[0].length, ...lists.flat()],
  ];
  const work = { params, groups: Math.ceil(length / GROUP) };
  const kernel = { file: "pooling-back" as const, entry: "main" };
  return launch(kernel, [dY, seenWhole(places)], [length], work)[0];
};
