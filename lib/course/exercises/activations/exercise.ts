import * as elu from "../../../layers/elu.js";
import * as leakyRelu from "../../../layers/leaky-relu.js";
import * as maxout from "../../../layers/maxout.js";
import * as prelu from "../../../layers/prelu.js";
import * as sigmoid from "../../../layers/sigmoid.js";
import * as tanh from "../../../layers/tanh.js";
import { rand, randn } from "../../../tensor/create.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawElu,
  drawLeaky,
  drawMaxout,
  drawOutputs,
  drawPrelu,
  drawX,
  type EluBackwardCall,
  type EluCall,
  type ForwardCall,
  type LeakyBackwardCall,
  type LeakyCall,
  type MaxoutCall,
  type OutputsCall,
  type PreluBackwardCall,
  type SlopesCall,
  type SmoothBackwardCall,
} from "./inputs.js";
import {
  deadMistakes,
  eluBackwardMistakes,
  eluMistakes,
  leakyBackwardMistakes,
  leakyMistakes,
  maxoutMistakes,
  preluBackwardMistakes,
  saturatedMistakes,
} from "./rectifier-mistakes.js";
import { deadUnits, saturatedShare } from "./reference.js";
import {
  sigmoidBackwardMistakes,
  sigmoidMistakes,
  tanhBackwardMistakes,
} from "./smooth-mistakes.js";

