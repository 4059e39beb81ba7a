import { direction, type Pair } from "../../../optim/second-order/lbfgs.js";
import type { Random } from "../../../random.js";
import { rand, randn } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { between } from "../../numbers.js";
import { testFunction, type TestFunction } from "../../test-functions.js";

/** A point and the gradient there. */
export type Place = { theta: Tensor; g: Tensor };
export type PairCall = readonly [Place, Place];
export type KeepCall = readonly [Pair];
export type DirectionCall = readonly [Tensor, readonly Pair[]];
export type WolfeCall = readonly [
  { value: number; slope: number },
  { alpha: number; value: number; slope: number },
  { c1: number; c2: number },
];
export type SearchCall = readonly [
  { f: TestFunction; theta: Tensor; g: Tensor; d: Tensor },
  { c1: number; shrink: number },
];

/** A bowl ½Σaθ² + Σbθ, from gently to steeply curved. */
const drawBowl = (rng: Random, N: number): { a: Tensor; b: Tensor } => ({
  a: rand([N], rng).mul(3).exp(),
  b: randn([N], rng),
});

/** A step and what it does to the gradient; with `kept` false, on a hill, where the curvature is negative. */
export function drawStep(rng: Random, N: number, kept: boolean): PairCall {
  const { a, b } = drawBowl(rng, N);
  const gradient = (theta: Tensor): Tensor =>
    a
      .mul(kept ? 1 : -1)
      .mul(theta)
      .add(b);
  const [from, to] = [randn([N], rng), randn([N], rng)];
  return [
    { theta: from, g: gradient(from) },
    { theta: to, g: gradient(to) },
  ];
}

/** The pair that such a step makes. */
export function drawPair(rng: Random, N: number, kept: boolean): KeepCall {
  const [before, after] = drawStep(rng, N, kept);
  return [{ s: after.theta.sub(before.theta), y: after.g.sub(before.g) }];
}

/** What a walk over a bowl leaves: a gradient, and pairs that all have sᵀy > 0. */
export function drawDirection(rng: Random, N: number, count: number): DirectionCall {
  const { a } = drawBowl(rng, N);
  const pairs = Array.from({ length: count }, () => {
    const s = randn([N], rng);
    return { s, y: a.mul(s) };
  });
  return [randn([N], rng), pairs];
}

/** Where the value of a trial lies: low enough, below the start but not by enough, or above the start. */
export type Fall = "enough" | "too little" | "none";

/** A trial along a line, of a length below 1. Its slope has this sign. */
export function drawTrial(rng: Random, fall: Fall, flat: boolean, sign: number): WolfeCall {
  const [c1, c2] = [between(rng, 0.1, 0.3), between(rng, 0.5, 0.9)];
  const start = { value: between(rng, 5, 9), slope: -between(rng, 1, 4) };
  const alpha = between(rng, 0.2, 0.6);
  const promised = -c1 * start.slope;
  const share = between(rng, 0.1, 0.9);
  const value = {
    // Above the line as it would be at α = 1.
    enough: start.value - promised * (alpha + share * (1 - alpha)),
    "too little": start.value - promised * alpha * share,
    none: start.value + promised * alpha * share,
  }[fall];
  const steep = flat ? between(rng, 0.65, 0.95) : between(rng, 1.05, 1.1);
  return [start, { alpha, value, slope: sign * steep * c2 * -start.slope }, { c1, c2 }];
}

/** Trials of every kind. */
export const drawTrials = (rng: Random): WolfeCall[] =>
  (["enough", "too little", "none"] as const).flatMap((fall) =>
    [true, false].flatMap((flat) => [-1, 1].map((sign) => drawTrial(rng, fall, flat, sign))),
  );

/**
 * A search that must shrink a direction so many times, the last time because the value falls, but not by enough.
 * With none it starts from a direction that is just right.
 */
export function drawSearch(rng: Random, N: number, times: number): SearchCall {
  const { a, b } = drawBowl(rng, N);
  const theta = randn([N], rng).mul(3);
  const g = a.mul(theta).add(b);
  const newton = g.div(a).neg();
  const [c1, shrink] = [between(rng, 0.1, 0.3), between(rng, 0.55, 0.75)];
  // Along k times Newton's step, α falls enough if kα is at most 2 (1 − c₁), and falls at all below 2.
  const bold = between(rng, 2 - 1.8 * c1, 2 - 0.2 * c1);
  const stretch = times === 0 ? 1 : bold / shrink ** (times - 1);
  return [
    { f: testFunction("quadratic", { a, b }), theta, g, d: newton.mul(stretch) },
    { c1, shrink },
  ];
}

/** The direction as the library computes it. */
export const rightDirection = ([g, pairs]: DirectionCall): Tensor => direction(g, pairs);
