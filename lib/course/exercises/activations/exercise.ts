import * as sigmoid from "../../../layers/sigmoid.js";
import { rand, randn } from "../../../tensor/create.js";
import type { Check, Exercise } from "../../exercise.js";
import { drawElu, drawLeaky, drawMaxout, drawOutputs, drawPrelu, drawX } from "./inputs.js";
import { rectifierParts } from "./rectifier-parts.js";
import { smoothParts } from "./smooth-parts.js";
import { unitParts } from "./unit-parts.js";

const checks: Check[] = [
  {
    title: "numbers of both signs",
    part: "sigmoidForward",
    ordinary: true,
    draw: (rng) => [[{ x: drawX(rng, [4, 3]) }]],
  },
  {
    title: "values between 0 and 1",
    part: "sigmoidBackward",
    ordinary: true,
    draw: (rng) => [[randn([4, 3], rng), { y: rand([4, 3], rng) }]],
  },
  {
    title: "values between −1 and 1",
    part: "tanhBackward",
    ordinary: true,
    draw: (rng) => [[randn([4, 3], rng), { y: drawX(rng, [4, 3], 1).tanh() }]],
  },
  {
    title: "numbers of both signs, a slope of 0.2",
    part: "leakyForward",
    ordinary: true,
    draw: (rng) => [drawLeaky(rng, [4, 3], 0.2)],
  },
  {
    title: "numbers of both signs, a slope of 0.2",
    part: "leakyBackward",
    ordinary: true,
    draw: (rng) => [[randn([4, 3], rng), { x: drawX(rng, [4, 3]), slope: 0.2 }]],
  },
  {
    title: "numbers of both signs, α = 1.5",
    part: "eluForward",
    ordinary: true,
    draw: (rng) => [drawElu(rng, [4, 3], 1.5)],
  },
  {
    title: "numbers of both signs, α = 1.5",
    part: "eluBackward",
    ordinary: true,
    draw: (rng) => [[randn([4, 3], rng), { x: drawX(rng, [4, 3]), alpha: 1.5 }]],
  },
  {
    title: "5 rows, 3 columns with slopes of their own",
    part: "preluBackward",
    ordinary: true,
    draw: (rng) => [drawPrelu(rng, 5, 3)],
  },
  {
    title: "4 rows, 2 candidates, 3 inputs, 5 units",
    part: "maxoutForward",
    ordinary: true,
    draw: (rng) => [drawMaxout(rng, 4, 2, 3, 5)],
  },
  {
    title: "the slopes of a wide sigmoid",
    part: "saturatedShare",
    ordinary: true,
    draw: (rng) => {
      const { y } = sigmoid.forward({ x: drawX(rng, [20, 5], 5) });
      return [[y.mul(y.neg().add(1))]];
    },
  },
  {
    title: "6 rows of 9 units",
    part: "deadUnits",
    ordinary: true,
    draw: (rng) => [[drawOutputs(rng, 6, 9)], [drawOutputs(rng, 4, 12)]],
  },
];

/** Nonlinearities, their slopes, and where no slope is left. */
export const exercise: Exercise = {
  id: "04-activations",
  title: "Activations and their saturation",
  minutes: 75,
  prerequisites: ["02"],
  parts: [...smoothParts, ...rectifierParts, ...unitParts],
  checks,
  reflections: [{ id: "zig-zag", points: 2 }],
};
