import type { Convolution, DType, Storage, View, WindowAxis } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { bytesOf, engine, kernelName, upTo } from "../engine.js";
import { addUp, grainOfSums } from "../reduce.js";
import { borrow, giveBack, placeOf, reserve, withPlaces } from "../storage.js";
import { parallel, partsOf, threads } from "../threads.js";
import { denseOf } from "../windows.js";

/** Channels from which on fewer multiplications make up for what goes before and after them. */
const LEAST_CHANNELS = 8;

/** How much more than the result tiles may cover. */
const MOST_WASTE = 1.4;

/** As in kernels/winograd.ts: rows of a tile of a product, quads that are worked on together. */
const ROWS = 3;
const QUADS = 12;

/** As in kernels/winograd-back.ts. */
const FILTERS_BACK = 4;
const CHANNELS_BACK = 2;
const QUADS_BACK = 32;

/** Bytes beside those numbers: gaps between matrices, a tile of a product, a table of tiles. */
const SPARE = 8192;

/** How many zeros stand before the images; none if windows are not those of filters of 3 without stride. */
function paddingOf({ entries, windows, index }: WindowAxis, size: number): number | undefined {
  if (entries !== 3) return undefined;
  for (let before = 0; before <= 2; before++) {
    const fits = index.every((place, at) => {
      const expected = (at % windows) + Math.floor(at / windows) - before;
      return place === (expected >= 0 && expected < size ? expected : -1);
    });
    const after = windows + 2 - size - before;
    if (fits && after >= 0 && after <= 2) return before;
  }
  return undefined;
}

/** A convolution as `Tiling` of kernels/winograd.ts. */
export type Tiling = {
  readonly C: number;
  readonly H: number;
  readonly W: number;
  readonly top: number;
  readonly left: number;
  readonly F: number;
  readonly down: number;
  readonly across: number;
};

/** None where the other way is the faster one, or the only one. */
export function tilingOf(
  x: View,
  W: View,
  { rows, columns, groups }: Convolution,
): Tiling | undefined {
  const [, C, height, width] = x.shape;
  const [F] = W.shape;
  const top = paddingOf(rows, height);
  const left = paddingOf(columns, width);
  if (top === undefined || left === undefined || groups > 1) return undefined;
  const [down, across] = [rows.windows, columns.windows];
  const waste = (upTo(down, 2) * upTo(across, 32 / bytesOf(x.storage.dtype))) / (down * across);
  if (Math.min(C, F) < LEAST_CHANNELS || waste > MOST_WASTE) return undefined;
  return { C, H: height, W: width, top, left, F, down, across };
}

/** The convolution that makes dX of dY. */
const backwards = ({ C, H, W, top, left, F, down, across }: Tiling): Tiling => ({
  ...{ C: F, H: down, W: across, top: 2 - top, left: 2 - left },
  ...{ F: C, down: H, across: W },
});

const note = ({ C, H, W, top, left, F, down, across }: Tiling): number =>
  engine().note([C, H, W, top, left, F, down, across]);

/** Sizes in numbers of a thread's own places, and units of work for an image. */
function measure({ C, F, down, across }: Tiling, dtype: DType) {
  const lanes = 16 / bytesOf(dtype);
  const quads = Math.ceil(across / 2 / lanes);
  const tiles = Math.ceil(down / 2) * quads * lanes;
  const plane = (2 * Math.ceil(down / 2) + 2) * 2 * (quads + 1) * lanes;
  const filters = upTo(F, ROWS);
  const [C2, F4] = [upTo(C, CHANNELS_BACK), upTo(F, FILTERS_BACK)];
  return {
    work: 16 * C * F * tiles,
    filters: 16 * filters * C,
    own: C * plane + 16 * (C + filters) * QUADS * lanes,
    gradient: 16 * C2 * F4,
    ownBack: (C2 + F4) * (plane + 4 * QUADS_BACK * lanes),
  };
}

/** Blocks of so many numbers each, for as long as `work` lasts; none if there is no room. */
function withRoom<T>(
  dtype: DType,
  lengths: readonly number[],
  work: (...places: number[]) => T,
): T | undefined {
  const blocks = lengths.map((length) => borrow(length * bytesOf(dtype) + SPARE));
  const found = blocks.filter((block) => block !== undefined);
  const result =
    found.length === blocks.length ? work(...found.map(({ place }) => place)) : undefined;
  found.forEach(giveBack);
  return result;
}

