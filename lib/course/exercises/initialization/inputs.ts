import type { Random } from "../../../random.js";
import { randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { Fans } from "./reference.js";

export type ShapeCall = readonly [readonly number[]];
export type FansCall = readonly [Fans];
export type StdCall = readonly [number];
export type SpreadsCall = readonly [Tensor, readonly Tensor[]];
export type RescaleCall = readonly [{ x: Tensor; W: Tensor; b: Tensor }];

/** A matrix and filters, no two sizes alike. */
export const drawShapes = (rng: Random): ShapeCall[] => [
  [[10 + rng.integer(90), 200 + rng.integer(90)]],
  [[16 + rng.integer(9), 3 + rng.integer(6), 2, 5]],
];

export const drawFans = (rng: Random): FansCall => [
  { fanIn: 20 + rng.integer(80), fanOut: 120 + rng.integer(80) },
];

/** N rows through layers of these widths. */
export function drawNet(
  rng: Random,
  N: number,
  widths: readonly number[],
  std: number,
): SpreadsCall {
  const x = randn([N, widths[0]], rng);
  return [x, widths.slice(1).map((width, i) => randn([widths[i], width], rng).mul(std))];
}

/** A layer whose outputs have all sorts of means and spreads. */
export const drawLayer = (rng: Random, N: number, D: number, M: number): RescaleCall => [
  {
    x: randn([N, D], rng).add(1),
    W: randn([D, M], rng).mul(randn([M], rng).exp()),
    b: randn([M], rng),
  },
];
