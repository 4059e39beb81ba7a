import type { Convolution, Fused, Storage, View, WindowAxis } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { wholeOf } from "../../layout.js";
import { fits, launch, seen, type Seen } from "../launch.js";
import { reduce } from "../reduce.js";

/** Rows and columns of a thread, and threads of a group. */
const EACH = 8;
const THREADS = 64;

/** Groups that are enough for a device. */
const ENOUGH = 64;

/** Params before those that only one of the two kernels has: see kernels/convolution.wgsl. */
const OWN = 25;

/** What a product of matrices is cut into: few rows leave more threads to the columns. */
function gridOf(rows: number, columns: number) {
  const down = Math.min(8, 2 ** Math.ceil(Math.log2(Math.ceil(rows / EACH))));
  const across = THREADS / down;
  const squares = Math.ceil(rows / (EACH * down)) * Math.ceil(columns / (EACH * across));
  return { across, down, squares };
}

/** A convolution as the kernel takes it. */
type Work = {
  readonly x: Seen;
  /** Strides of the filters by group of channels, channel of y, channel of x, row and column. */
  readonly filters: Pick<Seen, "offset" | "strides">;
  /** Channels of y and of x in a group of channels. */
  readonly channels: readonly [number, number];
  readonly windows: Convolution;
};

type Grid = ReturnType<typeof gridOf>;

function paramsOf(
  { x, filters, channels, windows }: Work,
  { across, down }: Grid,
  own: readonly number[],
): number[] {
  const { rows, columns, groups } = windows;
  const [N, , H, W] = x.shape;
  const tables = OWN + own.length;
  return [
    ...[...channels, N, rows.windows, columns.windows, rows.entries, columns.entries, H, W],
    ...[x.offset, ...x.strides, filters.offset, ...filters.strides, groups],
    ...[tables, tables + rows.index.length, across, down, ...own, ...rows.index, ...columns.index],
  ];
}

/** Each entry of y the sum over a window of x: (N, groups · channels, H′, W′). */
function correlate(work: Work, W: Seen, b: Seen | undefined): Storage {
  const { x, channels, windows } = work;
  const { rows, columns, groups } = windows;
  const width = x.shape[0] * rows.windows * columns.windows;
  const grid = gridOf(channels[0], width);
  const kernel = { file: "convolution" as const, entry: "correlate" };
  const params = paramsOf(work, grid, b ? [1, b.offset, b.strides[0]] : [0, 0, 0]);
  const length = groups * channels[0] * width;
  // What is missing is not read; something must be bound in its place.
  return launch(kernel, [x, W, b ?? W], [length], { params, groups: groups * grid.squares })[0];
}

export const convolve: Fused["convolve"] = ({ x, W, b }, windows) => {
  const [F, own] = W.shape;
  const length = x.shape[0] * F * windows.rows.windows * windows.columns.windows;
  if (!fits([x, W, ...(b ? [b] : [])], length)) return undefined;
  const filters = seen(W);
  const perGroup = F / windows.groups;
  const strides = [perGroup * W.strides[0], ...W.strides];
  const work = { x: seen(x), filters: { ...filters, strides }, windows };
  return correlate({ ...work, channels: [perGroup, own] }, filters, b && seen(b));
};

export const convolveBack: Fused["convolveBack"] = (dY, { x, W }, windows) => {
  const [, , H, width] = x.shape;
  const back = [inverseOf(windows.rows, H), inverseOf(windows.columns, width)];
  const [rows, columns] = back;
  if (!rows || !columns || !fits([dY, x, W], sizeOf(x.shape))) return undefined;
  const dW = filtersBack(dY, x, W, windows);
  if (!dW) return undefined;
  const [F, own] = W.shape;
  const perGroup = F / windows.groups;
  const [ofFilters, ofChannels, ...rest] = W.strides;
  const filters = seen(W);
  const strides = [perGroup * ofFilters, ofChannels, ofFilters, ...rest];
  const work = { x: seen(dY), filters: { ...filters, strides } };
  const dX = correlate(
    { ...work, channels: [own, perGroup], windows: { ...windows, rows, columns } },
    filters,
    undefined,
  );
  return { dX, dW };
};

/** The gradient of the filters, whose sums run over all images: some each, then all together. */
function filtersBack(dY: View, x: View, W: View, windows: Convolution): Storage | undefined {
  const [F, own] = W.shape;
  const [N] = x.shape;
  const perGroup = F / windows.groups;
  const grid = gridOf(perGroup, sizeOf(W.shape) / F);
  const squares = windows.groups * grid.squares;
  const wanted = Math.ceil(ENOUGH / squares);
  const images = Math.ceil(N / Math.min(N, wanted));
  const parts = Math.ceil(N / images);
  const length = sizeOf(W.shape);
  if (!fits([], parts * length)) return undefined;
  const [gradient, image] = [seen(dY), seen(x)];
  const kernel = { file: "convolution" as const, entry: "differentiate" };
  const filters = { offset: 0, strides: [0, 0, 0, 0, 0] };
  const params = paramsOf({ x: image, filters, channels: [perGroup, own], windows }, grid, [
    ...[gradient.offset, ...gradient.strides, images, parts],
  ]);
  const work = { params, groups: parts * squares };
  const [made] = launch(kernel, [image, gradient, gradient], [parts * length], work);
  return parts === 1 ? made : reduce("sum", wholeOf(made, [parts, length]), [0]);
}

/** Which window has an entry of the axis as its k-th, for each k and entry; none if several have. */
function inverseOf({ entries, windows, index }: WindowAxis, size: number): WindowAxis | undefined {
  const inverse = new Int32Array(entries * size).fill(-1);
  for (const [place, entry] of index.entries()) {
    if (entry < 0) continue;
    const at = Math.floor(place / windows) * size + entry;
    if (inverse[at] !== -1) return undefined;
    inverse[at] = place % windows;
  }
  return { entries, windows: size, index: inverse };
}
