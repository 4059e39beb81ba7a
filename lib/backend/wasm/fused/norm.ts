import type { Fused, NormLayout, View } from "../../backend.js";
import { waiting } from "../operation.js";
import { wholeOf } from "../../layout.js";
import { bytesOf, engine, kernelName } from "../engine.js";
import { small } from "../small.js";
import { borrow, placeOf, reserve, withPlaces, type Placed } from "../storage.js";
import { addUp } from "../reduce.js";
import { parallel, partsOf } from "../threads.js";
import { denseOf } from "../windows.js";

const noteLayout = ({ outer, blocks, inner, every, period }: NormLayout): number =>
  engine().note([outer, blocks, inner, every, period]);

/** Columns of a batch are worked on a quarter of them at a time, by whole lines of the cache; other blocks go one by one. */
const grainOf = ({ outer, blocks, inner }: NormLayout): number =>
  inner === 1 && outer > 1 ? 16 * Math.ceil(blocks / 64) : 1;

const sizeOf = ({ outer, blocks, inner }: NormLayout): number => outer * blocks * inner;

/** The dense views among some that may be missing, and a way to their places. */
function optional(views: readonly (View | undefined)[]) {
  const there = views.filter((view) => view !== undefined).map(denseOf);
  const placesOf = (placed: readonly Placed[]): number[] => {
    const rest = [...placed];
    return views.map((view) => (view ? (rest.shift()?.place ?? 0) : 0));
  };
  return { there, placesOf };
}

export const normalize: Fused["normalize"] = (input, layout, { gamma, beta }, eps) => {
  const size = sizeOf(layout);
  if (size <= small.numbers) return undefined;
  const { dtype } = input.storage;
  const { there, placesOf } = optional([input, gamma, beta]);
  return withPlaces(there, (...placed) => {
    const [x, g, b] = placesOf(placed);
    const y = reserve(dtype, size);
    const mean = reserve(dtype, layout.blocks);
    const variance = reserve(dtype, layout.blocks);
    if (!y || !mean || !variance) return undefined;
    const [to, means, variances] = [y, mean, variance].map(placeOf);
    const table = noteLayout(layout);
    parallel(
      kernelName("normalize", dtype),
      { count: layout.blocks, grain: grainOf(layout), work: 8 * size },
      (from, until) => [table, eps, x, g, b, to, means, variances, from, until],
    );
    return { y, mean, variance };
  });
};

/** x and μ if x − μ still waits, so that it need not be worked out; else the difference itself, and no mean. */
function partsOfDifference(centered: View, blocks: number): [x: View, mean: View | undefined] {
  const operation = waiting(centered);
  if (operation?.code !== "sub") return [centered, undefined];
  const [x, mean] = operation.operands;
  if (mean.storage.length !== blocks) return [centered, undefined];
  return [x, wholeOf(mean.storage, [blocks])];
}

export const normalizeBack: Fused["normalizeBack"] = (dY, inputs, layout) => {
  const size = sizeOf(layout);
  if (size <= small.numbers) return undefined;
  const { dtype } = dY.storage;
  const [x, mean] = partsOfDifference(inputs.centered, layout.blocks);
  const { there, placesOf } = optional([dY, x, mean, inputs.invStd, inputs.gamma]);
  const { blocks, inner, every, period } = layout;
  const shared = { count: layout.blocks, grain: grainOf(layout), work: 16 * size };
  // Where blocks share gamma and beta, each part adds to sums of its own.
  const sharing = blocks * inner > every * period;
  const parts = sharing ? partsOf(shared) : 1;
  return withPlaces(there, (...placed) => {
    const [up, from, means, roots, gamma] = placesOf(placed);
    const dX = reserve(dtype, size);
    const dGamma = reserve(dtype, period);
    const dBeta = reserve(dtype, period);
    const bytes = period * bytesOf(dtype);
    const own = borrow(2 * parts * bytes);
    if (!dX || !own || !dGamma || !dBeta) return undefined;
    engine()
      .numbers(dtype, own.place, 2 * period * parts)
      .fill(0);
    const table = noteLayout(layout);
    const to = placeOf(dX);
    parallel(kernelName("normalizeBack", dtype), shared, (first, until, part) => {
      const sums = own.place + (sharing ? part * bytes : 0);
      return [table, up, from, gamma, means, roots, to, sums, sums + parts * bytes, first, until];
    });
    addUp(dtype, own.place, parts, period, placeOf(dGamma));
    addUp(dtype, own.place + parts * bytes, parts, period, placeOf(dBeta));
    return { dX, dGamma, dBeta };
  });
};
