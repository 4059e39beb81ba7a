import type { Random } from "../../../random.js";
import { rand, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type MomentumOptions = { lr: number; rho: number };
export type UpdateCall = readonly [Tensor, Tensor, { v: Tensor }, MomentumOptions];
export type LookAheadCall = readonly [Tensor, Tensor, { v: Tensor }, MomentumOptions];
export type UnrollCall = readonly [Tensor, { rho: number }];

/** An update in full run: the velocity is not 0. */
export const drawUpdate = (rng: Random, shape: Shape, options: MomentumOptions): UpdateCall => [
  randn(shape, rng),
  randn(shape, rng),
  { v: randn(shape, rng) },
  options,
];

/** The same on a bowl of these curvatures, in place of a gradient. */
export const drawLookAhead = (
  rng: Random,
  shape: Shape,
  options: MomentumOptions,
): LookAheadCall => [
  randn(shape, rng),
  rand(shape, rng).mul(5).add(0.5),
  { v: randn(shape, rng) },
  options,
];

/** T gradients of N entries, the first update's first. */
export const drawUnroll = (rng: Random, T: number, N: number, rho: number): UnrollCall => [
  randn([T, N], rng),
  { rho },
];
