import * as softmaxCrossEntropy from "../../../losses/softmax-cross-entropy.js";
import * as multiclassSvm from "../../../losses/multiclass-svm.js";
import * as l2 from "../../../penalties/l2.js";
import { tex, type Step } from "../../../step.js";
import { tensor, zeros } from "../../../tensor/create.js";
import { definePart, type Exercise } from "../../exercise.js";
import { between, integer } from "../../numbers.js";
import { whole } from "../../whole.js";
import {
  drawFirstLoss,
  drawLabels,
  drawOverfit,
  netOf,
  type ChanceCall,
  type FirstLossCall,
  type OverfitCall,
  type PenaltyCall,
} from "./inputs.js";
import { chanceMistakes, firstLossMistakes, overfitMistakes, penaltyMistakes } from "./mistakes.js";
import { train } from "./train.js";

/** The losses of a net that gives every class the same score. */
function chance([classes]: ChanceCall) {
  const [scores, labels] = [zeros([1, classes]), [0]];
  return {
    softmax: softmaxCrossEntropy.forward({ scores }, { labels }).loss.item(),
    svm: multiclassSvm.forward({ scores }, { labels }).loss.item(),
  };
}

function firstLoss([{ scores, labels, weights }, { reg }]: FirstLossCall, step: Step) {
  const dataLoss = step(
    "dataLoss",
    tex`L = -\tfrac1N \sum_i \ln p_{i, y_i}`,
    () => softmaxCrossEntropy.forward({ scores }, { labels }).loss,
  );
  const penalty = step("penalty", tex`R = \tfrac12 \lambda \sum_k \sum W_k^2`, () =>
    weights.reduce((sum, W) => sum.add(l2.forward({ W }, { reg }).loss), tensor(0)),
  );
  const loss = step("loss", tex`L + R`, () => dataLoss.add(penalty));
  return { dataLoss, penalty, loss };
}

const chancePart = definePart<ChanceCall>({
  name: "chance",
  points: { softmax: 1, svm: 1 },
  hints: {
    chance: [
      "All C scores are equal. What probability does softmax give to each class? And by how much does each wrong class miss its margin of 1?",
      "The probability is 1/C, and the loss is minus its natural logarithm. For the SVM, each wrong class adds max(0, s − s + 1).",
      "`Math.log(classes)`, and one for each of the `classes - 1` wrong classes.",
    ],
  },
  parameters: ["classes"],
  reference: chance,
  small: (rng) => [integer(rng, 3, 6)],
  mistakes: chanceMistakes,
});

const penaltyPart = definePart<PenaltyCall>({
  name: "expectedPenalty",
  points: { expectedPenalty: 2 },
  hints: {
    expectedPenalty: [
      "How many weights are there? And what is the average of the square of one of them?",
      "The first layer has inputs · hidden weights, the second hidden · classes. The mean of $W^2$ is $std^2$, since the mean of $W$ is 0.",
      "`(reg / 2) * std ** 2 * (inputs * hidden + hidden * classes)`.",
    ],
  },
  parameters: ["", ""],
  reference: ([{ inputs, hidden, classes }, { std, reg }]) =>
    [[inputs, hidden] as const, [hidden, classes] as const].reduce(
      (sum, [D, M]) => sum + D * M * l2.forward({ W: tensor(std) }, { reg }).loss.item(),
      0,
    ),
  small: (rng) => [
    { inputs: integer(rng, 2, 4), hidden: 2, classes: 3 },
    { std: 3, reg: 4 },
  ],
  mistakes: penaltyMistakes,
});

const firstLossPart = definePart<FirstLossCall>({
  name: "firstLoss",
  points: { dataLoss: 2, penalty: 2, loss: 1 },
  hints: {
    firstLoss: [
      "It is the loss of exercise 3 and a penalty on top. Which weights does the penalty count?",
      "Subtract each row's largest score before `exp`, so that nothing overflows. `oneHot(labels, C)` picks the right class of each row. The penalty adds the squares of all matrices in `weights`.",
      "`const z = scores.sub(scores.max(1, true)); const logP = z.sub(z.exp().sum(1, true).log());` then `oneHot(labels, C).mul(logP).sum().div(-N)`; and `weights.reduce((sum, W) => sum.add(W.pow(2).sum()), tensor(0)).mul(reg / 2)`.",
    ],
  },
  parameters: ["", ""],
  reference: firstLoss,
  small: (rng, { rows }) => [
    {
      scores: whole(rng, [rows, 2], 0, 2),
      labels: drawLabels(rng, rows, 2),
      weights: [whole(rng, [1, 2], -2, 2), whole(rng, [2, 2], -2, 2)],
    },
    { reg: 0.5 },
  ],
  mistakes: firstLossMistakes,
});

const overfitPart = definePart<OverfitCall>({
  name: "overfit",
  points: { trained: 2, losses: 2, reachedAt: 2 },
  hints: {
    overfit: [
      "A loop of `steps` updates. What must be noted before each of them, and once more after the last?",
      "`lossAndGradient(weights, x, labels)` gives loss, gradient and accuracy at the weights of now. Note loss and accuracy first, then update.",
      "`for (let made = 0; made <= steps; made++) { const now = lossAndGradient(weights, x, labels); losses.push(now.loss); if (now.accuracy === 1 && reachedAt < 0) reachedAt = made; if (made < steps) weights = weights.sub(now.gradient.mul(lr)); }`, and return all three.",
    ],
  },
  parameters: ["", ""],
  tolerance: 1e-6,
  reference: ([inputs, options]) => train(inputs, options),
  small: (rng, { rows }) => [
    {
      W: zeros([2, 2]),
      x: whole(rng, [rows, 2], -2, 2),
      labels: drawLabels(rng, rows, 2),
    },
    { lr: 0.5, steps: 2 },
  ],
  mistakes: overfitMistakes,
});

/** What to look at before training: the first loss, the penalty, and a few examples learned by heart. */
export const exercise: Exercise = {
  id: "16-sanity-checks",
  title: "Sanity checks",
  minutes: 60,
  prerequisites: ["03"],
  parts: [chancePart, penaltyPart, firstLossPart, overfitPart],
  checks: [
    {
      title: "up to a hundred classes",
      part: "chance",
      ordinary: true,
      draw: (rng) => [[10], [integer(rng, 3, 100)]],
    },
    {
      title: "a net for small images",
      part: "expectedPenalty",
      ordinary: true,
      draw: (rng) => [
        netOf(integer(rng, 100, 3072), 50, 10, { std: 0.05, reg: between(rng, 0.1, 10) }),
      ],
    },
    {
      title: "6 examples of 4 classes",
      part: "firstLoss",
      ordinary: true,
      draw: (rng) => [drawFirstLoss(rng, 6, 4)],
    },
    {
      title: "8 examples of 3 classes, 30 updates",
      part: "overfit",
      ordinary: true,
      draw: (rng) => [drawOverfit(rng, 8, 30)],
    },
  ],
  reflections: [{ id: "night", points: 2 }],
};
