import {
  drawEvalBackward,
  drawFold,
  drawSimplified,
} from "../../course/exercises/batch-norm-simplified/inputs.js";
import type { Check } from "../../course/exercise.js";

/** What the grader adds to the visible checks of the exercise on batch norm simplified. */
export const batchNormSimplified: readonly Check[] = [
  {
    title: "any shape, the usual eps",
    part: "backwardSimplified",
    ordinary: true,
    draw: (rng) => [drawSimplified(rng, 3 + rng.integer(8), 1 + rng.integer(6), 1e-5)],
  },
  {
    title: "one row of several features",
    part: "backwardSimplified",
    ordinary: false,
    draw: (rng) => [drawSimplified(rng, 1, 4, 0.5)],
  },
  {
    title: "any shape",
    part: "backwardEval",
    ordinary: true,
    draw: (rng) => [drawEvalBackward(rng, 2 + rng.integer(8), 1 + rng.integer(6), 1e-5)],
  },
  {
    title: "one row alone",
    part: "backwardEval",
    ordinary: false,
    draw: (rng) => [drawEvalBackward(rng, 1, 5, 0.2)],
  },
  {
    title: "any shape, any eps",
    part: "fold",
    ordinary: true,
    draw: (rng) => [drawFold(rng, 2 + rng.integer(5), 2 + rng.integer(5), 0.05 + rng.uniform())],
  },
  {
    title: "as many inputs as outputs",
    part: "fold",
    ordinary: true,
    draw: (rng) => [drawFold(rng, 4, 4, 0.05 + rng.uniform())],
  },
];
