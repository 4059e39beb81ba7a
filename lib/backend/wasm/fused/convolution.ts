import type { Convolution, Fused, View } from "../../backend.js";
import { sizeOf } from "../../../tensor/shape.js";
import { bytesOf, engine, kernelName } from "../engine.js";
import { small } from "../small.js";
import { borrow, placeOf, reserve, withPlaces } from "../storage.js";
import { addUp, grainOfSums } from "../reduce.js";
import { parallel, partsOf, threads } from "../threads.js";
import { canNoteWindows, denseOf, noteWindows } from "../windows.js";
import { tilingOf, winograd, winogradBack } from "./winograd.js";

/** Sizes of a convolution of x (N, C, H, W) by W (F, C/groups, kH, kW). */
function measure(x: View, W: View, { rows, columns }: Convolution) {
  const [N, C, H, width] = x.shape;
  const [F] = W.shape;
  const places = rows.windows * columns.windows;
  const entries = C * rows.entries * columns.entries;
  const work = N * sizeOf(W.shape) * places;
  return { N, C, H, width, F, places, entries, work };
}

export const convolve: Fused["convolve"] = ({ x, W, b }, windows) => {
  const { N, C, H, width, F, places, entries, work } = measure(x, W, windows);
  if (work <= 16 * small.numbers || !canNoteWindows(windows.rows, windows.columns))
    return undefined;
  const tiling = tilingOf(x, W, windows);
  if (tiling) return winograd(tiling, { x, W, b });
  const { dtype } = x.storage;
  const bytes = entries * places * bytesOf(dtype);
  return withPlaces([x, W, ...(b ? [b] : [])].map(denseOf), (image, filters, bias) => {
    const y = reserve(dtype, N * F * places);
    const matrices = borrow(threads() * bytes);
    if (!y || !matrices) return undefined;
    const table = noteWindows(windows.rows, windows.columns, [H, width]);
    const shape = engine().note([C, F, windows.groups]);
    const to = placeOf(y);
    parallel(kernelName("convolve", dtype), { count: N, work }, (from, until) => [
      ...[shape, table, image.place, filters.place, b ? bias.place : 0, to],
      ...[matrices.place, bytes, from, until],
    ]);
    return y;
  });
};

export const convolveBack: Fused["convolveBack"] = (dY, { x, W }, windows) => {
  const { N, C, H, width, F, places, entries, work } = measure(x, W, windows);
  if (work <= 16 * small.numbers || !canNoteWindows(windows.rows, windows.columns))
    return undefined;
  const tiling = tilingOf(x, W, windows);
  if (tiling) return winogradBack(tiling, dY, { x, W });
  const { dtype } = x.storage;
  const size = bytesOf(dtype);
  const bytes = entries * places * size;
  const weights = sizeOf(W.shape);
  const shared = { count: N, grain: grainOfSums(N, weights * size), work: 2 * work };
  const parts = partsOf(shared);
  return withPlaces([dY, x, W].map(denseOf), (up, image, filters) => {
    const dX = reserve(dtype, sizeOf(x.shape));
    const dW = reserve(dtype, weights);
    const matrices = borrow(threads() * bytes);
    // All images add to the filters' gradient: each part to one of its own.
    const own = borrow(parts * weights * size);
    if (!dX || !dW || !matrices || !own) return undefined;
    engine()
      .numbers(dtype, own.place, parts * weights)
      .fill(0);
    const table = noteWindows(windows.rows, windows.columns, [H, width]);
    const shape = engine().note([C, F, windows.groups]);
    const to = placeOf(dX);
    parallel(kernelName("convolveBack", dtype), shared, (from, until, part) => [
      ...[shape, table, image.place, filters.place, up.place, to],
      ...[own.place + part * weights * size, matrices.place, bytes, from, until],
    ]);
    addUp(dtype, own.place, parts, weights, placeOf(dW));
    return { dX, dW };
  });
};
