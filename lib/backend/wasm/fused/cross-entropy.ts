import type { Fused } from "../../backend.js";
import { engine, kernelName } from "../engine.js";
import { small } from "../small.js";
import { placeOf, reserve, withPlaces } from "../storage.js";
import { parallel } from "../threads.js";
import { denseOf } from "../windows.js";

/** Units of work for a score: it is e^s that takes the time. */
const EACH = 16;

/** Labels that fit among the tables of one call. */
const MOST_LABELS = 50_000;

export const crossEntropy: Fused["crossEntropy"] = (scores, labels) => {
  const [N, C] = scores.shape;
  if (N * C <= small.numbers || N > MOST_LABELS) return undefined;
  const { dtype } = scores.storage;
  return withPlaces([denseOf(scores)], ({ place }) => {
    const largest = reserve(dtype, N);
    const sumExp = reserve(dtype, N);
    const lossEach = reserve(dtype, N);
    const probs = reserve(dtype, N * C);
    if (!largest || !sumExp || !lossEach || !probs) return undefined;
    const table = engine().note(labels);
    const results = [largest, sumExp, probs, lossEach].map(placeOf);
    parallel(kernelName("crossEntropy", dtype), { count: N, work: EACH * N * C }, (from, until) => [
      C,
      place,
      table,
      ...results,
      from,
      until,
    ]);
    return { largest, sumExp, lossEach, probs };
  });
};

export const crossEntropyBack: Fused["crossEntropyBack"] = (probs, labels, scale) => {
  const [N, C] = probs.shape;
  if (N * C <= small.numbers || N > MOST_LABELS) return undefined;
  const { dtype } = probs.storage;
  return withPlaces([denseOf(probs)], ({ place }) => {
    const dScores = reserve(dtype, N * C);
    if (!dScores) return undefined;
    const table = engine().note(labels);
    const to = placeOf(dScores);
    parallel(
      kernelName("crossEntropyBack", dtype),
      { count: N, work: 4 * N * C },
      (from, until) => [...[C, place, table, scale, to], ...[from, until]],
    );
    return dScores;
  });
};
