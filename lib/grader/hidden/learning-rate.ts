import type { Check } from "../../course/exercise.js";
import {
  drawAt,
  drawGood,
  drawRange,
  drawRun,
  drawTrials,
  drawUniform,
} from "../../course/exercises/learning-rate/inputs.js";
import { between, integer } from "../../course/numbers.js";
import { tensor } from "../../tensor/create.js";

const ENDS = ["high", "nan", "never"] as const;
const PLACES = ["low", "inside", "high", "inside"] as const;

/** What the grader adds to the visible checks of the exercise on searching. */
export const learningRateHidden: readonly Check[] = [
  {
    title: "any range, any number of draws",
    part: "drawRates",
    ordinary: true,
    draw: (rng) => [drawUniform(rng, integer(rng, 5, 40)), drawUniform(rng, 9)],
  },
  {
    title: "the two ends of the range",
    part: "drawRates",
    ordinary: false,
    draw: (rng) => [[tensor([0, 1]), drawRange(rng)]],
  },
  {
    title: "any factor",
    part: "quitEarly",
    ordinary: true,
    draw: (rng) => ENDS.map((end) => drawRun(rng, end, between(rng, 2.5, 3.5))),
  },
  {
    title: "a single loss, and an infinite one",
    part: "quitEarly",
    ordinary: false,
    draw: (rng) => [
      [[between(rng, 1, 3)], { factor: 3 }],
      [[2, 2.5, Infinity, 1], { factor: 3 }],
    ],
  },
  {
    title: "any number of trials",
    part: "choose",
    ordinary: true,
    draw: (rng) => [3, 12].map((count) => drawTrials(rng, count)),
  },
  {
    title: "one trial that gave a number",
    part: "choose",
    ordinary: false,
    draw: (rng) => {
      const [tried] = drawTrials(rng, 4);
      return [[tried.map((each, i) => ({ ...each, score: i === 2 ? 0.1 : NaN }))]];
    },
  },
  {
    title: "any range",
    part: "border",
    ordinary: true,
    draw: (rng) => PLACES.map((place) => drawAt(rng, place)),
  },
  {
    title: "a value far beyond its range",
    part: "border",
    ordinary: false,
    draw: (rng) => {
      const range = drawRange(rng);
      return [
        [range.high * 100, range],
        [range.low / 1000, range],
      ];
    },
  },
  {
    title: "any number of good values, any range",
    part: "narrow",
    ordinary: true,
    draw: (rng) => [3, 6].map((count) => drawGood(rng, count)),
  },
  {
    title: "one good value, and one at the border",
    part: "narrow",
    ordinary: false,
    draw: (rng) => {
      const range = drawRange(rng);
      return [drawGood(rng, 1), [[range.high, range.high / 2], range]];
    },
  },
];
