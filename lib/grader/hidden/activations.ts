import {
  drawElu,
  drawLeaky,
  drawMaxout,
  drawOutputs,
  drawPrelu,
  drawX,
} from "../../course/exercises/activations/inputs.js";
import type { Check } from "../../course/exercise.js";
import type { Random } from "../../random.js";
import { rand, randn } from "../../tensor/create.js";
import type { Shape } from "../../tensor/shape.js";

const size = (rng: Random): Shape => [2 + rng.integer(4), 1 + rng.integer(3), 3];

/** What the grader adds to the visible checks of the exercise on activations. */
export const activations: readonly Check[] = [
  {
    title: "three axes, and inputs of ±1000",
    part: "sigmoidForward",
    ordinary: true,
    draw: (rng) => [[{ x: drawX(rng, size(rng)) }], [{ x: drawX(rng, [6], 1000) }]],
  },
  {
    title: "three axes",
    part: "sigmoidBackward",
    ordinary: true,
    draw: (rng) => {
      const shape = size(rng);
      return [[randn(shape, rng), { y: rand(shape, rng) }]];
    },
  },
  {
    title: "three axes",
    part: "tanhBackward",
    ordinary: true,
    draw: (rng) => {
      const shape = size(rng);
      return [[randn(shape, rng), { y: randn(shape, rng).tanh() }]];
    },
  },
  {
    title: "any slope",
    part: "leakyForward",
    ordinary: true,
    draw: (rng) => [drawLeaky(rng, size(rng), 0.1 + 0.5 * rng.uniform())],
  },
  {
    title: "any slope",
    part: "leakyBackward",
    ordinary: true,
    draw: (rng) => [
      [randn([5, 4], rng), { x: drawX(rng, [5, 4]), slope: 0.1 + 0.5 * rng.uniform() }],
    ],
  },
  {
    title: "any α, and inputs of ±1000",
    part: "eluForward",
    ordinary: true,
    draw: (rng) => [
      drawElu(rng, size(rng), 0.3 + 0.5 * rng.uniform()),
      drawElu(rng, [8], 0.5, 1000),
    ],
  },
  {
    title: "any α, and inputs of ±1000",
    part: "eluBackward",
    ordinary: true,
    draw: (rng) => [
      [randn([5, 4], rng), { x: drawX(rng, [5, 4]), alpha: 0.3 + 0.5 * rng.uniform() }],
      [randn([8], rng), { x: drawX(rng, [8], 1000), alpha: 0.5 }],
    ],
  },
  {
    title: "any number of rows and columns",
    part: "preluBackward",
    ordinary: true,
    draw: (rng) => [drawPrelu(rng, 3 + rng.integer(4), 2 + rng.integer(4))],
  },
  {
    title: "one row",
    part: "preluBackward",
    ordinary: false,
    draw: (rng) => [drawPrelu(rng, 1, 4)],
  },
  {
    title: "three candidates, any shape",
    part: "maxoutForward",
    ordinary: true,
    draw: (rng) => [drawMaxout(rng, 2 + rng.integer(4), 3, 2, 4 + rng.integer(3))],
  },
  {
    title: "slopes of any size",
    part: "saturatedShare",
    ordinary: true,
    draw: (rng) => [[rand([5 + rng.integer(9), 7], rng).div(40)]],
  },
  {
    title: "none dead, and all of them",
    part: "deadUnits",
    ordinary: false,
    draw: (rng) => [[randn([3, 4], rng).abs()], [randn([3, 4], rng).abs().neg().maximum(0)]],
  },
  {
    title: "any shape",
    part: "deadUnits",
    ordinary: true,
    draw: (rng) => [[drawOutputs(rng, 5 + rng.integer(4), 20)]],
  },
];
