import { drawGroup, drawNorm } from "../../course/exercises/spatial-norms/inputs.js";
import type { Check } from "../../course/exercise.js";
import type { Random } from "../../random.js";

const size = (rng: Random): [N: number, C: number, H: number, W: number] => [
  2 + rng.integer(3),
  2 + rng.integer(3),
  2 + rng.integer(3),
  5 + rng.integer(3),
];

/** What the grader adds to the visible checks of the exercise on norms of images. */
export const spatialNorms: readonly Check[] = [
  {
    title: "any shape, the usual eps",
    part: "spatialForward",
    ordinary: true,
    draw: (rng) => [drawNorm(rng, size(rng), 1e-5)],
  },
  {
    title: "one image, and images of one pixel",
    part: "spatialForward",
    ordinary: false,
    draw: (rng) => [drawNorm(rng, [1, 3, 4, 2], 0.2), drawNorm(rng, [5, 3, 1, 1], 0.2)],
  },
  {
    title: "any shape, the usual eps",
    part: "instanceForward",
    ordinary: true,
    draw: (rng) => [drawNorm(rng, size(rng), 1e-5)],
  },
  {
    title: "one image, and as many channels as columns of pixels",
    part: "instanceForward",
    ordinary: false,
    draw: (rng) => [drawNorm(rng, [1, 3, 4, 2], 0.2), drawNorm(rng, [2, 4, 4, 4], 0.2)],
  },
  {
    title: "three groups of any size",
    part: "groupForward",
    ordinary: true,
    draw: (rng) => [drawGroup(rng, [3, 3 * (2 + rng.integer(2)), 3, 4], 3, 0.01)],
  },
  {
    title: "one group, and as many groups as channels",
    part: "groupForward",
    ordinary: false,
    draw: (rng) => [drawGroup(rng, [2, 4, 2, 3], 1, 0.2), drawGroup(rng, [2, 4, 2, 3], 4, 0.2)],
  },
];
