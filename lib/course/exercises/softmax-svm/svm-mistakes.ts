import { oneHot } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { SvmBackwardCall, SvmCall } from "./inputs.js";

/** 1 for every class but the right one. */
const wrongClasses = (right: Tensor): Tensor => right.neg().add(1);

export const svmMistakes: MistakeSource<SvmCall>[] = [
  {
    step: "gaps",
    cause: "you left the margin out: it is not enough to be ahead, it must be by a margin",
    next: "Add the margin to the difference.",
    instead: ([{ scores }], { correct }) => scores.sub(correct),
  },
  {
    step: "gaps",
    cause: "you used a margin of 1; the caller may choose another",
    next: "Use the argument margin.",
    instead: ([{ scores }], { correct }) => scores.sub(correct).add(1),
  },
  {
    step: "gaps",
    cause: "you subtracted the other way round: a wrong class that is ahead must have a large gap",
    next: "The score of each class minus that of the right one.",
    instead: ([{ scores }, { margin }], { correct }) => correct.sub(scores).add(margin),
  },
  {
    step: "gaps",
    cause: "you subtracted the margin instead of adding it",
    next: "Add the margin: a wrong score that is only just below costs something.",
    instead: ([{ scores }, { margin }], { correct }) => scores.sub(correct).sub(margin),
  },
  {
    step: "margins",
    cause: "the right class is counted too: its gap is always the margin",
    next: "Multiply by wrong, which is 0 for the right class.",
    instead: (_args, { gaps }) => gaps.maximum(0),
  },
  {
    step: "margins",
    cause: "you did not cut off at 0: a class that is far behind must not earn anything",
    next: "Take the larger of 0 and the gap: .maximum(0).",
    instead: ([{ scores }, { labels }], { gaps }) =>
      gaps.mul(wrongClasses(oneHot(labels, scores.shape[1]))),
  },
  {
    step: "margins",
    cause: "you kept the right class and left the others out",
    next: "Multiply by wrong, not by right.",
    instead: ([{ scores }, { labels }], { gaps }) =>
      gaps.maximum(0).mul(oneHot(labels, scores.shape[1])),
  },
  {
    step: "lossEach",
    cause: "you took the mean over the classes; the lecture's loss is the sum",
    next: "Add the margins of a row up: .sum(1).",
    instead: (_args, { margins }) => margins.mean(1),
  },
  {
    step: "lossEach",
    cause: "you took the worst class alone; every class inside the margin costs something",
    next: "Add the margins of a row up: .sum(1).",
    instead: (_args, { margins }) => margins.max(1),
  },
  {
    step: "lossEach",
    cause: "you squared the margins, which is another loss: the squared hinge",
    next: "Add the margins up as they are.",
    instead: (_args, { margins }) => margins.pow(2).sum(1),
  },
  {
    step: "loss",
    cause: "you added the rows up; the loss is their mean",
    next: "Take the mean over the rows.",
    instead: (_args, { lossEach }) => lossEach.sum(),
  },
];

export const svmBackwardMistakes: MistakeSource<SvmBackwardCall>[] = [
  {
    step: "dGaps",
    cause: "you forgot to divide by N: the loss is a mean over the rows",
    next: "Each row has a share of 1/N in the loss.",
    instead: ([{ gaps, right }]) => gaps.greater(0).mul(wrongClasses(right)),
  },
  {
    step: "dGaps",
    cause: "the right class gets a gradient here too",
    next: "Multiply by wrong, which is 0 for the right class.",
    instead: ([{ gaps, norm }]) => gaps.greater(0).div(norm),
  },
  {
    step: "dGaps",
    cause: "every wrong class is pushed down, also those that are far behind already",
    next: "Only where the gap is above 0: gaps.greater(0).",
    instead: ([{ right, norm }]) => wrongClasses(right).div(norm),
  },
  {
    step: "dGaps",
    cause: "you multiplied by the gap itself; a hinge has slope 1, however large the gap",
    next: "Use gaps.greater(0), which is 0 or 1.",
    instead: ([{ gaps, right, norm }]) => gaps.maximum(0).mul(wrongClasses(right)).div(norm),
  },
  {
    step: "dCorrect",
    cause: "the sign is lost: a larger right score makes every gap smaller",
    next: "Minus the sum over the classes.",
    instead: (_args, { dGaps }) => dGaps.sum(1, true),
  },
  {
    step: "dCorrect",
    cause: "you took the mean over the classes: the right score stands in every gap of its row",
    next: "It was used in every gap of the row, so it collects the sum.",
    instead: (_args, { dGaps }) => dGaps.mean(1, true).neg(),
  },
  {
    step: "dScores",
    cause: "the right class gets nothing: you dropped the path through the correct score",
    next: "Add dCorrect in the place of the right class: right.mul(dCorrect).",
    instead: (_args, { dGaps }) => dGaps,
  },
  {
    step: "dScores",
    cause: "dCorrect was added to every class of the row",
    next: "Only the right class gets it: multiply by right first.",
    instead: (_args, { dGaps, dCorrect }) => dGaps.add(dCorrect),
  },
  {
    step: "dScores",
    cause: "the wrong classes get nothing: you dropped the direct path",
    next: "Start from dGaps, and add right.mul(dCorrect).",
    instead: ([{ right }], { dCorrect }) => right.mul(dCorrect),
  },
];
