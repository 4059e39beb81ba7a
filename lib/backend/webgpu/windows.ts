import type { Storage, View, WindowAxis } from "../backend.js";
import { sizeOf } from "../../tensor/shape.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { joinedAlong } from "./concat.js";
import { fits, float, GROUP, launch, seen, takes } from "./launch.js";
import { halfSizes, halvesOf } from "./parts.js";
import { fromHost, hosted } from "./storage.js";

/** Where the tables begin among the params of kernels/windows.wgsl. */
const TABLES = 16;

function paramsOf(
  [N, C, H, W]: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
  { offset, strides }: Pick<View, "offset" | "strides">,
  outside: number,
  tables: readonly [ArrayLike<number>, ArrayLike<number>],
): number[] {
  const [first = 0, second = 0, third = 0, fourth = 0] = strides;
  return [
    ...[C, H, W, N, rows.entries, rows.windows, columns.entries, columns.windows],
    ...[offset, first, second, third, fourth, float(outside)],
    ...[TABLES, TABLES + tables[0].length],
    ...Array.from(tables[0]),
    ...Array.from(tables[1]),
  ];
}

export function im2col(x: View, rows: WindowAxis, columns: WindowAxis, outside: number): Storage {
  const [N, C] = x.shape;
  const entries = rows.entries * columns.entries;
  const places = rows.windows * columns.windows;
  const length = C * entries * N * places;
  const isSeen = fits([x], length);
  if (!takes([x], length) || (!isSeen && N === 1 && C === 1))
    return fromHost(reference.im2col(hosted(x), rows, columns, outside));
  if (!isSeen) {
    // By images, which are columns of the matrix, or by channels, which are rows.
    const axis = N > 1 ? 0 : 1;
    const halves = halvesOf(x, axis).map((half) =>
      wholeOf(im2col(half, rows, columns, outside), [
        half.shape[1] * entries,
        half.shape[0] * places,
      ]),
    );
    return joinedAlong(1 - axis, halves);
  }
  const view = seen(x);
  const params = paramsOf(x.shape, rows, columns, view, outside, [rows.index, columns.index]);
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "windows", entry: "im2col" }, [view], [length], work)[0];
}

/** For each entry of an axis the places in the table of windows where it stands: where each list begins, then the lists. */
export function placesOf({ index }: WindowAxis, size: number): number[] {
  const lists = Array.from({ length: size }, (): number[] => []);
  index.forEach((entry, place) => {
    if (entry >= 0) lists[entry].push(place);
  });
  let start = size + 1;
  const starts = lists.map((list) => (start += list.length) - list.length);
  return [...starts, start, ...lists.flat()];
}

export function col2im(
  x: View,
  shape: readonly number[],
  rows: WindowAxis,
  columns: WindowAxis,
): Storage {
  const length = sizeOf(shape);
  const [N, C] = shape;
  const isSeen = fits([x], length);
  if (!takes([x], length) || (!isSeen && N === 1 && C === 1))
    return fromHost(reference.col2im(hosted(x), shape, rows, columns));
  if (!isSeen) {
    const axis = N > 1 ? 0 : 1;
    // In halves of whole images or channels: as many rows or columns of the matrix each.
    const sizes = halfSizes(shape[axis]);
    const each = x.shape[1 - axis] / shape[axis];
    const parts = sizes.map((size, i) => {
      const part = shape.map((n, a) => (a === axis ? size : n));
      const start = i * sizes[0] * each * x.strides[1 - axis];
      const matrix = { ...x, offset: x.offset + start };
      const rest = x.shape.map((n, a) => (a === 1 - axis ? size * each : n));
      return wholeOf(col2im({ ...matrix, shape: rest }, part, rows, columns), part);
    });
    return joinedAlong(axis, parts);
  }
  const tables = [placesOf(rows, shape[2]), placesOf(columns, shape[3])] as const;
  const view = seen(x);
  const params = paramsOf(shape, rows, columns, view, 0, tables);
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "windows", entry: "col2im" }, [view], [length], work)[0];
}
