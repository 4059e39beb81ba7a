import * as softmax from "../../../layers/softmax.js";
import { oneHot } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { MistakeSource } from "../../exercise.js";
import { cropped } from "./images.js";
import type { CropCall, EnsembleCall, FlipCall, HeadCall, PolyakCall } from "./inputs.js";

/** The same entries along an axis in reverse. */
function reversed(x: Tensor, axis: number): Tensor {
  const order = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
  const back = order.map((_, i) => order.indexOf(i));
  const n = x.shape[axis];
  const indices = Array.from({ length: n }, (_, i) => n - 1 - i);
  return x
    .permute(...order)
    .take(indices)
    .permute(...back);
}

const mix = (chosen: Tensor, yes: Tensor, no: Tensor): Tensor => {
  const mask = chosen.reshape(-1, 1, 1, 1);
  return mask.mul(yes).add(mask.neg().add(1).mul(no));
};

export const flipMistakes: MistakeSource<FlipCall>[] = [
  {
    step: "mirrored",
    cause: "you turned the images upside down",
    next: "Left and right is the last axis, the columns.",
    instead: ([{ images }]) => reversed(images, 2),
  },
  {
    step: "mirrored",
    cause: "you turned them by half: rows and columns both",
    next: "Only the last axis, the columns, is reversed.",
    instead: ([{ images }]) => reversed(reversed(images, 3), 2),
  },
  {
    step: "mirrored",
    cause: "you exchanged the images: the first became the last",
    next: "Image n stays image n; its columns are reversed.",
    instead: ([{ images }]) => reversed(images, 0),
  },
  {
    step: "y",
    cause: "every image is mirrored",
    next: "Only where u is below the probability.",
    instead: (_, { mirrored }) => mirrored,
  },
  {
    step: "y",
    cause: "you mirrored the images that should stay, and the other way round",
    next: "Mirror where u is below the probability.",
    instead: ([{ images, u }, { probability }], { mirrored }) =>
      mix(u.less(probability), images, mirrored),
  },
  {
    step: "y",
    cause: "one draw decides for all images",
    next: "Image n has its own number, entry n of u: reshape it to (N, 1, 1, 1).",
    instead: ([{ images, u }, { probability }], { mirrored }) =>
      u.at(0) < probability ? mirrored : images,
  },
  {
    step: "y",
    cause: "you blended each image with its mirror image",
    next: "An image is mirrored or not: u.less(probability) is 1 or 0.",
    instead: ([{ images }, { probability }], { mirrored }) =>
      mirrored.mul(probability).add(images.mul(1 - probability)),
  },
];

export const cropMistakes: MistakeSource<CropCall>[] = [
  {
    step: "y",
    cause: "top and left changed places",
    next: "top counts rows, left counts columns: x.at(n, c, top + row, left + column).",
    instead: ([{ images, top, left }, { size }]) => {
      const [, , H, W] = images.shape;
      const rows = left.map((at) => Math.min(at, H - size));
      const columns = top.map((at) => Math.min(at, W - size));
      return cropped(images, rows, columns, size);
    },
  },
  {
    step: "y",
    cause: "every image is cut at the first one's place",
    next: "Image n has its own place, top[n] and left[n].",
    instead: ([{ images, top, left }, { size }]) =>
      cropped(
        images,
        top.map(() => top[0]),
        left.map(() => left[0]),
        size,
      ),
  },
  {
    step: "y",
    cause: "you cut every image at its corner and ignored top and left",
    next: "Begin at row top[n] and column left[n].",
    instead: ([{ images, top, left }, { size }]) =>
      cropped(
        images,
        top.map(() => 0),
        left.map(() => 0),
        size,
      ),
  },
  {
    step: "y",
    cause: "you cut from the other end: top and left counted from the bottom right",
    next: "Row 0 is the top one, column 0 the left one.",
    instead: ([{ images, top, left }, { size }]) => {
      const [, , H, W] = images.shape;
      return cropped(
        images,
        top.map((at) => H - size - at),
        left.map((at) => W - size - at),
        size,
      );
    },
  },
];

const softmaxOver = (scores: Tensor, axis: number): Tensor => {
  const shifted = scores.sub(scores.max(axis, true)).exp();
  return shifted.div(shifted.sum(axis, true));
};

