import type { Random } from "../../../random.js";
import { fromData, rand, randn } from "../../../tensor/create.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";

export type TrainCall = readonly [{ x: Tensor; u: Tensor }, { p: number }];
export type EvalCall = readonly [{ x: Tensor }, { p: number }];
export type BackwardCall = readonly [Tensor, { keep: Tensor; p: number }];
export type ExpectationCall = readonly [{ x: Tensor; W: Tensor; masks: Tensor }, { p: number }];

/** An entry is kept where its uniform number is p or more: with probability 1 − p. */
export const maskOf = (u: Tensor, p: number): Tensor => u.less(p).neg().add(1);

/** Every mask of D entries, one a row: 2^D rows. */
export const allMasks = (D: number): Tensor =>
  fromData(
    Array.from({ length: 2 ** D * D }, (_, i) => (Math.floor(i / D) >> (i % D)) & 1),
    [2 ** D, D],
  );

/** Activations away from 0, so that a dropped one differs from one that was 0 anyway. */
export const drawTrain = (rng: Random, shape: Shape, p: number): TrainCall => [
  { x: randn(shape, rng).add(1), u: rand(shape, rng) },
  { p },
];

export const drawEval = (rng: Random, shape: Shape, p: number): EvalCall => [
  { x: randn(shape, rng).add(1) },
  { p },
];

export const drawBackward = (rng: Random, shape: Shape, p: number): BackwardCall => [
  randn(shape, rng),
  { keep: maskOf(rand(shape, rng), p), p },
];

export const drawExpectation = (rng: Random, D: number, M: number, p: number): ExpectationCall => [
  { x: randn([D], rng), W: randn([D, M], rng), masks: allMasks(D) },
  { p },
];
