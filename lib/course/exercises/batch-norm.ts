import {
  backward,
  forward,
  forwardEval,
  updateRunning,
  type BatchNormCache,
  type BatchNormInputs,
  type RunningStatistics,
} from "../../layers/batch-norm.js";
import type { Random } from "../../random.js";
import { fromData, full, randn } from "../../tensor/create.js";
import { sizeOf, type Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { definePart, type Check, type Exercise, type Size } from "../exercise.js";
import { backwardMistakes } from "./batch-norm-mistakes/backward.js";
import { forwardMistakes } from "./batch-norm-mistakes/forward.js";
import { evalMistakes, runningMistakes } from "./batch-norm-mistakes/test-time.js";

export type BatchStatistics = Pick<BatchNormCache, "mean" | "variance" | "xHat">;

export type ForwardCall = readonly [BatchNormInputs, { eps: number }];
export type RunningCall = readonly [RunningStatistics, BatchStatistics, { momentum: number }];
export type EvalCall = readonly [BatchNormInputs & { running: RunningStatistics }, { eps: number }];
export type BackwardCall = readonly [Tensor, BatchNormCache];

/** Small whole numbers from `low` to `high`. */
const whole = (rng: Random, shape: Shape, low: number, high: number): Tensor =>
  fromData(
    Array.from({ length: sizeOf(shape) }, () => low + rng.integer(high - low + 1)),
    shape,
  );

const smallInputs = (rng: Random, { rows, columns }: Size): BatchNormInputs => ({
  x: whole(rng, [rows, columns], 0, 2).mul(2),
  gamma: whole(rng, [columns], 1, 3),
  beta: whole(rng, [columns], 0, 2),
});

const forwardPart = definePart<ForwardCall, Parameters<(typeof forwardMistakes)[0]["instead"]>[0]>({
  name: "forward",
  points: { mean: 1, centered: 1, variance: 1, invStd: 1, xHat: 1, y: 1 },
  parameters: ["", ""],
  reference: ([inputs, options], step) => forward(inputs, options, step),
  small: (rng, size) => [smallInputs(rng, size), { eps: 1 }],
  values: ([inputs, options], steps) => ({
    ...inputs,
    ...options,
    N: inputs.x.shape[0],
    mean: steps.mean,
    centered: steps.centered,
    variance: steps.variance,
    invStd: steps.invStd,
    xHat: steps.xHat,
  }),
  mistakes: forwardMistakes,
});

const runningPart = definePart<RunningCall, Parameters<(typeof runningMistakes)[0]["instead"]>[0]>({
  name: "updateRunning",
  points: { runningMean: 1, runningVar: 1 },
  parameters: ["running", "batch", ""],
  returns: { mean: "runningMean", variance: "runningVar" },
  reference: ([running, batch, options], step) => updateRunning(running, batch, options, step),
  small: (rng, size) => [
    { mean: whole(rng, [size.columns], 0, 3), variance: whole(rng, [size.columns], 1, 3) },
    drawBatch(smallInputs(rng, size)),
    { momentum: 0.25 },
  ],
  values: ([running, batch, options]) => ({ running, batch, ...options }),
  mistakes: runningMistakes,
});

const evalPart = definePart<EvalCall, Parameters<(typeof evalMistakes)[0]["instead"]>[0]>({
  name: "forwardEval",
  points: { invStd: 1, xHat: 1, y: 1 },
  parameters: ["", ""],
  reference: ([inputs, options], step) => forwardEval(inputs, options, step),
  small: (rng, size) => [
    {
      ...smallInputs(rng, size),
      running: {
        mean: whole(rng, [size.columns], 0, 3),
        variance: whole(rng, [size.columns], 3, 3),
      },
    },
    { eps: 1 },
  ],
  values: ([inputs, options], steps) => ({
    ...inputs,
    ...options,
    invStd: steps.invStd,
    xHat: steps.xHat,
  }),
  mistakes: evalMistakes,
});

const backwardPart = definePart<
  BackwardCall,
  Parameters<(typeof backwardMistakes)[0]["instead"]>[0]
>({
  name: "backward",
  points: {
    dBeta: 1,
    dGamma: 1,
    dXHat: 1,
    dInvStd: 1,
    dVariance: 1,
    dCentered: 2,
    dMean: 1,
    dX: 1,
  },
  parameters: ["dY", "cache"],
  reference: ([dY, cache], step) => backward(dY, cache, step),
  small: (rng, size) => [
    whole(rng, [size.rows, size.columns], -2, 2),
    forward(smallInputs(rng, size), { eps: 1 }).cache,
  ],
  values: ([dY, cache], steps) => ({
    ...cache,
    dY,
    N: dY.shape[0],
    dXHat: steps.dXHat,
    dInvStd: steps.dInvStd,
    dVariance: steps.dVariance,
    dCentered: steps.dCentered,
    dMean: steps.dMean,
  }),
  mistakes: backwardMistakes,
});

/** Inputs of a layer in training: features of different means and scales, gamma and beta away from 1 and 0. */
export function drawInputs(rng: Random, rows: number, columns: number): BatchNormInputs {
  const scale = randn([columns], rng).exp();
  const x = randn([rows, columns], rng)
    .add(randn([columns], rng).mul(2))
    .mul(scale);
  return { x, gamma: randn([columns], rng).add(1.5), beta: randn([columns], rng).add(0.5) };
}

/** What a training batch leaves for the running averages. */
export function drawBatch(inputs: BatchNormInputs): BatchStatistics {
  const { mean, variance, xHat } = forward(inputs).cache;
  return { mean, variance, xHat };
}

export function drawRunning(rng: Random, columns: number): RunningStatistics {
  return { mean: randn([columns], rng), variance: randn([columns], rng).exp() };
}

/** dY is random: with dY = 1 everywhere, the right dX is 0 and so is many a wrong one. */
export function drawBackward(rng: Random, inputs: BatchNormInputs, eps: number): BackwardCall {
  return [randn(inputs.x.shape, rng), forward(inputs, { eps }).cache];
}

const visibleChecks: Check[] = [
  {
    title: "a batch of 5 rows and 3 features",
    part: "forward",
    ordinary: true,
    draw: (rng) => [[drawInputs(rng, 5, 3), { eps: 0.1 }]],
  },
  {
    title: "two batches, one after the other",
    part: "updateRunning",
    ordinary: true,
    draw: (rng) => {
      const first = drawBatch(drawInputs(rng, 4, 3));
      const second = drawBatch(drawInputs(rng, 6, 3));
      const start = { mean: full([3], 0), variance: full([3], 1) };
      const options = { momentum: 0.1 };
      return [
        [start, first, options],
        [updateRunning(start, first, options), second, options],
      ];
    },
  },
  {
    title: "4 rows and 3 features, running statistics given",
    part: "forwardEval",
    ordinary: true,
    draw: (rng) => [[{ ...drawInputs(rng, 4, 3), running: drawRunning(rng, 3) }, { eps: 0.1 }]],
  },
  {
    title: "a random upstream gradient for 5 rows and 3 features",
    part: "backward",
    ordinary: true,
    draw: (rng) => [drawBackward(rng, drawInputs(rng, 5, 3), 0.1)],
  },
];

/**
 * Batch normalization in training and in eval mode, its running averages and its backward pass.
 *
 * @example
 * batchNormExercise.title; // "Batch normalization"
 */
export const batchNormExercise: Exercise = {
  id: "01-batch-norm",
  title: "Batch normalization",
  parts: [forwardPart, runningPart, evalPart, backwardPart],
  checks: visibleChecks,
};
