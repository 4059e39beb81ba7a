import { requireNumber } from "../../errors.js";

/**
 * The learning rate of an epoch, counted from 1 as `fit` counts; t = epoch − 1 epochs lie behind it. It may as
 * well be asked for each update, counted from 1. Fractions are allowed.
 */
export type Schedule = (epoch: number) => number;

/** A schedule from a formula in t = 0, 1, 2, …, the epochs that are done; checks the epoch it is asked for. */
export function scheduleOf(where: string, rateAt: (t: number) => number): Schedule {
  return (epoch) => {
    requireNumber(where, "epoch", epoch, { min: 1 });
    return rateAt(epoch - 1);
  };
}

/** Throws unless the rate, which every schedule has, is a finite number of at least 0. */
export function requireRate(where: string, lr: number, name = "lr"): void {
  requireNumber(where, name, lr, { min: 0 });
}
