import * as augmentations from "../../../data/augment/index.js";
import * as linear from "../../../layers/linear.js";
import * as relu from "../../../layers/relu.js";
import * as softmax from "../../../layers/softmax.js";
import * as softmaxCrossEntropy from "../../../losses/softmax-cross-entropy.js";
import * as sgd from "../../../optim/sgd.js";
import { Random } from "../../../random.js";
import { tex, type Step } from "../../../step.js";
import { tensor } from "../../../tensor/create.js";
import { averageWeights } from "../../../train/polyak.js";
import { definePart, type Exercise } from "../../exercise.js";
import { integer } from "../../numbers.js";
import { whole } from "../../whole.js";
import { cropped } from "./images.js";
import {
  drawCrop,
  drawFlip,
  drawHead,
  drawPolyak,
  drawScores,
  type CropCall,
  type EnsembleCall,
  type FlipCall,
  type HeadCall,
  type PolyakCall,
} from "./inputs.js";
import {
  cropMistakes,
  ensembleMistakes,
  flipMistakes,
  headMistakes,
  polyakMistakes,
} from "./mistakes.js";

function flip([{ images, u }, { probability }]: FlipCall, step: Step) {
  const mirrored = step("mirrored", tex`x_{n,\,c,\,i,\,W-1-j}`, () =>
    augmentations.flip({ probability: 1 })(images, new Random(0)),
  );
  const y = step("y", tex`y_n = \text{mirrored where } u_n < p`, () => {
    const chosen = u.less(probability).reshape(-1, 1, 1, 1);
    return chosen.mul(mirrored).add(chosen.neg().add(1).mul(images));
  });
  return { y };
}

function ensemble([scores]: EnsembleCall, step: Step) {
  const [M, N, C] = scores.shape;
  const probabilities = step("probabilities", tex`p_m = \operatorname{softmax}(s_m)`, () =>
    softmax.forward({ x: scores.reshape(M * N, C) }).y.reshape(M, N, C),
  );
  const average = step("average", tex`\bar p = \tfrac1M \sum_m p_m`, () => probabilities.mean(0));
  return { average, labels: Array.from(average.argmax(1).data) };
}

function headStep([{ x, labels }, { W1, b1, W2, b2 }, { lr }]: HeadCall, step: Step) {
  const features = step("features", tex`h = \max(0,\; x W_1 + b_1)`, () => {
    const { y } = linear.forward({ x, W: W1, b: b1 });
    return relu.forward({ x: y }).y;
  });
  const head = linear.forward({ x: features, W: W2, b: b2 });
  const scores = step("scores", tex`s = h W_2 + b_2`, () => head.y);
  const dScores = step("dScores", tex`ds = \tfrac1N (p - t)`, () => {
    const { cache } = softmaxCrossEntropy.forward({ scores }, { labels: [...labels] });
    return softmaxCrossEntropy.backward(tensor(1), cache).dScores;
  });
  const { dW, dB } = linear.backward(dScores, head.cache);
  const next = step(
    "W2",
    tex`W_2 - \alpha\, h^\top ds`,
    () => sgd.update(W2, dW, {}, { lr }).theta,
  );
  return { W1, b1, W2: next, b2: dB ? sgd.update(b2, dB, {}, { lr }).theta : b2 };
}

const flipPart = definePart<FlipCall>({
  name: "flip",
  points: { mirrored: 2, y: 2 },
  hints: {
    flip: [
      "First mirror all images, then choose for each whether it is the mirrored one or the one that came in.",
      "`take(indices)` picks along axis 0. `images.permute(3, 0, 1, 2)` brings the columns there, `.permute(1, 2, 3, 0)` takes them back. For the choice, a mask of shape (N, 1, 1, 1).",
      "`images.permute(3, 0, 1, 2).take(Array.from({ length: W }, (_, j) => W - 1 - j)).permute(1, 2, 3, 0)`; then `chosen.mul(mirrored).add(chosen.neg().add(1).mul(images))` with `chosen = u.less(probability).reshape(-1, 1, 1, 1)`.",
    ],
  },
  parameters: ["", ""],
  reference: flip,
  small: (rng, { rows, columns }) => [
    {
      images: whole(rng, [rows, 1, columns, 2], 0, 3),
      u: whole(rng, [rows], 1, 9).div(10),
    },
    { probability: 0.45 },
  ],
  mistakes: flipMistakes,
});