/** How filters lie: numbers from output to output, and from input to input; whether they are turned by half a circle. */
type Filters = { place: number; outer: number; inner: number; turned: boolean };

/** y = W ∗ x + b, into a place; false if there is no room. */
function convolveInto(
  tiling: Tiling,
  dtype: DType,
  { N, x, W, b, y }: { N: number; x: number; W: Filters; b: number; y: number },
): boolean {
  const { C, F } = tiling;
  const { work, filters, own } = measure(tiling, dtype);
  const bytes = upTo(own * bytesOf(dtype) + SPARE, 64);
  const room = [filters, (threads() * bytes) / bytesOf(dtype)];
  const done = withRoom(dtype, room, (packed, places) => {
    parallel(
      kernelName("winogradFilters", dtype),
      { count: upTo(F, ROWS), grain: ROWS, work: 64 * F * C },
      (from, until) => [
        ...[C, F, W.place, W.outer, W.inner, Number(W.turned)],
        ...[packed, from, until],
      ],
    );
    const table = note(tiling);
    parallel(kernelName("winograd", dtype), { count: N, work: N * work }, (from, until) => [
      ...[table, x, packed, b, y, places, bytes],
      ...[from, until],
    ]);
    return true;
  });
  return done ?? false;
}

/** As `Fused.convolve`, for a tiling. */
export function winograd(
  tiling: Tiling,
  { x, W, b }: { x: View; W: View; b?: View },
): Storage | undefined {
  const { dtype } = x.storage;
  const { C, F, down, across } = tiling;
  const [N] = x.shape;
  return withPlaces([x, W, ...(b ? [b] : [])].map(denseOf), (images, filters, bias) => {
    const y = reserve(dtype, N * F * down * across);
    if (!y) return undefined;
    const done = convolveInto(tiling, dtype, {
      ...{ N, x: images.place, y: placeOf(y), b: b ? bias.place : 0 },
      W: { place: filters.place, outer: 9 * C, inner: 9, turned: false },
    });
    return done ? y : undefined;
  });
}

/** As `Fused.convolveBack`, for a tiling. */
export function winogradBack(
  tiling: Tiling,
  dY: View,
  { x, W }: { x: View; W: View },
): { dX: Storage; dW: Storage } | undefined {
  const { dtype } = x.storage;
  const { C, F } = tiling;
  const [N] = x.shape;
  const { work, gradient, ownBack } = measure(tiling, dtype);
  const size = bytesOf(dtype);
  const bytes = upTo(ownBack * size + SPARE, 64);
  const shared = { count: N, grain: grainOfSums(N, gradient * size), work: N * work };
  const parts = partsOf(shared);
  return withPlaces([dY, x, W].map(denseOf), (up, images, filters) => {
    const dX = reserve(dtype, sizeOf(x.shape));
    const dW = reserve(dtype, sizeOf(W.shape));
    if (!dX || !dW) return undefined;
    const done = convolveInto(backwards(tiling), dtype, {
      ...{ N, x: up.place, y: placeOf(dX), b: 0 },
      W: { place: filters.place, outer: 9, inner: 9 * C, turned: true },
    });
    // All images add to the filters' gradient: each part to one of its own.
    const room = [gradient, parts * gradient, (threads() * bytes) / size];
    const all = withRoom(dtype, room, (total, sums, places) => {
      engine()
        .numbers(dtype, sums, parts * gradient)
        .fill(0);
      const table = note(tiling);
      parallel(kernelName("winogradBack", dtype), shared, (from, until, part) => [
        ...[table, images.place, up.place, sums + part * gradient * size],
        ...[places, bytes, from, until],
      ]);
      addUp(dtype, sums, parts, gradient, total);
      parallel(
        kernelName("winogradFiltersBack", dtype),
        { count: F, work: 64 * F * C },
        (from, until) => [C, F, total, placeOf(dW), from, until],
      );
      return true;
    });
    return done && all ? { dX, dW } : undefined;
  });
}
