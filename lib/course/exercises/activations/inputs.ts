import type { Random } from "../../../random.js";
import { rand, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type ForwardCall = readonly [{ x: Tensor }];
export type SmoothBackwardCall = readonly [Tensor, { y: Tensor }];
export type LeakyCall = readonly [{ x: Tensor }, { slope: number }];
export type LeakyBackwardCall = readonly [Tensor, { x: Tensor; slope: number }];
export type EluCall = readonly [{ x: Tensor }, { alpha: number }];
export type EluBackwardCall = readonly [Tensor, { x: Tensor; alpha: number }];
export type PreluBackwardCall = readonly [Tensor, { x: Tensor; a: Tensor }];
export type MaxoutCall = readonly [{ x: Tensor; W: Tensor; b: Tensor }];
export type SlopesCall = readonly [Tensor];
export type OutputsCall = readonly [Tensor];

/** Wide enough to reach where a sigmoid is flat. */
export const drawX = (rng: Random, shape: Shape, width = 3): Tensor => randn(shape, rng).mul(width);

export const drawLeaky = (rng: Random, shape: Shape, slope: number): LeakyCall => [
  { x: drawX(rng, shape) },
  { slope },
];

export const drawElu = (rng: Random, shape: Shape, alpha: number, width = 3): EluCall => [
  { x: drawX(rng, shape, width) },
  { alpha },
];

export const drawPrelu = (rng: Random, N: number, C: number): PreluBackwardCall => [
  randn([N, C], rng),
  { x: drawX(rng, [N, C]), a: rand([C], rng).add(0.1) },
];

export const drawMaxout = (rng: Random, N: number, k: number, D: number, M: number): MaxoutCall => [
  { x: randn([N, D], rng), W: randn([k, D, M], rng), b: randn([k, M], rng) },
];

/** Outputs of N rows and D ReLU units; about every third unit is 0 in every row. */
export function drawOutputs(rng: Random, N: number, D: number): Tensor {
  const alive = rand([D], rng).greater(1 / 3);
  return randn([N, D], rng).add(0.5).maximum(0).mul(alive);
}
