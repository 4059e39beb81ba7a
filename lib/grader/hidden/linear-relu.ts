import {
  drawAroundZero,
  drawLinear,
  drawLinearBackward,
  drawReluBackward,
} from "../../course/exercises/linear-relu/inputs.js";
import type { Check } from "../../course/exercise.js";
import { randn } from "../../tensor/create.js";

/** What the grader adds to the visible checks of the exercise on linear layers and ReLU. */
export const linearRelu: readonly Check[] = [
  {
    title: "any shape",
    part: "linearForward",
    ordinary: true,
    draw: (rng) => [drawLinear(rng, 2 + rng.integer(5), 2 + rng.integer(5), 1 + rng.integer(5))],
  },
  {
    title: "one row, one input, one output",
    part: "linearForward",
    ordinary: false,
    draw: (rng) => [drawLinear(rng, 1, 1, 1), drawLinear(rng, 1, 6, 2)],
  },
  {
    title: "any shape",
    part: "linearBackward",
    ordinary: true,
    draw: (rng) => [
      drawLinearBackward(rng, 2 + rng.integer(5), 2 + rng.integer(5), 1 + rng.integer(5)),
    ],
  },
  {
    title: "one row, and as many rows as inputs and outputs",
    part: "linearBackward",
    ordinary: false,
    draw: (rng) => [drawLinearBackward(rng, 1, 3, 2), drawLinearBackward(rng, 3, 3, 3)],
  },
  {
    title: "images, and a single row",
    part: "reluForward",
    ordinary: true,
    draw: (rng) => [[{ x: drawAroundZero(rng, [2, 3, 4, 4]) }], [{ x: randn([7], rng) }]],
  },
  {
    title: "images, and a single row",
    part: "reluBackward",
    ordinary: true,
    draw: (rng) => [drawReluBackward(rng, [2, 3, 4, 4]), drawReluBackward(rng, [7])],
  },
  {
    title: "a unit that is dead for every row",
    part: "reluBackward",
    ordinary: false,
    draw: (rng) => [[randn([6], rng), { x: randn([6], rng).abs().neg() }]],
  },
];
