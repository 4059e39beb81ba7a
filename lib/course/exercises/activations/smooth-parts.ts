import * as sigmoid from "../../../layers/sigmoid.js";
import * as tanh from "../../../layers/tanh.js";
import { definePart } from "../../exercise.js";
import { whole } from "../../whole.js";
import type { ForwardCall, SmoothBackwardCall } from "./inputs.js";
import {
  sigmoidBackwardMistakes,
  sigmoidMistakes,
  tanhBackwardMistakes,
} from "./smooth-mistakes.js";

/** Sigmoid and tanh, flat at both ends. */
export const smoothParts = [
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
];
