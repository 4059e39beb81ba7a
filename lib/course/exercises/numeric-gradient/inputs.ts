import type { Random } from "../../../random.js";
import { fromData, rand, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { testFunction, type TestFunction } from "../../test-functions.js";

export type GradientCall = readonly [TestFunction, Tensor, { h: number }];
export type ErrorCall = readonly [Tensor, Tensor];

/** Curved enough that a difference to one side is visibly off. */
export const drawCubic = (rng: Random, shape: Shape, h: number): GradientCall => [
  testFunction("cubic", { a: randn(shape, rng).add(2) }),
  randn(shape, rng).add(0.5),
  { h },
];

export const drawLogSumExp = (rng: Random, shape: Shape, h: number): GradientCall => [
  testFunction("logSumExp", { a: rand(shape, rng).add(0.5) }),
  randn(shape, rng).mul(2),
  { h },
];

/** A measured gradient, and one beside it that is off by about `noise`. */
export function drawGradients(rng: Random, shape: Shape, size: number, noise: number): ErrorCall {
  const a = randn(shape, rng).mul(size);
  return [a, a.add(randn(shape, rng).mul(noise))];
}

/** A hinge that stands exactly at every second entry of x, and away from the others. */
export function drawHinge(rng: Random, n: number, h: number): GradientCall {
  const x = randn([n], rng);
  const odd = fromData(
    Float64Array.from({ length: n }, (_, i) => i % 2),
    [n],
  );
  const b = x.add(rand([n], rng).add(0.5).mul(odd));
  return [testFunction("hinge", { a: rand([n], rng).add(1), b }), x, { h }];
}
