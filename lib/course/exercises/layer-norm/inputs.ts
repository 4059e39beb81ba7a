import * as layerNorm from "../../../layers/layer-norm.js";
import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";

type Inputs = { x: Tensor; gamma: Tensor; beta: Tensor };
export type ForwardCall = readonly [Inputs, { eps: number }];
/** Of the cache the student's function takes gamma, invStd and xHat; the rest is for the library's. */
type Cache = layerNorm.LayerNormCache & { gamma: Tensor; beta: Tensor };
export type BackwardCall = readonly [Tensor, Cache];
export type RmsCall = readonly [{ x: Tensor; gamma: Tensor }, { eps: number }];

/** Rows of different means and spreads; gamma and beta away from 1 and 0. */
export function drawRows(rng: Random, N: number, D: number): Inputs {
  const spread = randn([N, 1], rng).exp();
  const x = randn([N, D], rng)
    .add(randn([N, 1], rng).mul(2))
    .mul(spread);
  return { x, gamma: randn([D], rng).add(1.5), beta: randn([D], rng).add(0.5) };
}

export const drawForward = (rng: Random, N: number, D: number, eps: number): ForwardCall => [
  drawRows(rng, N, D),
  { eps },
];

/** What the forward pass leaves for the way back. */
export const cacheOf = (inputs: Inputs, eps: number): Cache => {
  const { gamma, beta } = inputs;
  return { ...layerNorm.forward(inputs, { eps }).cache, gamma, beta };
};

export const drawBackward = (rng: Random, N: number, D: number, eps: number): BackwardCall => [
  randn([N, D], rng),
  cacheOf(drawRows(rng, N, D), eps),
];

export function drawRms(rng: Random, N: number, D: number, eps: number): RmsCall {
  const { x, gamma } = drawRows(rng, N, D);
  return [{ x, gamma }, { eps }];
}
