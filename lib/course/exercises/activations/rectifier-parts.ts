import * as elu from "../../../layers/elu.js";
import * as leakyRelu from "../../../layers/leaky-relu.js";
import * as prelu from "../../../layers/prelu.js";
import { definePart } from "../../exercise.js";
import { whole } from "../../whole.js";
import type {
  EluBackwardCall,
  EluCall,
  LeakyBackwardCall,
  LeakyCall,
  PreluBackwardCall,
} from "./inputs.js";
import {
  eluBackwardMistakes,
  eluMistakes,
  leakyBackwardMistakes,
  leakyMistakes,
  preluBackwardMistakes,
} from "./rectifier-mistakes.js";

/** What lets positive inputs pass and bends the others. */
export const rectifierParts = [
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
];
