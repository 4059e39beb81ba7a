import { randn } from "../../../tensor/create.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { testFunction } from "../../test-functions.js";
import { whole } from "../../whole.js";
import {
  drawCubic,
  drawGradients,
  drawHinge,
  type ErrorCall,
  type GradientCall,
} from "./inputs.js";
import { errorMistakes, gradientMistakes, kinkMistakes } from "./mistakes.js";
import { kinks, numericGradient, worstError } from "./reference.js";

const gradientPart = definePart<GradientCall>({
  name: "numericGradient",
  points: { right: 2, left: 1, dX: 2 },
  hints: {
    right: [
      "You need one value of f for each entry of x. Which tensor do you hand to f for entry i?",
      "`moved(x, i, h)` is x with entry i moved, and `everywhere(x, (i) => …)` collects one number for each i.",
      "`return everywhere(x, (i) => f(moved(…)));`",
    ],
    left: [
      "The same as `right`, on the other side.",
      "What moves an entry to the left by h?",
      "`moved(x, i, -h)` in place of `moved(x, i, h)`.",
    ],
    dX: [
      "A slope is the rise divided by the way.",
      "The rise is from left to right. How far apart are the two points?",
      "`return right.sub(left).div(…);`, with twice h in the brackets.",
    ],
  },
  parameters: ["f", "x", ""],
  reference: ([f, x, options], step) => numericGradient(f, x, options, step),
  small: (rng, { rows, columns }) => [
    testFunction("cubic", { a: whole(rng, [rows, columns], 1, 2) }),
    whole(rng, [rows, columns], 1, 3),
    { h: 0.5 },
  ],
  mistakes: gradientMistakes,
});

const errorPart = definePart<ErrorCall>({
  name: "worstError",
  points: { gap: 1, scale: 1, worst: 1 },
  hints: {
    worstError: [
      "Everything here goes entry by entry until the very end, where one number is left.",
      "|a − n| is `a.sub(n).abs()`; the larger of 1 and something is `something.maximum(1)`.",
      "`gap.div(scale)` has the error of each entry; the worst is its `.max()`.",
    ],
  },
  parameters: ["a", "n"],
  reference: ([a, n], step) => worstError(a, n, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], -3, 3),
    whole(rng, [rows, columns], -3, 3).div(2),
  ],
  mistakes: errorMistakes,
});

const kinkPart = definePart<GradientCall>({
  name: "kinks",
  points: { onRight: 1, onLeft: 1, kink: 2 },
  hints: {
    kinks: [
      "Two slopes for each entry: one looks to the right only, one to the left only.",
      "Each is a difference to f(x), divided by h. At a kink the two do not agree, however small h is.",
      "`onRight.sub(onLeft).abs().greater(Math.sqrt(h))` is 1 at kinks and 0 elsewhere.",
    ],
  },
  parameters: ["f", "x", ""],
  // A slope to one side is a difference of nearly equal numbers over a small h: rounding shows sooner.
  tolerance: 1e-6,
  reference: ([f, x, options], step) => kinks(f, x, options, step),
  small: (rng, { rows }) => [
    testFunction("hinge", { a: whole(rng, [rows], 1, 2), b: whole(rng, [rows], 0, 1) }),
    whole(rng, [rows], 0, 1),
    { h: 0.25 },
  ],
  mistakes: kinkMistakes,
});

const checks: Check[] = [
  {
    title: "a cubic of a (2, 3) matrix",
    part: "numericGradient",
    ordinary: true,
    draw: (rng) => [drawCubic(rng, [2, 3], 0.01)],
  },
  {
    title: "two gradients that differ a little, and two that differ a lot",
    part: "worstError",
    ordinary: true,
    draw: (rng) => [drawGradients(rng, [4], 1, 0.1), drawGradients(rng, [2, 3], 3, 4)],
  },
  {
    title: "hinges at every second of 6 entries",
    part: "kinks",
    ordinary: true,
    draw: (rng) => [drawHinge(rng, 6, 1e-4)],
  },
  {
    title: "a smooth function, which has none",
    part: "kinks",
    ordinary: false,
    draw: (rng) => [
      [
        testFunction("quadratic", { a: randn([4], rng), b: randn([4], rng) }),
        randn([4], rng),
        { h: 1e-4 },
      ],
    ],
  },
];

/** Gradients measured by central differences, their error, and where a function has no slope. */
export const exercise: Exercise = {
  id: "01-numeric-gradient",
  title: "The numeric gradient",
  minutes: 60,
  prerequisites: [],
  parts: [gradientPart, errorPart, kinkPart],
  checks,
  reflections: [{ id: "which-h", points: 2 }],
};
