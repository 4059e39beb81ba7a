import * as groupNorm from "../../../layers/group-norm.js";
import * as instanceNorm from "../../../layers/instance-norm.js";
import * as spatialBatchNorm from "../../../layers/spatial-batch-norm.js";
import type { Random } from "../../../random.js";
import { definePart, type Check, type Exercise, type Size } from "../../exercise.js";
import { whole } from "../../whole.js";
import { drawGroup, drawNorm, type GroupCall, type NormCall } from "./inputs.js";
import { groupMistakes, instanceMistakes, spatialMistakes } from "./mistakes.js";

/** Images of one row of pixels, in an even number of channels. */
const smallImages = (rng: Random, { rows, columns }: Size): NormCall[0] => ({
  x: whole(rng, [rows, 2 * columns, 1, 2], 0, 3),
  gamma: whole(rng, [2 * columns], 2, 3),
  beta: whole(rng, [2 * columns], 1, 3),
});

const spatialPart = definePart<NormCall>({
  name: "spatialForward",
  points: { rows: 2, mean: 1, variance: 1, y: 2 },
  hints: {
    rows: [
      "Batch norm wants a matrix whose columns are channels. What is one of its rows?",
      "One position of one image. The channels, axis 1, must become the last axis before you reshape.",
      "`return x.permute(0, 2, 3, 1).reshape(-1, …);`",
    ],
    mean: [
      "From here on it is batch norm as you know it.",
      "The rows are axis 0.",
      "`return rows.mean(…);`",
    ],
    variance: [
      "The mean of what, over the rows?",
      "Of the squares of the centered values.",
      "`return centered.pow(2)` and the same `.mean(…)`.",
    ],
    y: [
      "Undo what you did in the first step, in reverse order.",
      "First the reshape: (N·H·W, C) becomes (N, H, W, C). Then the channels move back to place 1.",
      "`return yRows.reshape(N, H, W, C).permute(0, …, …, …);`: where do axes 3, 1 and 2 go?",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y } = spatialBatchNorm.forward(inputs, options, step);
    return { y };
  },
  // Two rows of pixels, so that height and width can change places.
  small: (rng, { rows, columns }) => [
    {
      x: whole(rng, [1, columns + 1, rows, 2], 0, 3),
      gamma: whole(rng, [columns + 1], 2, 3),
      beta: whole(rng, [columns + 1], 1, 3),
    },
    { eps: 1 },
  ],
  mistakes: spatialMistakes,
});

const instancePart = definePart<NormCall>({
  name: "instanceForward",
  points: { mean: 1, variance: 1, y: 1 },
  hints: {
    instanceForward: [
      "One mean for each channel of each image: which axes must go?",
      "Height and width, axes 2 and 3; keep them as 1, so that the mean fits beside x.",
      "`x.mean([2, 3], true)`; and gamma fits beside (N, C, H, W) as `gamma.reshape(-1, 1, 1)`.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y } = instanceNorm.forward(inputs, options, step);
    return { y };
  },
  small: (rng, size) => [smallImages(rng, size), { eps: 1 }],
  mistakes: instanceMistakes,
});

const groupPart = definePart<GroupCall>({
  name: "groupForward",
  points: { mean: 1, variance: 1, y: 2 },
  hints: {
    mean: [
      "`seen` is (N, G, C/G, H, W). Which numbers share a mean?",
      "All of one group of one image: axes 2, 3 and 4.",
      "`return seen.mean([…, …, …], true);`",
    ],
    variance: [
      "The same numbers share a variance.",
      "The mean of the squares of the centered values, over the same axes.",
      "`return centered.pow(2)` and the same `.mean(…, true)`.",
    ],
    y: [
      "gamma is (C), x̂ is (N, G, C/G, H, W). As what shape do the channels fit beside it?",
      "As (G, C/G, 1, 1). And y must have the shape of x again.",
      "`return xHat.mul(gamma.reshape(groups, -1, 1, 1)).add(…).reshape(…);`",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { y } = groupNorm.forward(inputs, options, step);
    return { y };
  },
  small: (rng, size) => [
    smallImages(rng, { ...size, columns: 2 * size.columns }),
    { groups: 2, eps: 1 },
  ],
  mistakes: groupMistakes,
});

const checks: Check[] = [
  {
    title: "3 images of 2 channels, 4 × 5",
    part: "spatialForward",
    ordinary: true,
    draw: (rng) => [drawNorm(rng, [3, 2, 4, 5], 0.1)],
  },
  {
    title: "3 images of 2 channels, 4 × 5",
    part: "instanceForward",
    ordinary: true,
    draw: (rng) => [drawNorm(rng, [3, 2, 4, 5], 0.1)],
  },
  {
    title: "2 images of 6 channels in 2 groups, 3 × 4",
    part: "groupForward",
    ordinary: true,
    draw: (rng) => [drawGroup(rng, [2, 6, 3, 4], 2, 0.1)],
  },
];

/** Normalizing images: the same equations, over other axes. */
export const exercise: Exercise = {
  id: "10-spatial-norms",
  title: "Spatial batch norm, instance and group norm",
  minutes: 60,
  prerequisites: ["06", "09"],
  parts: [spatialPart, instancePart, groupPart],
  checks,
  reflections: [{ id: "contrast", points: 2 }],
};
