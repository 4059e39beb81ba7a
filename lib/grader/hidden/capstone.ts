import type { Check } from "../../course/exercise.js";
import {
  drawCrop,
  drawFlip,
  drawHead,
  drawPolyak,
  drawScores,
} from "../../course/exercises/capstone/inputs.js";
import { between, integer } from "../../course/numbers.js";

/** What the grader adds to the visible checks of the capstone. */
export const capstoneHidden: readonly Check[] = [
  {
    title: "any images, any probability",
    part: "flip",
    ordinary: true,
    draw: (rng) => [
      drawFlip(rng, [8, 3, integer(rng, 3, 5), integer(rng, 4, 6)], between(rng, 0.2, 0.4)),
      drawFlip(rng, [6, 1, 4, 3], between(rng, 0.6, 0.8)),
    ],
  },
  {
    title: "probabilities of 0 and 1, and one image of one column",
    part: "flip",
    ordinary: false,
    draw: (rng) => [
      drawFlip(rng, [3, 1, 2, 4], 0),
      drawFlip(rng, [3, 1, 2, 4], 1),
      drawFlip(rng, [1, 2, 3, 1], 0.5),
    ],
  },
  {
    title: "any images, any size",
    part: "crop",
    ordinary: true,
    draw: (rng) => [drawCrop(rng, [6, 2, 9, 10], integer(rng, 4, 5))],
  },
  {
    title: "the whole image, and a single pixel",
    part: "crop",
    ordinary: false,
    draw: (rng) => [drawCrop(rng, [2, 3, 4, 4], 4), drawCrop(rng, [4, 1, 6, 5], 1)],
  },
  {
    title: "any number of members, examples and classes",
    part: "ensemble",
    ordinary: true,
    draw: (rng) => [drawScores(rng, integer(rng, 3, 5), 30, integer(rng, 3, 6))],
  },
  {
    title: "scores of ±10,000, and one member alone",
    part: "ensemble",
    ordinary: false,
    draw: (rng) => {
      const [scores] = drawScores(rng, 3, 4, 3);
      return [[scores.mul(1e4)], drawScores(rng, 1, 5, 3)];
    },
  },
  {
    title: "filters, any share",
    part: "polyak",
    ordinary: true,
    draw: (rng) => [drawPolyak(rng, [2, integer(rng, 1, 4), 3, 3])],
  },
  {
    title: "a single number, and an average that keeps all",
    part: "polyak",
    ordinary: false,
    draw: (rng) => {
      const [average, theta] = drawPolyak(rng, [4]);
      return [drawPolyak(rng, []), [average, theta, { keep: 1 }]];
    },
  },
  {
    title: "any net, any examples",
    part: "headStep",
    ordinary: true,
    draw: (rng) => [
      drawHead(rng, [integer(rng, 5, 12), integer(rng, 2, 6), integer(rng, 4, 9), 4]),
    ],
  },
  {
    title: "one example, and features that are all dead",
    part: "headStep",
    ordinary: false,
    draw: (rng) => {
      const [examples, net, options] = drawHead(rng, [4, 3, 5, 3]);
      const dead = { ...net, b1: net.b1.mul(0).sub(1e3) };
      return [drawHead(rng, [1, 3, 5, 2]), [examples, dead, options]];
    },
  },
];
