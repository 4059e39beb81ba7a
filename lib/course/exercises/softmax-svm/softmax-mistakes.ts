import { oneHot } from "../../../tensor/create.js";
import type { MistakeSource } from "../../exercise.js";
import type { SoftmaxBackwardCall, SoftmaxCall } from "./inputs.js";

export const softmaxMistakes: MistakeSource<SoftmaxCall>[] = [
  {
    step: "shifted",
    cause: "you did not shift: e to the power of a score of 1000 is infinite",
    next: "Subtract the largest score of each row.",
    instead: ([{ scores }]) => scores,
  },
  {
    step: "shifted",
    cause: "you subtracted the largest score of all rows: a row far below it would be all zeros",
    next: "Each row has a largest score of its own: scores.max(1, true).",
    instead: ([{ scores }]) => scores.sub(scores.max()),
  },
  {
    step: "shifted",
    cause: "you subtracted the mean of the row; a large score still stays large",
    next: "Subtract the largest: scores.max(1, true).",
    instead: ([{ scores }]) => scores.sub(scores.mean(1, true)),
  },
  {
    step: "shifted",
    cause: "you subtracted the other way round",
    next: "The largest score becomes 0 and all others negative: scores minus the maximum.",
    instead: ([{ scores }]) => scores.max(1, true).sub(scores),
  },
  {
    step: "sumExp",
    cause: "you added up along the wrong axis: over the rows, and not over the classes",
    next: "Each row has a sum of its own: axis 1.",
    instead: (_args, { shifted }) => shifted.exp().sum(0, true),
  },
  {
    step: "sumExp",
    cause: "you forgot to take e to the power of the scores",
    next: "Take .exp() first, then sum.",
    instead: (_args, { shifted }) => shifted.sum(1, true),
  },
  {
    step: "sumExp",
    cause: "the sum lost its axis: it has shape (N), and cannot stand beside (N, C)",
    next: "Keep the axis with .sum(1, true), which leaves shape (N, 1).",
    instead: (_args, { shifted }) => shifted.exp().sum(1),
  },
  {
    step: "logP",
    cause: "these are the probabilities, not their logarithms",
    next: "log (e^z / Z) = z − log Z: subtract, and no exp is needed.",
    instead: (_args, { shifted, sumExp }) => shifted.exp().div(sumExp),
  },
  {
    step: "logP",
    cause: "you subtracted Z itself, not its logarithm",
    next: "log (e^z / Z) = z − log Z: take .log() of sumExp.",
    instead: (_args, { shifted, sumExp }) => shifted.sub(sumExp),
  },
  {
    step: "logP",
    cause: "you divided by log Z; the logarithm of a quotient is a difference",
    next: "log (e^z / Z) = z − log Z.",
    instead: (_args, { shifted, sumExp }) => shifted.div(sumExp.log()),
  },
  {
    step: "lossEach",
    cause: "the minus is missing: a log of a probability is negative, a loss is not",
    next: "Take .neg() of the sum.",
    instead: ([{ scores }, { labels }], { logP }) =>
      oneHot(labels, scores.shape[1]).mul(logP).sum(1),
  },
  {
    step: "lossEach",
    cause: "you added up all classes: only the right one counts",
    next: "Multiply by target, which is 1 for the right class and 0 for all others.",
    instead: (_args, { logP }) => logP.sum(1).neg(),
  },
  {
    step: "lossEach",
    cause: "you took the mean over the classes; the loss of a row is that of its right class alone",
    next: "Add up over the classes: all terms but one are 0.",
    instead: ([{ scores }, { labels }], { logP }) =>
      oneHot(labels, scores.shape[1]).mul(logP).mean(1).neg(),
  },
  {
    step: "loss",
    cause: "you added the rows up; the loss is their mean",
    next: "Take the mean, so that the loss does not grow with the batch.",
    instead: (_args, { lossEach }) => lossEach.sum(),
  },
  {
    step: "loss",
    cause: "you divided by all N · C scores; there are N losses",
    next: "Take the mean of lossEach, which has N entries.",
    instead: ([{ scores }], { lossEach }) => lossEach.sum().div(scores.size),
  },
];

export const softmaxBackwardMistakes: MistakeSource<SoftmaxBackwardCall>[] = [
  {
    step: "dScores",
    cause: "you forgot to divide by N: the loss is a mean over the rows",
    next: "Each row has a share of 1/N in the loss.",
    instead: ([{ probs, target }]) => probs.sub(target),
  },
  {
    step: "dScores",
    cause:
      "the sign is lost: the right class must get a negative gradient, so that its score grows",
    next: "What the scores say minus what they should say: p − t.",
    instead: ([{ probs, target, norm }]) => target.sub(probs).div(norm),
  },
  {
    step: "dScores",
    cause: "you left the target out: this pushes every score down, also the right one",
    next: "Subtract target from the probabilities.",
    instead: ([{ probs, norm }]) => probs.div(norm),
  },
  {
    step: "dScores",
    cause: "you divided by all N · C scores; the loss is a mean over N rows",
    next: "Divide by N, the number of rows.",
    instead: ([{ probs, target }]) => probs.sub(target).div(probs.size),
  },
  {
    step: "dScores",
    cause: "you took the gradient by p and not by the scores: −t/p",
    next: "Go on through the softmax; almost everything cancels, and p − t is left.",
    instead: ([{ probs, target, norm }]) => target.div(probs).neg().div(norm),
  },
];
