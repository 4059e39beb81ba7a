import { requireNumber, requirePositive } from "../../errors.js";
import { requireRate, scheduleOf, type Schedule } from "./schedule.js";

export type CosineOptions = {
  /** α₀, the rate at the start, at least 0. */
  lr: number;
  /** T, above 0: how many epochs the way down takes. */
  epochs: number;
  /** The rate at the bottom, at least 0; 0 by default. */
  lowest?: number;
};

/** Half a cosine wave, from `high` at 0 to `low` at 1. */
export const halfWave = (high: number, low: number, at: number): number =>
  low + ((high - low) * (1 + Math.cos(Math.PI * at))) / 2;

/**
 * Cosine decay: low + ½(α₀ − low)(1 + cos(πt/T)). After T the wave goes on: the rate rises again, and is back
 * at α₀ after 2T. (Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983, without restarts.)
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.cosine({ lr: 1, epochs: 10 });
 * [rate(1), rate(11), rate(21)]; // [1, 0, 1]
 */
export function cosine({ lr, epochs, lowest = 0 }: CosineOptions): Schedule {
  const where = "schedules.cosine";
  requireRate(where, lr);
  requirePositive(where, "epochs", epochs);
  requireRate(where, lowest, "lowest");
  return scheduleOf(where, (t) => halfWave(lr, lowest, t / epochs));
}

export type WarmRestartsOptions = CosineOptions & {
  /** How much longer each cycle is than the one before, at least 1; 1 by default. */
  growth?: number;
};

/**
 * Cosine decay with warm restarts, SGDR (Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983): after
 * `epochs` epochs the rate jumps back to α₀, for a cycle `growth` times as long. A snapshot at the end of each
 * cycle makes an ensemble.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.warmRestarts({ lr: 1, epochs: 2, growth: 2 });
 * [rate(1), rate(3), rate(5), rate(7)]; // [1, 1, 0.5, 1]
 */
export function warmRestarts({
  lr,
  epochs,
  lowest = 0,
  growth = 1,
}: WarmRestartsOptions): Schedule {
  const where = "schedules.warmRestarts";
  requireRate(where, lr);
  requirePositive(where, "epochs", epochs);
  requireRate(where, lowest, "lowest");
  requireNumber(where, "growth", growth, { min: 1 });
  return scheduleOf(where, (t) => {
    if (growth === 1) return halfWave(lr, lowest, (t % epochs) / epochs);
    let [start, length] = [0, epochs];
    while (t - start >= length) [start, length] = [start + length, length * growth];
    return halfWave(lr, lowest, (t - start) / length);
  });
}
