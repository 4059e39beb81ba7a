import type { Random } from "../../../random.js";
import { rand } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { between, integer } from "../../numbers.js";

/** A range of a hyperparameter that is searched in its logarithm. */
export type LogRange = { low: number; high: number };
export type DrawCall = readonly [Tensor, LogRange];
export type QuitCall = readonly [readonly number[], { factor: number }];
export type Tried = { lr: number; reg: number; score: number };
export type ChooseCall = readonly [readonly Tried[]];
export type BorderCall = readonly [number, LogRange];
export type NarrowCall = readonly [readonly number[], LogRange];

/** Some powers of ten wide, and not from a power of ten to the next. */
export const drawRange = (rng: Random): LogRange => ({
  low: 10 ** between(rng, -7, -5),
  high: 10 ** between(rng, -2, -0.5),
});

/** The value at this share of a range, in its logarithm. */
export const valueAt = ({ low, high }: LogRange, share: number): number =>
  low ** (1 - share) * high ** share;

export const drawUniform = (rng: Random, count: number): DrawCall => [
  rand([count], rng),
  drawRange(rng),
];

/**
 * Losses from about 2.3 that rise and fall below `factor` times the first, until one of them jumps beyond it or is
 * NaN; or none does.
 */
export function drawRun(rng: Random, ends: "high" | "nan" | "never", factor = 3): QuitCall {
  const first = between(rng, 2, 2.6);
  const calm = (): number => first * between(rng, 1.35, 0.95 * factor);
  const high = first * factor * between(rng, 0.85, 0.95);
  const losses = [first, high, ...Array.from({ length: integer(rng, 2, 5) }, calm)];
  if (ends !== "never")
    losses.push(ends === "nan" ? NaN : first * between(rng, 1.05, 1.3) * factor);
  const after = Array.from({ length: 3 }, () => between(rng, 0.5, 2));
  return [ends === "nan" ? [...losses, NaN, NaN] : [...losses, ...after], { factor }];
}

/** Trials of which a few gave no number; the best is neither the first nor the last. */
export function drawTrials(rng: Random, count: number): ChooseCall {
  const trial = (score: number): Tried => ({
    lr: 10 ** between(rng, -6, -1),
    reg: 10 ** between(rng, -5, 1),
    score,
  });
  const scores = Array.from({ length: count }, () => between(rng, 0.1, 0.4));
  const middle = 1 + rng.integer(count - 2);
  scores[middle] = between(rng, 0.45, 0.6);
  return [[trial(NaN), ...scores.map(trial), trial(NaN)]];
}

/** A value in the middle of a range, or near one of its ends, or beyond it. */
export function drawAt(rng: Random, where: "low" | "inside" | "high"): BorderCall {
  const range = drawRange(rng);
  const share = { low: [-0.05, 0.04], inside: [0.15, 0.5], high: [0.96, 1.05] }[where];
  return [valueAt(range, between(rng, share[0], share[1])), range];
}

/** The good values of a search, in no order. */
export function drawGood(rng: Random, count: number): NarrowCall {
  const range = drawRange(rng);
  return [Array.from({ length: count }, () => valueAt(range, between(rng, 0.2, 0.9))), range];
}
