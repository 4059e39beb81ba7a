import { drawBackward } from "../../course/exercises/batch-norm-backward/inputs.js";
import { drawInputs } from "../../course/exercises/batch-norm-forward/inputs.js";
import type { Check } from "../../course/exercise.js";
import { full } from "../../tensor/create.js";

/** What the grader adds to the visible checks of the exercise on batch norm backward. */
export const batchNormBackward: readonly Check[] = [
  {
    title: "any shape, the usual eps",
    part: "backward",
    ordinary: true,
    draw: (rng) => [
      drawBackward(rng, drawInputs(rng, 2 + rng.integer(9), 1 + rng.integer(7)), 1e-5),
    ],
  },
  {
    title: "one row of several features",
    part: "backward",
    ordinary: false,
    draw: (rng) => [drawBackward(rng, drawInputs(rng, 1, 4), 0.5)],
  },
  {
    title: "a gradient that is the same everywhere",
    part: "backward",
    ordinary: false,
    draw: (rng) => {
      const [, cache] = drawBackward(rng, drawInputs(rng, 6, 3), 0.1);
      return [[full([6, 3], 1), cache]];
    },
  },
];
