import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";

/** x is (N, C, H, W); gamma and beta are (C). */
type Inputs = { x: Tensor; gamma: Tensor; beta: Tensor };
export type NormCall = readonly [Inputs, { eps: number }];
export type GroupCall = readonly [Inputs, { groups: number; eps: number }];

/** Images whose channels differ in mean and spread, and which differ from one another. */
export function drawImages(rng: Random, N: number, C: number, H: number, W: number): Inputs {
  const x = randn([N, C, H, W], rng)
    .mul(randn([C, 1, 1], rng).exp())
    .add(randn([N, C, 1, 1], rng).mul(2));
  return { x, gamma: randn([C], rng).add(1.5), beta: randn([C], rng).add(0.5) };
}

export const drawNorm = (
  rng: Random,
  [N, C, H, W]: readonly [number, number, number, number],
  eps: number,
): NormCall => [drawImages(rng, N, C, H, W), { eps }];

export const drawGroup = (
  rng: Random,
  [N, C, H, W]: readonly [number, number, number, number],
  groups: number,
  eps: number,
): GroupCall => [drawImages(rng, N, C, H, W), { groups, eps }];
