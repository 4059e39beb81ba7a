import { tensor } from "../../../tensor/create.js";
import type { MistakeSource } from "../../exercise.js";
import type { BackwardCall, EvalCall, ExpectationCall, TrainCall } from "./inputs.js";

const keepMistakes: MistakeSource<TrainCall>[] = [
  {
    step: "keep",
    cause: "you took p for the probability to keep; here it is the probability to drop",
    next: "A unit is dropped with probability p: keep it where u is p or more.",
    instead: ([{ u }, { p }]) => u.less(p),
  },
  {
    step: "keep",
    cause: "you compared with 0.5, whatever p is",
    next: "Compare u with p.",
    instead: ([{ u }]) => u.less(0.5).neg().add(1),
  },
  {
    step: "keep",
    cause: "you divided the mask by 1 − p already",
    next: "Keep the mask 0 and 1; the scale, if there is one, belongs to the next step.",
    instead: ([, { p }], { keep }) => keep.div(1 - p),
  },
];

export const vanillaMistakes: MistakeSource<TrainCall>[] = [
  ...keepMistakes,
  {
    step: "y",
    cause: "you divided by 1 − p: that is the inverted form, which comes later",
    next: "The lecture's form does nothing but multiply by the mask in training.",
    instead: ([{ x }, { p }], { keep }) => x.mul(keep).div(1 - p),
  },
  {
    step: "y",
    cause: "you scaled by 1 − p in training as well; that is for test time alone",
    next: "Multiply x by the mask and by nothing else.",
    instead: ([{ x }, { p }], { keep }) => x.mul(keep).mul(1 - p),
  },
  {
    step: "y",
    cause: "you dropped nothing: this is x itself",
    next: "Multiply x by the mask.",
    instead: ([{ x }]) => x,
  },
  {
    step: "y",
    cause: "you dropped what should be kept and kept what should be dropped",
    next: "The mask is 1 where a unit stays: multiply by it as it is.",
    instead: ([{ x }], { keep }) => x.mul(keep.neg().add(1)),
  },
];

export const invertedMistakes: MistakeSource<TrainCall>[] = [
  ...keepMistakes,
  {
    step: "y",
    cause: "the scale is missing: this is the lecture's form",
    next: "Divide what is kept by 1 − p, so that the mean stays what it was.",
    instead: ([{ x }], { keep }) => x.mul(keep),
  },
  {
    step: "y",
    cause: "you divided by p, the probability to drop",
    next: "A share of 1 − p is left: divide by 1 − p.",
    instead: ([{ x }, { p }], { keep }) => x.mul(keep).div(p),
  },
  {
    step: "y",
    cause: "you multiplied by 1 − p where you should divide",
    next: "What is kept must grow, to make up for what is dropped: divide by 1 − p.",
    instead: ([{ x }, { p }], { keep }) => x.mul(keep).mul(1 - p),
  },
  {
    step: "y",
    cause: "you scaled but dropped nothing",
    next: "Multiply by the mask too.",
    instead: ([{ x }, { p }]) => x.div(1 - p),
  },
];

export const vanillaEvalMistakes: MistakeSource<EvalCall>[] = [
  {
    step: "y",
    cause: "you left x as it is: the next layer then gets more than it ever saw in training",
    next: "In training a share of 1 − p was left on average: multiply by 1 − p.",
    instead: ([{ x }]) => x,
  },
  {
    step: "y",
    cause: "you scaled by p, the probability to drop",
    next: "What was left on average is a share of 1 − p.",
    instead: ([{ x }, { p }]) => x.mul(p),
  },
  {
    step: "y",
    cause: "you divided by 1 − p where you should multiply",
    next: "At test time nothing is dropped, so every output must shrink: multiply by 1 − p.",
    instead: ([{ x }, { p }]) => x.div(1 - p),
  },
];

export const invertedEvalMistakes: MistakeSource<EvalCall>[] = [
  {
    step: "y",
    cause: "you scaled by 1 − p, which training has made up for already",
    next: "Inverted dropout has nothing left to do at test time.",
    instead: ([{ x }, { p }]) => x.mul(1 - p),
  },
  {
    step: "y",
    cause: "you divided by 1 − p once more; training did that",
    next: "Inverted dropout has nothing left to do at test time.",
    instead: ([{ x }, { p }]) => x.div(1 - p),
  },
];