const cropPart = definePart<CropCall>({
  name: "crop",
  points: { y: 2 },
  hints: {
    crop: [
      "Four loops: image, channel, and the row and column of the *new* image. Where in the old one does each pixel come from?",
      "From row `top[n] + row` and column `left[n] + column` of image n.",
      "In the loops `values.push(images.at(n, c, top[n] + row, left[n] + column));`, and at the end `fromData(values, [N, C, size, size])`.",
    ],
  },
  parameters: ["", ""],
  reference: ([{ images, top, left }, { size }], step) => ({
    y: step("y", tex`y_{ncij} = x_{n,\,c,\,t_n+i,\,l_n+j}`, () => cropped(images, top, left, size)),
  }),
  small: (rng, { rows }) => [
    {
      images: whole(rng, [rows, 1, 3, 3], 0, 9),
      top: Array.from({ length: rows }, () => integer(rng, 0, 1)),
      left: Array.from({ length: rows }, () => integer(rng, 0, 1)),
    },
    { size: 2 },
  ],
  mistakes: cropMistakes,
});

const ensemblePart = definePart<EnsembleCall>({
  name: "ensemble",
  points: { probabilities: 1, average: 1, labels: 1 },
  hints: {
    ensemble: [
      "One member says (10, 0), two say (0, 2). What do they decide if their scores are averaged, and what if their probabilities are?",
      "Softmax over axis 2 with `keepDims`, then the mean over axis 0.",
      "`const e = scores.sub(scores.max(2, true)).exp(); return e.div(e.sum(2, true));`, `probabilities.mean(0)`, and `Array.from(average.argmax(1).data)`.",
    ],
  },
  parameters: ["scores"],
  reference: ensemble,
  small: (rng, { rows }) => [whole(rng, [2, rows, 2], 0, 3)],
  mistakes: ensembleMistakes,
});

const polyakPart = definePart<PolyakCall>({
  name: "polyak",
  points: { average: 1 },
  hints: {
    polyak: [
      "It is the running average of batch norm, of weights.",
      "Two weights that add up to 1; most of it stays.",
      "`average.mul(keep).add(theta.mul(1 - keep))`.",
    ],
  },
  parameters: ["average", "theta", ""],
  reference: ([average, theta, options], step) => averageWeights(average, theta, options, step),
  small: (rng, { rows, columns }) => [
    whole(rng, [rows, columns], 0, 4),
    whole(rng, [rows, columns], 0, 4),
    { keep: 0.75 },
  ],
  mistakes: polyakMistakes,
});

const headPart = definePart<HeadCall>({
  name: "headStep",
  points: { features: 1, scores: 1, dScores: 2, W2: 2 },
  hints: {
    headStep: [
      "The first layer is frozen: it computes, and that is all. Which gradients do you not need?",
      "The gradient of the softmax loss by the scores is (p − t) / N, with `oneHot(labels, C)` for t. The gradient by W₂ is hᵀ ds.",
      "`const e = scores.sub(scores.max(1, true)).exp(); return e.div(e.sum(1, true)).sub(oneHot(labels, C)).div(N);` and `W2.sub(features.T.matmul(dScores).mul(lr))`.",
    ],
  },
  parameters: ["", "", ""],
  reference: headStep,
  small: (rng, { rows }) => [
    { x: whole(rng, [rows, 2], -2, 2), labels: Array.from({ length: rows }, () => rng.integer(2)) },
    {
      W1: whole(rng, [2, 2], -2, 2),
      b1: whole(rng, [2], 1, 2),
      W2: whole(rng, [2, 2], -1, 1),
      b2: whole(rng, [2], 1, 2),
    },
    { lr: 0.5 },
  ],
  mistakes: headMistakes,
});

/** More from the same data: augmentation, ensembles, averaged weights, and a net that was trained on something else. */
export const exercise: Exercise = {
  id: "20-capstone",
  title: "Augmentation, ensembles, transfer learning",
  minutes: 90,
  prerequisites: ["03", "16"],
  parts: [flipPart, cropPart, ensemblePart, polyakPart, headPart],
  checks: [
    {
      title: "6 images of 2 channels, probability 0.3",
      part: "flip",
      ordinary: true,
      draw: (rng) => [drawFlip(rng, [6, 2, 4, 5], 0.3)],
    },
    {
      title: "5 images of 2 channels, 8 × 9 pixels to 4 × 4",
      part: "crop",
      ordinary: true,
      draw: (rng) => [drawCrop(rng, [5, 2, 8, 9], 4)],
    },
    {
      title: "3 members, 12 examples, 4 classes",
      part: "ensemble",
      ordinary: true,
      draw: (rng) => [drawScores(rng, 3, 12, 4)],
    },
    {
      title: "a matrix of 3 × 2 weights",
      part: "polyak",
      ordinary: true,
      draw: (rng) => [drawPolyak(rng, [3, 2])],
    },
    {
      title: "8 examples, 3 inputs, 5 features, 3 classes",
      part: "headStep",
      ordinary: true,
      draw: (rng) => [drawHead(rng, [8, 3, 5, 3])],
    },
  ],
  reflections: [{ id: "two-by-two", points: 3 }],
};
