import type { Check } from "../../course/exercise.js";
import {
  drawDirection,
  drawPair,
  drawSearch,
  drawStep,
  drawTrials,
} from "../../course/exercises/l-bfgs/inputs.js";
import { integer } from "../../course/numbers.js";

/** What the grader adds to the visible checks of the L-BFGS exercise. */
export const lBfgsHidden: readonly Check[] = [
  {
    title: "steps of any size, in bowls and on hills",
    part: "curvaturePair",
    ordinary: true,
    draw: (rng) => [true, false].map((kept) => drawStep(rng, integer(rng, 2, 8), kept)),
  },
  {
    title: "a gradient that did not change",
    part: "curvaturePair",
    ordinary: false,
    draw: (rng) => {
      const [before, after] = drawStep(rng, 3, true);
      return [[before, { theta: after.theta, g: before.g }]];
    },
  },
  {
    title: "pairs of any size, from bowls and from hills",
    part: "keepPair",
    ordinary: true,
    draw: (rng) =>
      [true, false, true, false].map((kept) => drawPair(rng, integer(rng, 2, 8), kept)),
  },
  {
    title: "a gradient that did not change",
    part: "keepPair",
    ordinary: false,
    draw: (rng) => {
      const [{ s }] = drawPair(rng, 3, true);
      return [[{ s, y: s.mul(0) }]];
    },
  },
  {
    title: "any number of pairs, of any size",
    part: "direction",
    ordinary: true,
    draw: (rng) => [3, 5].map((count) => drawDirection(rng, integer(rng, 4, 9), count)),
  },
  {
    title: "one pair alone",
    part: "direction",
    ordinary: false,
    draw: (rng) => [drawDirection(rng, 4, 1)],
  },
  {
    title: "no pairs yet: the direction is −g",
    part: "direction",
    ordinary: false,
    draw: (rng) => [drawDirection(rng, 4, 0)],
  },
  {
    title: "more trials of every kind",
    part: "wolfe",
    ordinary: true,
    draw: (rng) => [...drawTrials(rng), ...drawTrials(rng)],
  },
  {
    title: "bowls in any number of directions",
    part: "lineSearch",
    ordinary: true,
    draw: (rng) => [1, 2, 5].map((times) => drawSearch(rng, integer(rng, 1, 6), times)),
  },
  {
    title: "a direction that is just right, and one that is a million times too long",
    part: "lineSearch",
    ordinary: false,
    draw: (rng) => [drawSearch(rng, 2, 0), drawSearch(rng, 2, 35)],
  },
];
