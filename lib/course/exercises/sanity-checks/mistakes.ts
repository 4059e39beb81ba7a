import * as l2 from "../../../penalties/l2.js";
import { tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import type { ChanceCall, FirstLossCall, OverfitCall, PenaltyCall } from "./inputs.js";
import { train } from "./train.js";

export const chanceMistakes: MistakeSource<ChanceCall>[] = [
  {
    step: "softmax",
    cause: "this is the probability of a class and not its loss",
    next: "The loss is minus the logarithm of the probability: −ln(1/C).",
    instead: ([C]) => 1 / C,
  },
  {
    step: "softmax",
    cause: "the sign is lost: a loss is positive",
    next: "−ln(1/C) is ln C.",
    instead: ([C]) => -Math.log(C),
  },
  {
    step: "softmax",
    cause: "you took the logarithm to base 10 or 2; the loss uses the natural one",
    next: "Use Math.log.",
    instead: ([C]) => Math.log10(C),
  },
  {
    step: "svm",
    cause: "you counted the right class too",
    next: "Only the C − 1 wrong classes have a margin to keep.",
    instead: ([C]) => C,
  },
  {
    step: "svm",
    cause: "you counted one wrong class; every one of them costs 1",
    next: "Each of the C − 1 wrong classes misses its margin of 1 by 1.",
    instead: () => 1,
  },
  {
    step: "svm",
    cause: "you expect 0; equal scores keep no margin at all",
    next: "max(0, s − s + 1) is 1 for each of the C − 1 wrong classes.",
    instead: () => 0,
  },
];

export const penaltyMistakes: MistakeSource<PenaltyCall>[] = [
  {
    step: "expectedPenalty",
    cause: "the factor ½ is missing",
    next: "The penalty is ½ λ ΣW².",
    instead: ([{ inputs, hidden, classes }, { std, reg }]) =>
      reg * std ** 2 * hidden * (inputs + classes),
  },
  {
    step: "expectedPenalty",
    cause: "you did not square the spread",
    next: "The mean of W² is std².",
    instead: ([{ inputs, hidden, classes }, { std, reg }]) =>
      (reg / 2) * std * hidden * (inputs + classes),
  },
  {
    step: "expectedPenalty",
    cause: "you counted the first layer's weights alone",
    next: "There are inputs · hidden weights in the first layer and hidden · classes in the second.",
    instead: ([{ inputs, hidden }, { std, reg }]) => (reg / 2) * std ** 2 * inputs * hidden,
  },
  {
    step: "expectedPenalty",
    cause: "you counted the biases as well; they start at 0, and are not penalized",
    next: "Count the entries of the two weight matrices alone.",
    instead: ([{ inputs, hidden, classes }, { std, reg }]) =>
      (reg / 2) * std ** 2 * (hidden * (inputs + classes) + hidden + classes),
  },
];

/** The log probability that each row gives to its label. */
const logProbabilities = (scores: Tensor, labels: readonly number[], log: (p: number) => number) =>
  labels.map((label, i) => {
    const row = Array.from(scores.slice(i, i + 1).data);
    const sum = row.reduce((total, score) => total + Math.exp(score), 0);
    return log(Math.exp(row[label]) / sum);
  });
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

export const firstLossMistakes: MistakeSource<FirstLossCall>[] = [
  {
    step: "dataLoss",
    cause: "you added the examples' losses up where you should average them",
    next: "Divide by the number of examples.",
    instead: ([{ labels }], { dataLoss }) => dataLoss.mul(labels.length),
  },
  {
    step: "dataLoss",
    cause: "the sign is lost: a loss is positive",
    next: "The loss is minus the logarithm of the right class's probability.",
    instead: (_, { dataLoss }) => dataLoss.neg(),
  },
  {
    step: "dataLoss",
    cause: "the logarithm is missing: you averaged probabilities",
    next: "Take −ln of each probability before you average.",
    instead: ([{ scores, labels }]) =>
      tensor(total(logProbabilities(scores, labels, (p) => p)) / labels.length),
  },
  {
    step: "dataLoss",
    cause: "you took class 0 for the right class of every example",
    next: "Example i is of class labels[i].",
    instead: ([{ scores, labels }]) => {
      const zeros = labels.map(() => 0);
      return tensor(-total(logProbabilities(scores, zeros, Math.log)) / labels.length);
    },
  },
  {
    step: "penalty",
    cause: "the factor ½ is missing",
    next: "The penalty is ½ λ ΣW².",
    instead: (_, { penalty }) => penalty.mul(2),
  },
  {
    step: "penalty",
    cause: "you penalized the first matrix alone",
    next: "Add up the squares of all weight matrices.",
    instead: ([{ weights }, { reg }]) => l2.forward({ W: weights[0] }, { reg }).loss,
  },
  {
    step: "penalty",
    cause: "you averaged the squares where you should add them up",
    next: "Sum over all entries.",
    instead: ([{ weights }, { reg }]) =>
      weights.reduce((sum, W) => sum.add(W.pow(2).mean()), tensor(0)).mul(reg / 2),
  },
  {
    step: "penalty",
    cause: "you left λ out",
    next: "Multiply by reg.",
    instead: ([, { reg }], { penalty }) => penalty.div(reg),
  },
  {
    step: "loss",
    cause: "you subtracted the penalty: large weights would be rewarded",
    next: "Add it.",
    instead: (_, { dataLoss, penalty }) => dataLoss.sub(penalty),
  },
  {
    step: "loss",
    cause: "the strength λ is in it twice",
    next: "The penalty holds λ already: just add it.",
    instead: ([, { reg }], { dataLoss, penalty }) => dataLoss.add(penalty.mul(reg)),
  },
];

export const overfitMistakes: MistakeSource<OverfitCall>[] = [
  {
    step: "trained",
    cause: "you went uphill: you added the gradient",
    next: "Descend: W − lr · gradient.",
    instead: ([inputs, options]) => train(inputs, options, true).trained,
  },
  {
    step: "trained",
    cause: "you made one update and no more",
    next: "Repeat the update `steps` times, each from where the last one ended.",
    instead: ([inputs, { lr }]) => train(inputs, { lr, steps: 1 }).trained,
  },
  {
    step: "trained",
    cause: "you made one update too many",
    next: "Make exactly `steps` updates.",
    instead: ([inputs, { lr, steps }]) => train(inputs, { lr, steps: steps + 1 }).trained,
  },
  {
    step: "trained",
    cause: "you took every gradient at the first weights",
    next: "Ask for the gradient at the weights of now, in the loop.",
    instead: ([inputs, { lr, steps }]) => {
      const once = train(inputs, { lr, steps: 1 }).trained.sub(inputs.W);
      return inputs.W.add(once.mul(steps));
    },
  },
  {
    step: "losses",
    cause: "the loss before the first update is missing",
    next: "Note the loss before each update, and once more at the end: steps + 1 numbers.",
    instead: ([inputs, options]) => train(inputs, options).losses.slice(1),
  },
  {
    step: "losses",
    cause: "the loss after the last update is missing",
    next: "Note the loss before each update, and once more at the end: steps + 1 numbers.",
    instead: ([inputs, options]) => train(inputs, options).losses.slice(0, -1),
  },
  {
    step: "reachedAt",
    cause: "you counted one update too many: before the first update, 0 are done",
    next: "Give the number of updates made so far when the accuracy is 1 for the first time.",
    instead: ([inputs, options]) => train(inputs, options).reachedAt + 1,
  },
  {
    step: "reachedAt",
    cause: "you gave the last time, not the first, at which all were right",
    next: "Note the number of updates only if it has not been noted before.",
    instead: ([inputs, options]) => Math.max(options.steps, train(inputs, options).reachedAt),
  },
];
