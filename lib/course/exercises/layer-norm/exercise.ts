import * as layerNorm from "../../../layers/layer-norm.js";
import * as rmsNorm from "../../../layers/rms-norm.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  cacheOf,
  drawBackward,
  drawForward,
  drawRms,
  type BackwardCall,
  type ForwardCall,
  type RmsCall,
} from "./inputs.js";
import { backwardMistakes, forwardMistakes, rmsMistakes } from "./mistakes.js";

const forwardPart = definePart<ForwardCall>({
  name: "forward",
  points: { mean: 1, centered: 1, variance: 1, invStd: 1, xHat: 1, y: 1 },
  hints: {
    forward: [
      "It is batch norm turned by a quarter: statistics run along a row, not down a column. What changes in the code?",
      "The axis, and that it must be kept: `x.mean(1, true)` has shape (N, 1) and fits beside (N, D).",
      "`x.mean(1, true)`, `centered.pow(2).mean(1, true)`; all other lines are as in exercise 6.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y } = layerNorm.forward(inputs, options, step);
    return { y };
  },
  small: (rng, { rows, columns }) => [
    {
      x: whole(rng, [rows, columns + 1], 0, 3),
      gamma: whole(rng, [columns + 1], 2, 3),
      beta: whole(rng, [columns + 1], 1, 3),
    },
    { eps: 1 },
  ],
  mistakes: forwardMistakes,
});

const backwardPart = definePart<BackwardCall>({
  name: "backward",
  points: { dBeta: 1, dGamma: 1, dXHat: 1, dX: 3 },
  hints: {
    dBeta: [
      "beta has one entry for each feature. In how many rows is it used?",
      "In all of them, as in batch norm: this sum has not turned.",
      "`return dY.sum(0);`",
    ],
    dGamma: [
      "gamma has one entry for each feature, and multiplied x̂.",
      "The sum over the rows of dy x̂, as in batch norm.",
      "`return dY.mul(xHat).sum(0);`",
    ],
    dXHat: [
      "x̂ was multiplied by gamma.",
      "So its gradient is too, entry by entry.",
      "`return dY.mul(…);`",
    ],
    dX: [
      "Take the formula of exercise 8, and ask of each mean along which axis it runs now.",
      "Both run over the features of one row: .mean(1, true). And gamma must be in them already: use dXHat.",
      "`dXHat.sub(dXHat.mean(1, true)).sub(xHat.mul(dXHat.mul(xHat).mean(1, true)))`, times invStd.",
    ],
  },
  parameters: ["dY", "cache"],
  reference: ([dY, cache], step) => layerNorm.backwardSimplified(dY, cache, step),
  small: (rng, { rows, columns }) => {
    const D = columns + 1;
    const inputs = {
      x: whole(rng, [rows, D], 0, 3),
      gamma: whole(rng, [D], 1, 3),
      beta: whole(rng, [D], 1, 3),
    };
    return [whole(rng, [rows, D], -2, 2), cacheOf(inputs, 1)];
  },
  mistakes: backwardMistakes,
});

const rmsPart = definePart<RmsCall>({
  name: "rmsForward",
  points: { meanSquare: 1, y: 1 },
  hints: {
    rmsForward: [
      "What is left of layer norm if you do not subtract the mean and do not shift?",
      "The mean of the squares of x along a row, kept as (N, 1); and in the end x̂ times gamma.",
      "`x.pow(2).mean(1, …)`, and `xHat.mul(gamma)`.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y } = rmsNorm.forward(inputs, options, step);
    return { y };
  },
  small: (rng, { rows, columns }) => [
    { x: whole(rng, [rows, columns + 1], 0, 3), gamma: whole(rng, [columns + 1], 2, 3) },
    { eps: 1 },
  ],
  mistakes: rmsMistakes,
});

const checks: Check[] = [
  {
    title: "5 rows of 3 features",
    part: "forward",
    ordinary: true,
    draw: (rng) => [drawForward(rng, 5, 3, 0.1)],
  },
  {
    title: "a random upstream gradient for 5 rows of 4 features",
    part: "backward",
    ordinary: true,
    draw: (rng) => [drawBackward(rng, 5, 4, 0.1)],
  },
  {
    title: "5 rows of 3 features",
    part: "rmsForward",
    ordinary: true,
    draw: (rng) => [drawRms(rng, 5, 3, 0.1)],
  },
];

/** Layer normalization, forward and backward, and its shorter relative. */
export const exercise: Exercise = {
  id: "09-layer-norm",
  title: "Layer normalization",
  minutes: 60,
  prerequisites: ["06", "08"],
  parts: [forwardPart, backwardPart, rmsPart],
  checks,
  reflections: [{ id: "turned", points: 2 }],
};
