import {
  forward,
  type BatchNormCache,
  type BatchNormInputs,
  type RunningStatistics,
} from "../../../layers/batch-norm.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Size } from "../../exercise.js";
import { whole } from "../../whole.js";

export type BatchStatistics = Pick<BatchNormCache, "mean" | "variance" | "xHat">;

export type ForwardCall = readonly [BatchNormInputs, { eps: number }];
export type RunningCall = readonly [RunningStatistics, BatchStatistics, { momentum: number }];
export type EvalCall = readonly [BatchNormInputs & { running: RunningStatistics }, { eps: number }];

/** Small enough to work out by hand. */
export const smallInputs = (rng: Random, { rows, columns }: Size): BatchNormInputs => ({
  x: whole(rng, [rows, columns], 0, 2).mul(2),
  gamma: whole(rng, [columns], 1, 3),
  beta: whole(rng, [columns], 0, 2),
});

/** Inputs of a layer in training: features of different means and scales, gamma and beta away from 1 and 0. */
export function drawInputs(rng: Random, rows: number, columns: number): BatchNormInputs {
  const scale = randn([columns], rng).exp();
  const x = randn([rows, columns], rng)
    .add(randn([columns], rng).mul(2))
    .mul(scale);
  return { x, gamma: randn([columns], rng).add(1.5), beta: randn([columns], rng).add(0.5) };
}

/** What a training batch leaves for the running averages. */
export function drawBatch(inputs: BatchNormInputs): BatchStatistics {
  const { mean, variance, xHat } = forward(inputs).cache;
  return { mean, variance, xHat };
}

export function drawRunning(rng: Random, columns: number): RunningStatistics {
  return { mean: randn([columns], rng), variance: randn([columns], rng).exp() };
}