export const ensembleMistakes: MistakeSource<EnsembleCall>[] = [
  {
    step: "probabilities",
    cause: "you normalized over the members and not over the classes",
    next: "The classes are the last axis, 2.",
    instead: ([scores]) => softmaxOver(scores, 0),
  },
  {
    step: "probabilities",
    cause: "these are scores and not yet probabilities",
    next: "Take softmax over the classes, axis 2.",
    instead: ([scores]) => scores,
  },
  {
    step: "probabilities",
    cause: "you did not divide by the sum",
    next: "Each row must add up to 1: divide by the sum over axis 2.",
    instead: ([scores]) => scores.sub(scores.max(2, true)).exp(),
  },
  {
    step: "average",
    cause: "you averaged the scores: a member that shouts drowns the others out",
    next: "Average the probabilities over the members, axis 0.",
    instead: ([scores]) => softmax.forward({ x: scores.mean(0) }).y,
  },
  {
    step: "average",
    cause: "you added the members up and did not divide",
    next: "Take the mean over axis 0, so that each row adds up to 1.",
    instead: (_, { probabilities }) => probabilities.sum(0),
  },
  {
    step: "average",
    cause: "you took the surest member for each class",
    next: "Take the mean over axis 0, not the largest.",
    instead: (_, { probabilities }) => probabilities.max(0),
  },
  {
    step: "labels",
    cause: "you asked the first member alone",
    next: "Take the most probable class of the average.",
    instead: (_, { probabilities }) => Array.from(probabilities.argmax(2).slice(0, 1).data),
  },
  {
    step: "labels",
    cause: "you gave the least probable class",
    next: "Take the most probable one: argmax(1).",
    instead: (_, { average }) => Array.from(average.neg().argmax(1).data),
  },
];

export const polyakMistakes: MistakeSource<PolyakCall>[] = [
  {
    step: "average",
    cause: "the two weights changed places: the average forgets almost all at once",
    next: "keep is what stays of the old average: 0.995 or so.",
    instead: ([average, theta, { keep }]) => average.mul(1 - keep).add(theta.mul(keep)),
  },
  {
    step: "average",
    cause: "the new weights count in full: the average grows without end",
    next: "Give them the weight 1 − keep.",
    instead: ([average, theta, { keep }]) => average.mul(keep).add(theta),
  },
  {
    step: "average",
    cause: "you took the plain mean of the two",
    next: "keep · average + (1 − keep) · theta.",
    instead: ([average, theta]) => average.add(theta).div(2),
  },
];

export const headMistakes: MistakeSource<HeadCall>[] = [
  {
    step: "features",
    cause: "you forgot the ReLU",
    next: "max(0, x W₁ + b₁).",
    instead: ([{ x }, { W1, b1 }]) => x.matmul(W1).add(b1),
  },
  {
    step: "features",
    cause: "you forgot the bias b₁",
    next: "max(0, x W₁ + b₁).",
    instead: ([{ x }, { W1 }]) => x.matmul(W1).maximum(0),
  },
  {
    step: "scores",
    cause: "you forgot the bias b₂",
    next: "h W₂ + b₂.",
    instead: ([, { W2 }], { features }) => features.matmul(W2),
  },
  {
    step: "scores",
    cause: "you put a ReLU on the scores; they may be negative",
    next: "h W₂ + b₂, and nothing after it.",
    instead: (_, { scores }) => scores.maximum(0),
  },
  {
    step: "dScores",
    cause: "you did not divide by the number of examples",
    next: "The loss is a mean over N examples.",
    instead: ([{ labels }], { dScores }) => dScores.mul(labels.length),
  },
  {
    step: "dScores",
    cause: "you forgot to take 1 away at the right class",
    next: "(p − t) / N, with t = oneHot(labels, C).",
    instead: ([{ labels }], { scores }) => softmax.forward({ x: scores }).y.div(labels.length),
  },
  {
    step: "dScores",
    cause: "the sign is turned around: this is minus the gradient",
    next: "(p − t) / N.",
    instead: (_, { dScores }) => dScores.neg(),
  },
  {
    step: "dScores",
    cause: "you used the scores where probabilities belong",
    next: "Take softmax of the scores first.",
    instead: ([{ labels }], { scores }) =>
      scores.sub(oneHot(labels, scores.shape[1])).div(labels.length),
  },
  {
    step: "W2",
    cause: "you went uphill: you added the gradient",
    next: "Descend: W₂ − lr · hᵀ dScores.",
    instead: ([, { W2 }, { lr }], { features, dScores }) =>
      W2.add(features.T.matmul(dScores).mul(lr)),
  },
  {
    step: "W2",
    cause: "the learning rate is missing",
    next: "W₂ − lr · hᵀ dScores.",
    instead: ([, { W2 }], { features, dScores }) => W2.sub(features.T.matmul(dScores)),
  },
  {
    step: "W2",
    cause: "the head did not learn: this is the old W₂",
    next: "W₂ − lr · hᵀ dScores.",
    instead: ([, { W2 }]) => W2,
  },
];
