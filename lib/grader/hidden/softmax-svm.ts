import {
  drawLabels,
  drawSoftmax,
  drawSvm,
  softmaxCache,
  svmCache,
  type SoftmaxCall,
} from "../../course/exercises/softmax-svm/inputs.js";
import type { Check } from "../../course/exercise.js";
import type { Random } from "../../random.js";
import { oneHot, randn } from "../../tensor/create.js";

const size = (rng: Random): [rows: number, classes: number] => [
  2 + rng.integer(6),
  2 + rng.integer(6),
];

/** Scores around `center`, far from 0. */
const farAway = (rng: Random, center: number): SoftmaxCall => [
  { scores: randn([4, 3], rng).add(center) },
  { labels: drawLabels(rng, 4, 3) },
];

/** What the grader adds to the visible checks of the exercise on losses. */
export const softmaxSvm: readonly Check[] = [
  {
    title: "any shape",
    part: "softmaxLoss",
    ordinary: true,
    draw: (rng) => [drawSoftmax(rng, ...size(rng))],
  },
  {
    title: "scores of ±10,000",
    part: "softmaxLoss",
    ordinary: false,
    draw: (rng) => [drawSoftmax(rng, 6, 5, 1e4), farAway(rng, 1e4), farAway(rng, -1e4)],
  },
  {
    title: "one row, two classes",
    part: "softmaxLoss",
    ordinary: false,
    draw: (rng) => [drawSoftmax(rng, 1, 2)],
  },
  {
    title: "any shape",
    part: "softmaxBackward",
    ordinary: true,
    draw: (rng) => [softmaxCache(drawSoftmax(rng, ...size(rng)))],
  },
  {
    title: "one row, and scores of ±10,000",
    part: "softmaxBackward",
    ordinary: false,
    draw: (rng) => [
      softmaxCache(drawSoftmax(rng, 1, 3)),
      softmaxCache(drawSoftmax(rng, 4, 3, 1e4)),
    ],
  },
  {
    title: "any shape, any margin",
    part: "svmLoss",
    ordinary: true,
    draw: (rng) => [
      drawSvm(rng, 3 + rng.integer(4), 3 + rng.integer(4), 0.3 + 0.5 * rng.uniform()),
    ],
  },
  {
    title: "one row, and scores of ±10,000",
    part: "svmLoss",
    ordinary: false,
    draw: (rng) => [drawSvm(rng, 1, 4, 2), drawSvm(rng, 4, 3, 1, 1e4)],
  },
  {
    title: "any shape, any margin",
    part: "svmBackward",
    ordinary: true,
    draw: (rng) => [
      svmCache(drawSvm(rng, 4 + rng.integer(4), 3 + rng.integer(4), 0.5 + rng.uniform())),
    ],
  },
  {
    title: "rows that are all satisfied",
    part: "svmBackward",
    ordinary: false,
    draw: (rng) => [
      svmCache([
        { scores: randn([3, 3], rng).add(oneHot([0, 1, 2], 3).mul(20)) },
        { labels: [0, 1, 2], margin: 1 },
      ]),
    ],
  },
];
