import type { Storage, View, WindowAxis } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { GROUP } from "./elementwise.js";
import { fits, float, launch } from "./launch.js";
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
  const length = C * rows.entries * columns.entries * N * rows.windows * columns.windows;
  if (!fits([x], length)) return fromHost(reference.im2col(hosted(x), rows, columns, outside));
  const params = paramsOf(x.shape, rows, columns, x, outside, [rows.index, columns.index]);
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "windows", entry: "im2col" }, [x], [length], work)[0];
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
  if (!fits([x], length) || sizeOf(x.shape) === 0)
    return fromHost(reference.col2im(hosted(x), shape, rows, columns));
  const tables = [placesOf(rows, shape[2]), placesOf(columns, shape[3])] as const;
  const params = paramsOf(shape, rows, columns, x, 0, tables);
  const work = { params, groups: Math.ceil(length / GROUP) };
  return launch({ file: "windows", entry: "col2im" }, [x], [length], work)[0];
}
