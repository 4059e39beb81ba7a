import { requireNumber, requireOneOf, ValueError } from "../../errors.js";
import { requireRate } from "./schedule.js";

/** What is remembered between epochs. */
export type PlateauState = {
  /** The rate to use now. */
  lr: number;
  /** The best metric so far; undefined before the first. */
  best: number | undefined;
  /** Epochs in a row without a better one. */
  bad: number;
  /** Epochs that are still left out of the count after a fall. */
  cooling: number;
};

export type PlateauOptions = {
  /** The rate falls by this factor, from 0 to below 1; 0.1 by default. */
  factor?: number;
  /** So many epochs without a better one are borne, at least 0; 10 by default. */
  patience?: number;
  /** How much better is better, at least 0; 1e-4 by default. */
  threshold?: number;
  /** The threshold is a share of the best metric ("relative", default) or a difference ("absolute"). */
  measure?: "relative" | "absolute";
  /** So many epochs after a fall are not counted, at least 0; 0 by default. */
  cooldown?: number;
  /** "min" (default) for a loss, "max" for an accuracy. */
  goal?: "min" | "max";
  /** The rate never falls below this, at least 0; 0 by default. */
  lowest?: number;
};

/**
 * The state before the first epoch. `lr`: the rate at the start, at least 0.
 *
 * @throws ValueError if lr is negative or no number.
 *
 * @example
 * plateau.init({ lr: 0.1 }).lr; // 0.1
 */
export function init({ lr }: { lr: number }): PlateauState {
  requireRate("plateau.init", lr);
  return { lr, best: undefined, bad: 0, cooling: 0 };
}

/** Falls by less than this are not worth it (PyTorch's `eps`). */
const SMALLEST_FALL = 1e-8;

/**
 * The state after an epoch with this metric, such as the validation loss: the rate falls when the metric has not
 * become better for more than `patience` epochs. PyTorch's ReduceLROnPlateau. A metric of NaN is not better.
 *
 * For `fit`: `lr: () => state.lr`, and in `onEpoch` put the new state in place of the old.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * let state = plateau.init({ lr: 1 });
 * for (const loss of [3, 2, 2, 2]) state = plateau.update(state, loss, { patience: 1, factor: 0.5 });
 * state.lr; // 0.5
 */
export function update(
  { lr, best, bad, cooling }: PlateauState,
  metric: number,
  options: PlateauOptions = {},
): PlateauState {
  const where = "plateau.update";
  const { factor = 0.1, patience = 10, threshold = 1e-4, measure = "relative" } = options;
  const { cooldown = 0, goal = "min", lowest = 0 } = options;
  requireOneOf(where, "measure", measure, ["relative", "absolute"]);
  requireOneOf(where, "goal", goal, ["min", "max"]);
  if (!(factor >= 0 && factor < 1))
    throw new ValueError(
      `${where}: factor must be a finite number of at least 0 and below 1, got ${String(factor)}`,
    );
  for (const [name, value] of Object.entries({ patience, threshold, cooldown, lowest }))
    requireNumber(where, name, value, { min: 0 });

  const sign = goal === "min" ? -1 : 1;
  const better =
    best === undefined
      ? !Number.isNaN(metric)
      : sign * metric >
        sign * (measure === "relative" ? best * (1 + sign * threshold) : best + sign * threshold);
  let count = better ? 0 : bad + 1;
  if (cooling > 0) {
    cooling--;
    count = 0;
  }
  if (count > patience) {
    const next = Math.max(lr * factor, lowest);
    if (lr - next > SMALLEST_FALL) lr = next;
    cooling = cooldown;
    count = 0;
  }
  return { lr, best: better ? metric : best, bad: count, cooling };
}
