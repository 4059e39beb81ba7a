import { forward, forwardEval, updateRunning } from "../../../layers/batch-norm.js";
import { full } from "../../../tensor/create.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawBatch,
  drawInputs,
  drawRunning,
  smallInputs,
  type EvalCall,
  type ForwardCall,
  type RunningCall,
} from "./inputs.js";
import { forwardMistakes } from "./mistakes/forward.js";
import { evalMistakes, runningMistakes } from "./mistakes/test-time.js";

const forwardPart = definePart<ForwardCall>({
  name: "forward",
  points: { mean: 1, centered: 1, variance: 1, invStd: 1, xHat: 1, y: 1 },
  hints: {
    mean: [
      "Each feature is a column of `x`. How many means do you need?",
      "`x.mean(axis)` averages along one axis. Axis 0 runs over the rows.",
      "Three letters and a number: `return x.mean(…);` with the axis of the rows.",
    ],
    centered: [
      "What is left of a number once the average is taken away?",
      "`x` is (N, D) and `mean` is (D): the shapes fit by themselves, row by row.",
      "`return x.sub(…);`",
    ],
    variance: [
      "The variance is an average too. Of what?",
      "Square the centered values, then average over the rows as you did for the mean.",
      "`return centered.pow(2)` and then the same `.mean(…)` as in the first step.",
    ],
    invStd: [
      "One over a root is a power. Which one?",
      "`t.pow(-1 / 2)` is one over the root of `t`. Where must ε go, so that it still helps when the variance is 0?",
      "Under the root: `return variance.add(eps)` and then the power.",
    ],
    xHat: [
      "You have the centered values and one over the standard deviation.",
      "Dividing by the standard deviation is multiplying by `invStd`.",
      "`return centered.mul(…);`",
    ],
    y: [
      "Two learned numbers for each feature: one stretches, one shifts.",
      "First scale x̂ by `gamma`, then shift by `beta`.",
      "`return xHat.mul(…).add(…);`",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => forward(inputs, options, step),
  small: (rng, size) => [smallInputs(rng, size), { eps: 1 }],
  mistakes: forwardMistakes,
});

const runningPart = definePart<RunningCall>({
  name: "updateRunning",
  points: { runningMean: 1, runningVar: 1 },
  hints: {
    updateRunning: [
      "A running average keeps most of what it had and lets a little of the new in.",
      "The two weights add up to 1. `momentum` is the weight of the new batch.",
      "`return running.mean.mul(1 - momentum).add(…);`, and the same for the variance.",
    ],
  },
  parameters: ["running", "batch", ""],
  returns: { mean: "runningMean", variance: "runningVar" },
  reference: ([running, batch, options], step) => updateRunning(running, batch, options, step),
  small: (rng, size) => [
    { mean: whole(rng, [size.columns], 0, 3), variance: whole(rng, [size.columns], 1, 3) },
    drawBatch(smallInputs(rng, size)),
    { momentum: 0.25 },
  ],
  mistakes: runningMistakes,
});

const evalPart = definePart<EvalCall>({
  name: "forwardEval",
  points: { invStd: 1, xHat: 1, y: 1 },
  hints: {
    forwardEval: [
      "What may the output for one image depend on, if that image comes alone?",
      "It is your `forward` with `running.mean` and `running.variance` in place of the batch's own.",
      "`running.variance.add(eps).pow(-1 / 2)`, then `x.sub(running.mean)` times that, then gamma and beta.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => forwardEval(inputs, options, step),
  small: (rng, size) => [
    {
      ...smallInputs(rng, size),
      running: {
        mean: whole(rng, [size.columns], 0, 3),
        variance: whole(rng, [size.columns], 3, 3),
      },
    },
    { eps: 1 },
  ],
  mistakes: evalMistakes,
});

const checks: Check[] = [
  {
    title: "a batch of 5 rows and 3 features",
    part: "forward",
    ordinary: true,
    draw: (rng) => [[drawInputs(rng, 5, 3), { eps: 0.1 }]],
  },
  {
    title: "two batches, one after the other",
    part: "updateRunning",
    ordinary: true,
    draw: (rng) => {
      const first = drawBatch(drawInputs(rng, 4, 3));
      const second = drawBatch(drawInputs(rng, 6, 3));
      const start = { mean: full([3], 0), variance: full([3], 1) };
      const options = { momentum: 0.1 };
      return [
        [start, first, options],
        [updateRunning(start, first, options), second, options],
      ];
    },
  },
  {
    title: "4 rows and 3 features, running statistics given",
    part: "forwardEval",
    ordinary: true,
    draw: (rng) => [[{ ...drawInputs(rng, 4, 3), running: drawRunning(rng, 3) }, { eps: 0.1 }]],
  },
];

/** Batch normalization in training and in eval mode, and its running averages. */
export const exercise: Exercise = {
  id: "06-batch-norm-forward",
  title: "Batch normalization, forward",
  minutes: 60,
  prerequisites: ["02", "05"],
  parts: [forwardPart, runningPart, evalPart],
  checks,
  reflections: [{ id: "tiny-batches", points: 2 }],
};
