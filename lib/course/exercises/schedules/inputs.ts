import * as schedules from "../../../optim/schedules/index.js";
import type { Random } from "../../../random.js";
import { between, integer } from "../../numbers.js";

type Call<Options> = readonly [number, Options];
export type StepCall = Call<{ lr: number; every: number; factor: number }>;
export type ExponentialCall = Call<{ lr: number; factor: number }>;
export type InverseCall = Call<{ lr: number; k: number }>;
export type SquareRootCall = Call<{ lr: number; epochs: number }>;
export type CosineCall = Call<{ lr: number; epochs: number; lowest: number }>;
/** The rates that follow come along, so that a slip in another schedule costs nothing here. */
export type WarmupCall = Call<{ warm: number; rates: readonly number[] }>;
export type RestartsCall = Call<{ lr: number; epochs: number; growth: number }>;
export type StoppingCall = readonly [readonly number[], { patience: number }];

/** A warm-up to a cosine; its rates go on for longer than they are asked for. */
export const warmupTo = (wave: { lr: number; epochs: number }, warm: number): WarmupCall[1] => {
  const rate = schedules.cosine(wave);
  return { warm, rates: Array.from({ length: warm + wave.epochs }, (_, i) => rate(i + 1)) };
};

/** One call for each epoch from 1 to `last`. */
export const everyEpoch = <Options>(last: number, options: Options): Call<Options>[] =>
  Array.from({ length: last }, (_, i) => [i + 1, options]);

/**
 * Validation losses that fall, wait for longer than the patience without rising twice in a row, and then fall below
 * all that was, too late, and rise again and again.
 */
export function drawLosses(rng: Random, patience: number): number[] {
  const losses = [between(rng, 2, 2.4)];
  const fall = (): number => (losses.at(-1) ?? 0) - between(rng, 0.1, 0.2);
  for (let i = integer(rng, 3, 6); i > 0; i--) losses.push(fall());
  const best = losses[losses.length - 1];
  for (let i = 0; i <= patience + 1; i++)
    losses.push(best + (i % 2 === 0 ? between(rng, 0.2, 0.3) : between(rng, 0.05, 0.15)));
  for (let i = 0; i <= patience; i++) losses.push(best - 0.5 + i * between(rng, 0.04, 0.05));
  losses.push(best - between(rng, 0.5, 0.6));
  return losses;
}