const parts = [
  definePart<ForwardCall>({
    name: "sigmoidForward",
    points: { y: 1 },
    hints: {
      sigmoidForward: [
        "What is e^(−x) for a very large x, and for a very negative one?",
        "One over one plus that. A tensor of one number, `tensor(1)`, can be divided by any tensor.",
        "`return tensor(1).div(x.neg().exp().add(…));`",
      ],
    },
    parameters: [""],
    reference: ([{ x }], step) => {
      const { y } = sigmoid.forward({ x }, {}, step);
      return { y };
    },
    small: (rng, { rows, columns }) => [{ x: whole(rng, [rows, columns], -2, 2) }],
    mistakes: sigmoidMistakes,
  }),
  definePart<SmoothBackwardCall>({
    name: "sigmoidBackward",
    points: { dX: 2 },
    hints: {
      sigmoidBackward: [
        "The slope can be written with y alone: no exponential is needed.",
        "It is y (1 − y): 1/4 in the middle, almost 0 at both ends.",
        "`return dY.mul(y).mul(…);`, where 1 − y is `y.neg().add(1)`.",
      ],
    },
    parameters: ["dY", ""],
    reference: ([dY, { y }], step) => sigmoid.backward(dY, { y }, step),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], -2, 2),
      { y: whole(rng, [rows, columns], 1, 3).div(4) },
    ],
    mistakes: sigmoidBackwardMistakes,
  }),
  definePart<SmoothBackwardCall>({
    name: "tanhBackward",
    points: { dX: 1 },
    hints: {
      tanhBackward: [
        "This slope too can be written with y alone.",
        "It is 1 − y²: 1 in the middle, almost 0 where y is near ±1.",
        "`return dY.mul(y.pow(2).neg().add(…));`",
      ],
    },
    parameters: ["dY", ""],
    reference: ([dY, { y }], step) => tanh.backward(dY, { y }, step),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], -2, 2),
      { y: whole(rng, [rows, columns], -1, 1).div(2) },
    ],
    mistakes: tanhBackwardMistakes,
  }),
  definePart<LeakyCall>({
    name: "leakyForward",
    points: { y: 1 },
    hints: {
      leakyForward: [
        "Split x into its positive and its negative part.",
        "`x.maximum(0)` and `x.minimum(0)` add up to x. Scale one of them.",
        "`return x.maximum(0).add(x.minimum(0).mul(…));`",
      ],
    },
    parameters: ["", ""],
    reference: ([{ x }, options], step) => {
      const { y } = leakyRelu.forward({ x }, options, step);
      return { y };
    },
    small: (rng, { rows, columns }) => [{ x: whole(rng, [rows, columns], -2, 2) }, { slope: 0.5 }],
    mistakes: leakyMistakes,
  }),
  definePart<LeakyBackwardCall>({
    name: "leakyBackward",
    points: { dX: 1 },
    hints: {
      leakyBackward: [
        "Two slopes, one on each side of 0.",
        "`positive` is `x.greater(0)`, and 1 − positive is the other side.",
        "`return dY.mul(positive.add(…));`, with slope times 1 − positive.",
      ],
    },
    parameters: ["dY", ""],
    reference: ([dY, cache], step) => leakyRelu.backward(dY, cache, step),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], -2, 2),
      { x: whole(rng, [rows, columns], -2, 2), slope: 0.5 },
    ],
    mistakes: leakyBackwardMistakes,
  }),
  definePart<EluCall>({
    name: "eluForward",
    points: { y: 1 },
    hints: {
      eluForward: [
        "Positive inputs pass; negative ones bend towards −α.",
        "Take e to the power of `x.minimum(0)`: for positive x that is e⁰ = 1, and 1 − 1 adds nothing.",
        "`return x.maximum(0).add(x.minimum(0).exp().sub(…).mul(…));`",
      ],
    },
    parameters: ["", ""],
    reference: ([{ x }, options], step) => {
      const { y } = elu.forward({ x }, options, step);
      return { y };
    },
    small: (rng, { rows, columns }) => [{ x: whole(rng, [rows, columns], -2, 2) }, { alpha: 2 }],
    mistakes: eluMistakes,
  }),
  definePart<EluBackwardCall>({
    name: "eluBackward",
    points: { dX: 1 },
    hints: {
      eluBackward: [
        "Two slopes again; the left one is the derivative of α (e^x − 1).",
        "That is α e^x. Take e to the power of `x.minimum(0)`, so that nothing overflows.",
        "`return dY.mul(positive.add(left.mul(…)));`, with `left` the slope α e^x and 1 − positive in the brackets.",
      ],
    },
    parameters: ["dY", ""],
    reference: ([dY, cache], step) => elu.backward(dY, cache, step),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], -2, 2),
      { x: whole(rng, [rows, columns], -2, 2), alpha: 2 },
    ],
    mistakes: eluBackwardMistakes,
  }),
  definePart<PreluBackwardCall>({
    name: "preluBackward",
    points: { dA: 1, dX: 1 },
    hints: {
      dA: [
        "In y = max(0, x) + a min(0, x), what is a multiplied by?",
        "By min(0, x), in every row: so it collects a sum over the rows.",
        "`return dY.mul(x.minimum(0)).sum(…);`",
      ],
      dX: [
        "As for the leaky ReLU, with a slope for each column.",
        "1 where x > 0, and `a` elsewhere; `a` is (C) and fits beside (N, C) by itself.",
        "`return dY.mul(positive.add(a.mul(…)));`, with 1 − positive in the brackets.",
      ],
    },
    parameters: ["dY", ""],
    reference: ([dY, cache], step) => prelu.backward(dY, cache, step),
    small: (rng, { rows, columns }) => [
      whole(rng, [rows, columns], -2, 2),
      { x: whole(rng, [rows, columns], -2, 2), a: whole(rng, [columns], 1, 3).div(4) },
    ],
    mistakes: preluBackwardMistakes,
  }),
  definePart<MaxoutCall>({
    name: "maxoutForward",
    points: { y: 1 },
    hints: {
      maxoutForward: [
        "Every unit has k candidates. Which one is its output?",
        "`z` has shape (N, k, M), and y must have shape (N, M): one axis goes.",
        "`return z.max(…);` along the axis of the candidates.",
      ],
    },
    parameters: [""],
    reference: ([inputs], step) => {
      const { y } = maxout.forward(inputs, {}, step);
      return { y };
    },
    small: (rng, { rows, columns }) => [
      {
        x: whole(rng, [rows, columns], -2, 2),
        W: whole(rng, [2, columns, 2], -2, 2),
        b: whole(rng, [2, 2], -2, 2),
      },
    ],
    mistakes: maxoutMistakes,
  }),
  definePart<SlopesCall>({
    name: "saturatedShare",
    points: { saturatedShare: 1 },
    hints: {
      saturatedShare: [
        "Make a tensor of zeros and ones first.",
        "`t.less(0.01)` is 1 where t is below 0.01. The share of ones is a mean.",
        "`return slopes.less(0.01)` and then `.mean()`, and `.item()` to get a number out of it.",
      ],
    },
    parameters: ["slopes"],
    reference: ([slopes]) => saturatedShare(slopes),
    small: (rng, { rows, columns }) => [whole(rng, [rows, columns], 0, 3).div(300)],
    mistakes: saturatedMistakes,
  }),
  definePart<OutputsCall>({
    name: "deadUnits",
    points: { deadUnits: 2 },
    hints: {
      deadUnits: [
        "A column of y is one unit. When is a column all 0, if no entry is negative?",
        "When its largest entry is 0: `y.max(0)` has one number for each unit.",
        "Go through `y.max(0).toArray()` with its index, and keep the index where the value is 0.",
      ],
    },
    parameters: ["y"],
    reference: ([y]) => deadUnits(y),
    small: (rng, { rows, columns }) => [whole(rng, [rows, columns], -1, 1).maximum(0)],
    mistakes: deadMistakes,
  }),
];

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
  parts,
  checks,
  reflections: [{ id: "zig-zag", points: 2 }],
};
