import { requireNumber, requireOneOf, requirePositive } from "../../errors.js";
import { halfWave } from "./cosine.js";
import { requireRate, scheduleOf, type Schedule } from "./schedule.js";

export type OneCycleOptions = {
  /** The highest rate, at least 0. */
  highest: number;
  /** How long the cycle is in all: a whole number, at least 1. */
  epochs: number;
  /** The share of the cycle in which the rate rises, from 0 to 1; 0.3 by default. */
  rise?: number;
  /** The highest rate is so many times the first; above 0, 25 by default. */
  startDivisor?: number;
  /** The first rate is so many times the last; above 0, 1e4 by default. */
  endDivisor?: number;
  /** Along half a cosine wave (default) or a line. */
  shape?: "cosine" | "linear";
  /** Fall to the first rate as fast as it rose, and only then to the last; false by default. */
  threePhase?: boolean;
};

export type OneCycleMomentumOptions = Omit<
  OneCycleOptions,
  "highest" | "startDivisor" | "endDivisor"
> & {
  /** The momentum where the rate is highest, from 0 to 1; 0.85 by default. */
  low?: number;
  /** The momentum at both ends, from 0 to 1; 0.95 by default. */
  high?: number;
};

/** The times at which a phase ends, and the values there; the first is the start. */
type Corners = readonly (readonly [time: number, value: number])[];

function alongCorners(corners: Corners, shape: "cosine" | "linear", t: number): number {
  const last = corners.length - 1;
  let i = 1;
  while (i < last && t > corners[i][0]) i++;
  const [[start, from], [end, to]] = [corners[i - 1], corners[i]];
  const share = end > start ? Math.min(1, (t - start) / (end - start)) : 1;
  return shape === "linear" ? from + (to - from) * share : halfWave(from, to, share);
}

/** When the phases end, counted in epochs that are done. */
function phaseEnds(
  where: string,
  {
    epochs,
    rise = 0.3,
    threePhase = false,
  }: Pick<OneCycleOptions, "epochs" | "rise" | "threePhase">,
): number[] {
  requireNumber(where, "epochs", epochs, { min: 1, integer: true });
  requireNumber(where, "rise", rise, { min: 0, max: 1 });
  const top = rise * epochs - 1;
  return threePhase ? [0, top, 2 * rise * epochs - 2, epochs - 1] : [0, top, epochs - 1];
}

/**
 * One cycle: the rate rises from highest/25 to highest, then falls to almost nothing (Smith & Topin 2019,
 * https://arxiv.org/abs/1708.07120, in PyTorch's form). After the cycle it stays at the last rate.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.oneCycle({ highest: 1, epochs: 10, rise: 0.5, startDivisor: 4, shape: "linear" });
 * [rate(1), rate(5)]; // [0.25, 1]
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const where = "schedules.oneCycle";
  const { highest, startDivisor = 25, endDivisor = 1e4, shape = "cosine" } = options;
  requireRate(where, highest, "highest");
  requirePositive(where, "startDivisor", startDivisor);
  requirePositive(where, "endDivisor", endDivisor);
  const first = highest / startDivisor;
  const rates = options.threePhase ? [first, highest, first] : [first, highest];
  const values = [...rates, first / endDivisor];
  requireOneOf(where, "shape", shape, ["cosine", "linear"]);
  const corners = phaseEnds(where, options).map((time, i) => [time, values[i]] as const);
  return scheduleOf(where, (t) => alongCorners(corners, shape, t));
}

/**
 * The momentum that goes with `oneCycle`: low where the rate is high.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * schedules.oneCycleMomentum({ epochs: 10, rise: 0.5 })(5); // 0.85
 */
export function oneCycleMomentum(options: OneCycleMomentumOptions): Schedule {
  const where = "schedules.oneCycleMomentum";
  const { low = 0.85, high = 0.95, shape = "cosine" } = options;
  requireNumber(where, "low", low, { min: 0, max: 1 });
  requireNumber(where, "high", high, { min: 0, max: 1 });
  const values = [high, low, high, high];
  requireOneOf(where, "shape", shape, ["cosine", "linear"]);
  const corners = phaseEnds(where, options).map((time, i) => [time, values[i]] as const);
  return scheduleOf(where, (t) => alongCorners(corners, shape, t));
}
