import {
  drawBatch,
  drawInputs,
  drawRunning,
} from "../../course/exercises/batch-norm-forward/inputs.js";
import type { Check } from "../../course/exercise.js";
import { updateRunning, type BatchNormInputs } from "../../layers/batch-norm.js";
import type { Random } from "../../random.js";
import { randn } from "../../tensor/create.js";

/** Values far from 0, where the mean of the squares minus the square of the mean has no digits left. */
const farAway = (rng: Random): BatchNormInputs => ({
  ...drawInputs(rng, 8, 3),
  x: randn([8, 3], rng).add(1e6),
});

const size = (rng: Random): [rows: number, columns: number] => [
  2 + rng.integer(9),
  1 + rng.integer(7),
];

/** What the grader adds to the visible checks of the exercise on batch norm forward. */
export const batchNormForward: readonly Check[] = [
  {
    title: "any shape, the usual eps",
    part: "forward",
    ordinary: true,
    draw: (rng) => [[drawInputs(rng, ...size(rng)), { eps: 1e-5 }]],
  },
  {
    title: "one row of several features",
    part: "forward",
    ordinary: false,
    draw: (rng) => [[drawInputs(rng, 1, 4), { eps: 1e-3 }]],
  },
  {
    title: "values far from 0",
    part: "forward",
    ordinary: false,
    draw: (rng) => [[farAway(rng), { eps: 1e-5 }]],
  },
  {
    title: "a large eps",
    part: "forward",
    ordinary: false,
    draw: (rng) => [[drawInputs(rng, 6, 2), { eps: 2 + rng.uniform() }]],
  },
  {
    title: "three batches of different sizes, any momentum",
    part: "updateRunning",
    ordinary: true,
    draw: (rng) => {
      const options = { momentum: 0.05 + 0.4 * rng.uniform() };
      let running = drawRunning(rng, 4);
      return [3, 7, 2].map((rows) => {
        const call = [running, drawBatch(drawInputs(rng, rows, 4)), options] as const;
        running = updateRunning(...call);
        return call;
      });
    },
  },
  {
    title: "a momentum of 1: the last batch alone",
    part: "updateRunning",
    ordinary: false,
    draw: (rng) => [[drawRunning(rng, 2), drawBatch(drawInputs(rng, 5, 2)), { momentum: 1 }]],
  },
  {
    title: "any shape, running statistics far from those of the rows",
    part: "forwardEval",
    ordinary: true,
    draw: (rng) => {
      const [rows, columns] = size(rng);
      const { mean, variance } = drawRunning(rng, columns);
      const running = { mean: mean.add(5), variance: variance.mul(4) };
      return [[{ ...drawInputs(rng, rows, columns), running }, { eps: 1e-5 }]];
    },
  },
  {
    title: "one row alone",
    part: "forwardEval",
    ordinary: false,
    draw: (rng) => [[{ ...drawInputs(rng, 1, 5), running: drawRunning(rng, 5) }, { eps: 0.5 }]],
  },
];
