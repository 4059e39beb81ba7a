import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { whole } from "../../whole.js";

export type LinearCall = readonly [{ x: Tensor; W: Tensor; b: Tensor }];
export type LinearBackwardCall = readonly [Tensor, { x: Tensor; W: Tensor }];
export type ReluCall = readonly [{ x: Tensor }];
export type ReluBackwardCall = readonly [Tensor, { x: Tensor }];

/** N rows, D inputs, M outputs. */
export const drawLinear = (rng: Random, N: number, D: number, M: number): LinearCall => [
  { x: randn([N, D], rng), W: randn([D, M], rng), b: randn([M], rng) },
];

export const drawLinearBackward = (
  rng: Random,
  N: number,
  D: number,
  M: number,
): LinearBackwardCall => [randn([N, M], rng), { x: randn([N, D], rng), W: randn([D, M], rng) }];

/** Some entries are exactly 0, where a ReLU has its kink. */
export const drawAroundZero = (rng: Random, shape: Shape): Tensor =>
  randn(shape, rng).mul(whole(rng, shape, 0, 3).greater(0));

export const drawReluBackward = (rng: Random, shape: Shape): ReluBackwardCall => [
  randn(shape, rng),
  { x: drawAroundZero(rng, shape) },
];
