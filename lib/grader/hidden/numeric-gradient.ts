import {
  drawCubic,
  drawGradients,
  drawHinge,
  drawLogSumExp,
} from "../../course/exercises/numeric-gradient/inputs.js";
import type { Check } from "../../course/exercise.js";

/** What the grader adds to the visible checks of the exercise on numeric gradients. */
export const numericGradient: readonly Check[] = [
  {
    title: "another function, another shape, another h",
    part: "numericGradient",
    ordinary: true,
    draw: (rng) => [drawLogSumExp(rng, [1 + rng.integer(4), 2 + rng.integer(3)], 1e-3)],
  },
  {
    title: "one entry, three axes",
    part: "numericGradient",
    ordinary: false,
    draw: (rng) => [drawCubic(rng, [1], 0.1), drawCubic(rng, [2, 1, 3], 1e-4)],
  },
  {
    title: "gradients of any shape",
    part: "worstError",
    ordinary: true,
    draw: (rng) => [drawGradients(rng, [2 + rng.integer(3), 3], 2, 2)],
  },
  {
    title: "gradients close to 0 and very large ones",
    part: "worstError",
    ordinary: false,
    draw: (rng) => [drawGradients(rng, [5], 1e-3, 1e-4), drawGradients(rng, [5], 1e4, 10)],
  },
  {
    title: "hinges at every second of a few entries",
    part: "kinks",
    ordinary: true,
    draw: (rng) => [drawHinge(rng, 3 + rng.integer(5), 1e-3)],
  },
];
