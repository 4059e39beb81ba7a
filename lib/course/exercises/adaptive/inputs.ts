import type { Random } from "../../../random.js";
import { rand, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type AdagradOptions = { lr: number; eps: number };
export type RmspropOptions = { lr: number; beta: number; eps: number };
export type AdamOptions = { lr: number; beta1: number; beta2: number; eps: number };

export type AdagradCall = readonly [Tensor, Tensor, { h: Tensor }, AdagradOptions];
export type RmspropCall = readonly [Tensor, Tensor, { h: Tensor }, RmspropOptions];
export type AdamState = { t: number; m: Tensor; v: Tensor };
export type AdamCall = readonly [Tensor, Tensor, AdamState, AdamOptions];

/** Squares that have been gathered on the way, none of them near 0. */
const squares = (rng: Random, shape: Shape): Tensor => rand(shape, rng).add(0.2);

/** AdaGrad or RMSProp, by its options. */
export const drawScaled = <Options>(
  rng: Random,
  shape: Shape,
  options: Options,
): readonly [Tensor, Tensor, { h: Tensor }, Options] => [
  randn(shape, rng),
  randn(shape, rng),
  { h: squares(rng, shape) },
  options,
];

/** After t updates. */
export const drawAdam = (rng: Random, shape: Shape, t: number, options: AdamOptions): AdamCall => [
  randn(shape, rng),
  randn(shape, rng),
  { t, m: randn(shape, rng).mul(t === 0 ? 0 : 1), v: squares(rng, shape).mul(t === 0 ? 0 : 1) },
  options,
];
