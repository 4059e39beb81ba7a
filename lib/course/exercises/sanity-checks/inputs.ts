import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { between } from "../../numbers.js";

export type ChanceCall = readonly [number];
export type PenaltyCall = readonly [
  { inputs: number; hidden: number; classes: number },
  { std: number; reg: number },
];
export type FirstLossCall = readonly [
  { scores: Tensor; labels: readonly number[]; weights: readonly Tensor[] },
  { reg: number },
];
export type OverfitCall = readonly [
  { W: Tensor; x: Tensor; labels: readonly number[] },
  { lr: number; steps: number },
];

export const drawLabels = (rng: Random, N: number, C: number): number[] =>
  Array.from({ length: N }, () => rng.integer(C));

/** A net of two layers that says something already: its scores are `spread` apart. */
export function drawFirstLoss(rng: Random, N: number, C: number, spread = 1): FirstLossCall {
  const scores = randn([N, C], rng).mul(spread);
  const weights = [randn([4, 3], rng), randn([3, C], rng)];
  return [{ scores, labels: drawLabels(rng, N, C), weights }, { reg: between(rng, 0.1, 0.9) }];
}

/** A few examples with more features than examples, which a linear classifier can learn by heart. */
export function drawOverfit(rng: Random, N: number, steps: number): OverfitCall {
  const C = 3;
  const x = randn([N, 2 * N], rng);
  const labels = drawLabels(rng, N, C);
  return [
    { W: randn([2 * N, C], rng).mul(0.01), x, labels },
    { lr: between(rng, 0.2, 0.4), steps },
  ];
}

/** A net of two layers, and how its first weights are drawn and penalized. */
export const netOf = (
  inputs: number,
  hidden: number,
  classes: number,
  options: PenaltyCall[1],
): PenaltyCall => [{ inputs, hidden, classes }, options];
