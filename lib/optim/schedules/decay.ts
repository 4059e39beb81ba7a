import { requireNumber, requirePositive } from "../../errors.js";
import { requireRate, scheduleOf, type Schedule } from "./schedule.js";

/**
 * Any schedule by its factor: α₀·factor(t), where t = 0, 1, 2, … epochs are done.
 *
 * `lr`: α₀, at least 0.
 *
 * @throws ValueError if an option is out of range, or the factor is no finite number.
 *
 * @example
 * const rate = schedules.lambda({ lr: 0.5, factor: (t) => 1 / (1 + t) });
 * [rate(1), rate(2)]; // [0.5, 0.25]
 */
export function lambda({ lr, factor }: { lr: number; factor: (t: number) => number }): Schedule {
  const where = "schedules.lambda";
  requireRate(where, lr);
  return scheduleOf(where, (t) => {
    const share = factor(t);
    requireNumber(where, `factor(${t})`, share);
    return lr * share;
  });
}

/**
 * Step decay: α₀·γ^⌊t/s⌋, a fall by a factor after every s epochs.
 *
 * `lr`: α₀, at least 0. `every`: s, in epochs, above 0. `factor`: γ, at least 0; 0.1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.step({ lr: 1, every: 2, factor: 0.5 });
 * [rate(1), rate(2), rate(3), rate(4), rate(5)]; // [1, 1, 0.5, 0.5, 0.25]
 */
export function step({
  lr,
  every,
  factor = 0.1,
}: {
  lr: number;
  every: number;
  factor?: number;
}): Schedule {
  const where = "schedules.step";
  requireRate(where, lr);
  requirePositive(where, "every", every);
  requireNumber(where, "factor", factor, { min: 0 });
  return scheduleOf(where, (t) => lr * factor ** Math.floor(t / every));
}

/**
 * Steps at chosen times: α₀·γⁿ once n of the milestones have been reached, t ≥ milestone.
 *
 * `lr`: α₀, at least 0. `milestones`: how many epochs are done at each fall, in any order; a time that stands
 * twice counts twice. `factor`: γ, at least 0; 0.1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.multistep({ lr: 1, milestones: [1, 3], factor: 0.5 });
 * [rate(1), rate(2), rate(3), rate(4)]; // [1, 0.5, 0.5, 0.25]
 */
export function multistep({
  lr,
  milestones,
  factor = 0.1,
}: {
  lr: number;
  milestones: readonly number[];
  factor?: number;
}): Schedule {
  const where = "schedules.multistep";
  requireRate(where, lr);
  milestones.forEach((milestone, i) =>
    requireNumber(where, `milestones[${i}]`, milestone, { min: 0 }),
  );
  requireNumber(where, "factor", factor, { min: 0 });
  return scheduleOf(
    where,
    (t) => lr * factor ** milestones.filter((milestone) => t >= milestone).length,
  );
}

/**
 * Exponential decay by a factor: α₀·γᵗ. With γ = 0.97 it is the lecture's "× 0.97 an epoch".
 *
 * `lr`: α₀, at least 0. `factor`: γ, at least 0; 0.97 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * schedules.exponential({ lr: 1, factor: 0.5 })(3); // 0.25
 */
export function exponential({ lr, factor = 0.97 }: { lr: number; factor?: number }): Schedule {
  const where = "schedules.exponential";
  requireRate(where, lr);
  requireNumber(where, "factor", factor, { min: 0 });
  return scheduleOf(where, (t) => lr * factor ** t);
}

/**
 * Exponential decay by a rate: α₀·e^(−kt), the same as `exponential` with γ = e^(−k).
 *
 * `lr`: α₀, at least 0. `k`: in 1/epochs, at least 0.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * schedules.exponentialRate({ lr: 2, k: 0.1 })(1); // 2
 */
export function exponentialRate({ lr, k }: { lr: number; k: number }): Schedule {
  const where = "schedules.exponentialRate";
  requireRate(where, lr);
  requireNumber(where, "k", k, { min: 0 });
  return scheduleOf(where, (t) => lr * Math.exp(-k * t));
}

/**
 * 1/t decay: α₀/(1 + kt). With k = 1 it is α₀/epoch.
 *
 * `lr`: α₀, at least 0. `k`: in 1/epochs, at least 0; 1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.inverse({ lr: 1, k: 0.5 });
 * [rate(1), rate(3)]; // [1, 0.5]
 */
export function inverse({ lr, k = 1 }: { lr: number; k?: number }): Schedule {
  const where = "schedules.inverse";
  requireRate(where, lr);
  requireNumber(where, "k", k, { min: 0 });
  return scheduleOf(where, (t) => lr / (1 + k * t));
}

/**
 * α₀/√epoch: slower than 1/t, the rate of decay in the proofs of SGD and AdaGrad.
 *
 * @throws ValueError if lr is negative or no number.
 *
 * @example
 * schedules.inverseSqrt({ lr: 1 })(4); // 0.5
 */
export function inverseSqrt({ lr }: { lr: number }): Schedule {
  const where = "schedules.inverseSqrt";
  requireRate(where, lr);
  return scheduleOf(where, (t) => lr / Math.sqrt(t + 1));
}

/**
 * Down to 0 after T epochs along a power: α₀(1 − t/T)^p. Power 1 is a line; after T it stays 0.
 *
 * `lr`: α₀, at least 0. `epochs`: T, above 0. `power`: p, above 0; 1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const rate = schedules.polynomial({ lr: 1, epochs: 4, power: 2 });
 * [rate(1), rate(3), rate(5), rate(9)]; // [1, 0.25, 0, 0]
 */
export function polynomial({
  lr,
  epochs,
  power = 1,
}: {
  lr: number;
  epochs: number;
  power?: number;
}): Schedule {
  return powerOf("schedules.polynomial", { lr, epochs, power });
}

/**
 * The lecture's α₀√(1 − t/T): slow at first, then steeply down to 0 after T epochs.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * schedules.squareRoot({ lr: 1, epochs: 4 })(4); // 0.5
 */
export const squareRoot = ({ lr, epochs }: { lr: number; epochs: number }): Schedule =>
  powerOf("schedules.squareRoot", { lr, epochs, power: 1 / 2 });

/**
 * A line from α₀ down to 0 after T epochs.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * schedules.linear({ lr: 1, epochs: 4 })(4); // 0.25
 */
export const linear = ({ lr, epochs }: { lr: number; epochs: number }): Schedule =>
  powerOf("schedules.linear", { lr, epochs, power: 1 });

function powerOf(
  where: string,
  { lr, epochs, power }: { lr: number; epochs: number; power: number },
): Schedule {
  requireRate(where, lr);
  requirePositive(where, "epochs", epochs);
  requirePositive(where, "power", power);
  return scheduleOf(where, (t) => lr * Math.max(0, 1 - t / epochs) ** power);
}