export const backwardMistakes: MistakeSource<BackwardCall>[] = [
  {
    step: "dX",
    cause: "you let the gradient through everywhere, also where a unit was dropped",
    next: "A dropped unit had no part in the loss: multiply by the mask of the forward pass.",
    instead: ([dY]) => dY,
  },
  {
    step: "dX",
    cause: "you used the mask but forgot the scale",
    next: "y = keep · x / (1 − p), so the gradient is divided by 1 − p too.",
    instead: ([dY, { keep }]) => dY.mul(keep),
  },
  {
    step: "dX",
    cause: "you used the scale but forgot the mask",
    next: "A dropped unit had no part in the loss: multiply by the mask of the forward pass.",
    instead: ([dY, { p }]) => dY.div(1 - p),
  },
  {
    step: "dX",
    cause: "you divided by p, the probability to drop",
    next: "The forward pass divided by 1 − p, so the gradient is as well.",
    instead: ([dY, { keep, p }]) => dY.mul(keep).div(p),
  },
  {
    step: "dX",
    cause: "you multiplied by 1 − p where the forward pass divided",
    next: "The derivative of keep · x / (1 − p) is keep / (1 − p).",
    instead: ([dY, { keep, p }]) => dY.mul(keep).mul(1 - p),
  },
];

export const expectationMistakes: MistakeSource<ExpectationCall>[] = [
  {
    step: "chance",
    cause: "you gave every mask the same chance, which is so for p = 0.5 alone",
    next: "Multiply a factor for each entry: 1 − p where it is kept, p where it is dropped.",
    instead: (_, { chance }) => chance.mul(0).add(1 / chance.size),
  },
  {
    step: "chance",
    cause: "p and 1 − p changed places",
    next: "An entry is kept with probability 1 − p and dropped with probability p.",
    instead: ([{ masks }, { p }]) => {
      const kept = masks.sum(1);
      const dropped = kept.neg().add(masks.shape[1]);
      return tensor(p)
        .pow(kept)
        .mul(tensor(1 - p).pow(dropped));
    },
  },
  {
    step: "chance",
    cause: "you counted the kept entries alone",
    next: "The dropped ones count too: a factor p for each of them.",
    instead: ([{ masks }, { p }]) => tensor(1 - p).pow(masks.sum(1)),
  },
  {
    step: "outputs",
    cause: "you forgot the ReLU",
    next: "Cut at 0 after the product with W.",
    instead: ([{ x, W, masks }]) => masks.mul(x).matmul(W),
  },
  {
    step: "outputs",
    cause: "you divided by 1 − p: that is inverted dropout",
    next: "This is about the lecture's form: mask the inputs and scale nothing.",
    instead: ([, { p }], { outputs }) => outputs.div(1 - p),
  },
  {
    step: "average",
    cause: "you took the plain mean over the masks",
    next: "Weight each mask's output by its chance, and add up.",
    instead: (_, { outputs }) => outputs.mean(0),
  },
  {
    step: "average",
    cause: "you divided by the number of masks after weighting them",
    next: "The chances add up to 1 already: the weighted sum is the average.",
    instead: (_, { chance, outputs }) => chance.reshape(-1, 1).mul(outputs).mean(0),
  },
  {
    step: "average",
    cause: "this is the shortcut, which is not the average over all masks",
    next: "Weight each mask's output by its chance, and add up.",
    instead: (_, { shortcut }) => shortcut,
  },
  {
    step: "shortcut",
    cause: "you left x as it is",
    next: "At test time the lecture's form multiplies x by 1 − p.",
    instead: ([, { p }], { shortcut }) => shortcut.div(1 - p),
  },
  {
    step: "shortcut",
    cause: "you forgot the ReLU",
    next: "The same layer as before: cut at 0 after the product with W.",
    instead: ([{ x, W }, { p }]) =>
      x
        .mul(1 - p)
        .reshape(1, -1)
        .matmul(W)
        .reshape(-1),
  },
];
