import type { Check } from "../../course/exercise.js";
import { between, integer } from "../../course/numbers.js";
import {
  drawBackward,
  drawEval,
  drawExpectation,
  drawTrain,
} from "../../course/exercises/dropout/inputs.js";
import type { Random } from "../../random.js";

const anyShape = (rng: Random): number[] => [integer(rng, 4, 9), integer(rng, 3, 7)];

/** Far from 0.5, where p and 1 − p cannot be told apart. */
const anyP = (rng: Random): number =>
  rng.uniform() < 0.5 ? between(rng, 0.1, 0.4) : between(rng, 0.6, 0.8);

const trainChecks = (part: string): Check[] => [
  {
    title: "any shape, any p",
    part,
    ordinary: true,
    draw: (rng) => [drawTrain(rng, [20, ...anyShape(rng)], anyP(rng))],
  },
  {
    title: "p = 0: nothing is dropped",
    part,
    ordinary: false,
    draw: (rng) => [drawTrain(rng, anyShape(rng), 0)],
  },
  {
    title: "one row of images, most of it dropped",
    part,
    ordinary: false,
    draw: (rng) => [drawTrain(rng, [1, 3, 4, 4], 0.9)],
  },
];

const evalChecks = (part: string): Check[] => [
  {
    title: "images, any p",
    part,
    ordinary: true,
    draw: (rng) => [drawEval(rng, [2, ...anyShape(rng), 3], anyP(rng))],
  },
];

/** What the grader adds to the visible checks of the dropout exercise. */
export const dropoutHidden: readonly Check[] = [
  ...trainChecks("forwardVanilla"),
  ...evalChecks("evalVanilla"),
  ...trainChecks("forward"),
  ...evalChecks("forwardEval"),
  {
    title: "images, any p",
    part: "backward",
    ordinary: true,
    draw: (rng) => [drawBackward(rng, [5, ...anyShape(rng), 3], anyP(rng))],
  },
  {
    title: "one row of one unit, kept or dropped",
    part: "backward",
    ordinary: false,
    draw: (rng) => [0.2, 0.8].map((p) => drawBackward(rng, [1, 1], p)),
  },
  {
    title: "five inputs, any p",
    part: "expectation",
    ordinary: true,
    draw: (rng) => [drawExpectation(rng, 5, integer(rng, 2, 5), anyP(rng))],
  },
  {
    title: "one input: two masks",
    part: "expectation",
    ordinary: false,
    draw: (rng) => [drawExpectation(rng, 1, 2, anyP(rng))],
  },
  {
    title: "p = 0: one mask has all the chance",
    part: "expectation",
    ordinary: false,
    draw: (rng) => [drawExpectation(rng, 3, 2, 0)],
  },
];
