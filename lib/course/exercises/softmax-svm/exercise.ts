import * as multiclassSvm from "../../../losses/multiclass-svm.js";
import * as softmaxCrossEntropy from "../../../losses/softmax-cross-entropy.js";
import { full } from "../../../tensor/create.js";
import { definePart, type Check, type Exercise } from "../../exercise.js";
import { whole } from "../../whole.js";
import {
  drawLabels,
  drawSoftmax,
  drawSvm,
  softmaxCache,
  svmCache,
  type SoftmaxBackwardCall,
  type SoftmaxCall,
  type SvmBackwardCall,
  type SvmCall,
} from "./inputs.js";
import { softmaxBackwardMistakes, softmaxMistakes } from "./softmax-mistakes.js";
import { svmBackwardMistakes, svmMistakes } from "./svm-mistakes.js";

const softmaxPart = definePart<SoftmaxCall>({
  name: "softmaxLoss",
  points: { shifted: 1, sumExp: 1, logP: 1, lossEach: 1, loss: 1 },
  hints: {
    shifted: [
      "Try it in a cell: what is Math.exp(1000)?",
      "Each row has a largest score. After subtracting it, the largest is 0, and e⁰ = 1.",
      "`return scores.sub(scores.max(…, true));` along the axis of the classes; `true` keeps it as (N, 1).",
    ],
    sumExp: [
      "The bottom of the fraction in softmax.",
      "e to the power of each shifted score, added up over the classes.",
      "`return shifted.exp().sum(1, …);`, and keep the axis.",
    ],
    logP: [
      "What is the logarithm of a quotient?",
      "log (e^z / Z) = z − log Z. Computed like this it never sees log 0.",
      "`return shifted.sub(….log());`",
    ],
    lossEach: [
      "`target` has a 1 in place of the right class. What does multiplying by it do?",
      "It leaves the right class alone; then add up over the classes.",
      "`return target.mul(logP).sum(1)` and one more thing: a loss is positive.",
    ],
    loss: [
      "One number for the whole batch, which should not depend on how many rows there are.",
      "An average.",
      "`return lossEach.mean();`: without an axis it averages over everything.",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { loss, probs } = softmaxCrossEntropy.forward(inputs, options, step);
    return { loss, probs };
  },
  small: (rng, { rows, columns }) => [
    { scores: whole(rng, [rows, columns + 1], 0, 3) },
    { labels: drawLabels(rng, rows, columns + 1) },
  ],
  mistakes: softmaxMistakes,
});

const softmaxBackwardPart = definePart<SoftmaxBackwardCall>({
  name: "softmaxBackward",
  points: { dScores: 2 },
  hints: {
    softmaxBackward: [
      "What do the scores say, and what should they say?",
      "The gradient is the difference between `probs` and `target`. And the loss was a mean.",
      "`return probs.sub(target).div(…);`, with the number of rows.",
    ],
  },
  parameters: [""],
  reference: ([cache], step) => softmaxCrossEntropy.backwardSimplified(full([], 1), cache, step),
  small: (rng, { rows, columns }) =>
    softmaxCache([
      { scores: whole(rng, [rows, columns + 1], 0, 2) },
      { labels: drawLabels(rng, rows, columns + 1) },
    ]),
  mistakes: softmaxBackwardMistakes,
});

const svmPart = definePart<SvmCall>({
  name: "svmLoss",
  points: { gaps: 1, margins: 1, lossEach: 1, loss: 1 },
  hints: {
    gaps: [
      "By how much does class j lack the right distance to the right class?",
      "`correct` is (N, 1): it can be subtracted from all scores of a row at once.",
      "`return scores.sub(correct).add(…);`",
    ],
    margins: [
      "Two things do not cost anything: a class that is far enough behind, and the right class itself.",
      "Cut off at 0, then multiply by `wrong`.",
      "`return gaps.maximum(0).mul(…);`",
    ],
    lossEach: [
      "One number for each row.",
      "All classes inside the margin cost something; add them up.",
      "`return margins.sum(…);` over the classes.",
    ],
    loss: [
      "One number for the whole batch, as for softmax.",
      "The mean of the rows' losses.",
      "`return lossEach.mean();`",
    ],
  },
  parameters: ["", ""],
  reference: ([inputs, options], step) => {
    const { loss } = multiclassSvm.forward(inputs, options, step);
    return { loss };
  },
  small: (rng, { rows, columns }) => [
    { scores: whole(rng, [rows, columns + 1], 0, 4) },
    { labels: drawLabels(rng, rows, columns + 1), margin: 2 },
  ],
  mistakes: svmMistakes,
});

const svmBackwardPart = definePart<SvmBackwardCall>({
  name: "svmBackward",
  points: { dGaps: 1, dCorrect: 1, dScores: 1 },
  hints: {
    dGaps: [
      "max(0, g) has slope 1 where g > 0, and 0 elsewhere.",
      "`gaps.greater(0)` is that slope. The right class never counts, and the loss was a mean over N rows.",
      "`return gaps.greater(0).mul(wrong).div(…);`",
    ],
    dCorrect: [
      "The right score stands in every gap of its row. With which sign?",
      "With a minus: so it collects minus the sum over the classes.",
      "`return dGaps.sum(1, true)` and a `.neg()`.",
    ],
    dScores: [
      "A score is used in two ways: as itself, and, if it is the right one, as `correct`.",
      "`dGaps` for all of them; `dCorrect` only in the place of the right class.",
      "`return dGaps.add(right.mul(…));`",
    ],
  },
  parameters: [""],
  reference: ([cache], step) => multiclassSvm.backward(full([], 1), cache, step),
  small: (rng, { rows, columns }) =>
    svmCache([
      { scores: whole(rng, [rows, columns + 1], 0, 4) },
      { labels: drawLabels(rng, rows, columns + 1), margin: 1.5 },
    ]),
  mistakes: svmBackwardMistakes,
});

const checks: Check[] = [
  {
    title: "5 rows of 4 scores",
    part: "softmaxLoss",
    ordinary: true,
    draw: (rng) => [drawSoftmax(rng, 5, 4)],
  },
  {
    title: "5 rows of 4 scores",
    part: "softmaxBackward",
    ordinary: true,
    draw: (rng) => [softmaxCache(drawSoftmax(rng, 5, 4))],
  },
  {
    title: "5 rows of 4 scores, a margin of 0.5",
    part: "svmLoss",
    ordinary: true,
    draw: (rng) => [drawSvm(rng, 5, 4, 0.5)],
  },
  {
    title: "5 rows of 4 scores, a margin of 1",
    part: "svmBackward",
    ordinary: true,
    draw: (rng) => [svmCache(drawSvm(rng, 5, 4, 1))],
  },
];

/** The two losses of the lecture, and what they send back. */
export const exercise: Exercise = {
  id: "03-softmax-svm",
  title: "Softmax and SVM loss",
  minutes: 75,
  prerequisites: ["01", "02"],
  parts: [softmaxPart, softmaxBackwardPart, svmPart, svmBackwardPart],
  checks,
  reflections: [{ id: "satisfied", points: 2 }],
};
