import {
  drawFans,
  drawLayer,
  drawNet,
  drawShapes,
} from "../../course/exercises/initialization/inputs.js";
import type { Check } from "../../course/exercise.js";

/** What the grader adds to the visible checks of the exercise on initialization. */
export const initialization: readonly Check[] = [
  {
    title: "other sizes",
    part: "fansOf",
    ordinary: true,
    draw: (rng) => drawShapes(rng),
  },
  {
    title: "windows of one pixel, a single output",
    part: "fansOf",
    ordinary: false,
    draw: (rng) => [[[32 + rng.integer(9), 64, 1, 1]], [[7 + rng.integer(9), 1]]],
  },
  {
    title: "other fans",
    part: "xavierStd",
    ordinary: true,
    draw: (rng) => [drawFans(rng), drawFans(rng)],
  },
  {
    title: "other fans",
    part: "heStd",
    ordinary: true,
    draw: (rng) => [drawFans(rng), drawFans(rng)],
  },
  {
    title: "tiny and large spreads",
    part: "uniformBound",
    ordinary: true,
    draw: (rng) => [[1e-3 * (1 + rng.uniform())], [50 * (1 + rng.uniform())]],
  },
  {
    title: "any depth and width",
    part: "layerSpreads",
    ordinary: true,
    draw: (rng) => [
      drawNet(rng, 5 + rng.integer(9), [4, 6 + rng.integer(3), 9, 5 + rng.integer(3)], 0.7),
    ],
  },
  {
    title: "one layer, one row",
    part: "layerSpreads",
    ordinary: false,
    draw: (rng) => [drawNet(rng, 1, [5, 6], 1)],
  },
  {
    title: "any shape",
    part: "rescale",
    ordinary: true,
    draw: (rng) => [drawLayer(rng, 5 + rng.integer(9), 2 + rng.integer(5), 2 + rng.integer(5))],
  },
  {
    title: "a single output of a single input",
    part: "rescale",
    ordinary: false,
    draw: (rng) => [drawLayer(rng, 60, 1, 1)],
  },
];
