import { drawBackward, drawForward, drawRms } from "../../course/exercises/layer-norm/inputs.js";
import type { Check } from "../../course/exercise.js";
import { randn } from "../../tensor/create.js";

/** What the grader adds to the visible checks of the exercise on layer norm. */
export const layerNorm: readonly Check[] = [
  {
    title: "any shape, the usual eps",
    part: "forward",
    ordinary: true,
    draw: (rng) => [drawForward(rng, 2 + rng.integer(8), 3 + rng.integer(6), 1e-5)],
  },
  {
    title: "one row, and as many rows as features",
    part: "forward",
    ordinary: false,
    draw: (rng) => [drawForward(rng, 1, 5, 0.3), drawForward(rng, 4, 4, 0.3)],
  },
  {
    title: "values far from 0",
    part: "forward",
    ordinary: false,
    draw: (rng) => {
      const [inputs, options] = drawForward(rng, 4, 6, 1e-5);
      return [[{ ...inputs, x: randn([4, 6], rng).add(1e6) }, options]];
    },
  },
  {
    title: "any shape",
    part: "backward",
    ordinary: true,
    draw: (rng) => [drawBackward(rng, 3 + rng.integer(6), 3 + rng.integer(6), 1e-3)],
  },
  {
    title: "one row, and as many rows as features",
    part: "backward",
    ordinary: false,
    draw: (rng) => [drawBackward(rng, 1, 5, 0.3), drawBackward(rng, 4, 4, 0.3)],
  },
  {
    title: "any shape, any eps",
    part: "rmsForward",
    ordinary: true,
    draw: (rng) => [
      drawRms(rng, 2 + rng.integer(6), 3 + rng.integer(6), 0.01 + rng.uniform()),
      drawRms(rng, 1, 4, 0.2),
    ],
  },
];
