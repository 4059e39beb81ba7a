import * as linear from "../../../layers/linear.js";
import * as relu from "../../../layers/relu.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawAroundZero,
  drawLinear,
  drawLinearBackward,
  drawReluBackward,
  type LinearBackwardCall,
  type LinearCall,
  type ReluBackwardCall,
  type ReluCall,
} from "./inputs.js";
import {
  linearBackwardMistakes,
  linearMistakes,
  reluBackwardMistakes,
  reluMistakes,
} from "./mistakes.js";

const linearPart = definePart<LinearCall>({
  name: "linearForward",
  points: { y: 1 },
  hints: {
    linearForward: [
      "Row i of y comes from row i of x. Which product does that for all rows at once?",
      "The matrix product (N, D) · (D, M) is (N, M). The bias is added to every row by itself.",
      "`return x.matmul(W).add(…);`",
    ],
  },
  parameters: [""],
  reference: ([{ x, W, b }], step) => {
    const { y } = linear.forward({ x, W, b }, {}, step);
    return { y };
  },
  small: (rng, { rows, columns }) => [
    {
      x: whole(rng, [rows, columns], 0, 2),
      W: whole(rng, [columns, 2], 1, 3),
      b: whole(rng, [2], 1, 3),
    },
  ],
  mistakes: linearMistakes,
});

const linearBackwardPart = definePart<LinearBackwardCall>({
  name: "linearBackward",
  points: { dX: 2, dW: 2, dB: 1 },
  hints: {
    dX: [
      "dX has the shape of x, (N, D). You have dY, (N, M), and W, (D, M). Which product fits?",
      "Turn W around: `W.T` is (M, D).",
      "`return dY.matmul(…);`",
    ],
    dW: [
      "dW has the shape of W, (D, M). You have x, (N, D), and dY, (N, M). Which product fits?",
      "The rows must be summed over, so N has to meet N in the middle: turn x around.",
      "`return x.T.matmul(…);`",
    ],
    dB: [
      "In how many rows is one entry of b used?",
      "In all N of them, so it collects what comes back from all.",
      "`return dY.sum(…);` over the rows.",
    ],
  },
  parameters: ["dY", ""],
  // Of the bias only its shape is looked at: that it is there.
  reference: ([dY, { x, W }], step) => linear.backward(dY, { x, W, b: dY.sum(0) }, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, 2], -2, 2),
    { x: whole(rng, [rows, columns], 0, 2), W: whole(rng, [columns, 2], 1, 3) },
  ],
  mistakes: linearBackwardMistakes,
});

const reluPart = definePart<ReluCall>({
  name: "reluForward",
  points: { y: 1 },
  hints: {
    reluForward: [
      "What should happen to −3? And to 3?",
      "The larger of two numbers, entry by entry, is `a.maximum(b)`.",
      "`return x.maximum(…);`",
    ],
  },
  parameters: [""],
  reference: ([{ x }], step) => {
    const { y } = relu.forward({ x }, {}, step);
    return { y };
  },
  small: (rng, { rows, columns }) => [{ x: whole(rng, [rows, columns], -2, 2) }],
  mistakes: reluMistakes,
});

const reluBackwardPart = definePart<ReluBackwardCall>({
  name: "reluBackward",
  points: { dX: 2 },
  hints: {
    reluBackward: [
      "If x was −3, does a small change of x change y?",
      "The slope is 1 where x > 0 and 0 elsewhere: `x.greater(0)` is just that.",
      "`return dY.mul(x.greater(…));`",
    ],
  },
  parameters: ["dY", ""],
  reference: ([dY, { x }], step) => relu.backward(dY, { x }, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], -3, 3),
    { x: whole(rng, [rows, columns], -2, 2) },
  ],
  mistakes: reluBackwardMistakes,
});

const checks: Check[] = [
  {
    title: "5 rows, 3 inputs, 4 outputs",
    part: "linearForward",
    ordinary: true,
    draw: (rng) => [drawLinear(rng, 5, 3, 4)],
  },
  {
    title: "a random upstream gradient for 5 rows, 3 inputs, 4 outputs",
    part: "linearBackward",
    ordinary: true,
    draw: (rng) => [drawLinearBackward(rng, 5, 3, 4)],
  },
  {
    title: "numbers of both signs, and some zeros",
    part: "reluForward",
    ordinary: true,
    draw: (rng) => [[{ x: drawAroundZero(rng, [4, 5]) }]],
  },
  {
    title: "a random upstream gradient, numbers of both signs and some zeros",
    part: "reluBackward",
    ordinary: true,
    draw: (rng) => [drawReluBackward(rng, [4, 5])],
  },
];

/** The two layers that most networks are made of, forward and backward. */
export const exercise: Exercise = {
  id: "02-linear-relu",
  title: "Linear layers and ReLU",
  minutes: 45,
  prerequisites: ["01"],
  parts: [linearPart, linearBackwardPart, reluPart, reluBackwardPart],
  checks,
  reflections: [{ id: "zero-weights", points: 2 }],
};
