import type { Tensor } from "../../tensor/tensor.js";
import type { MistakeSource } from "../exercise.js";

type Forward = readonly [{ gamma: Tensor; beta: Tensor }, ...unknown[]];
type Backward = readonly [Tensor, ...unknown[]];
type BackwardWithXHat = readonly [Tensor, { xHat: Tensor }, ...unknown[]];

/** Mistakes of the last step, y = γ x̂ + β, which all norms share, in training and in eval mode. */
export const halfScaled: MistakeSource<Forward>[] = [
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ([{ gamma }], { xHat }) => xHat.mul(gamma),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ([{ beta }], { xHat }) => xHat.add(beta),
  },
];

export const betaAveraged: MistakeSource<Backward> = {
  step: "dBeta",
  cause: "you took the mean over the rows instead of the sum",
  next: "beta is added to every row, so its gradient is the sum over the rows.",
  instead: ([dY]) => dY.mean(0),
};

export const gammaMistakes: MistakeSource<BackwardWithXHat>[] = [
  {
    step: "dGamma",
    cause: "you took the mean over the rows instead of the sum",
    next: "gamma is used in every row, so its gradient is the sum over the rows.",
    instead: ([dY, { xHat }]) => dY.mul(xHat).mean(0),
  },
  {
    step: "dGamma",
    cause: "you left x̂ out",
    next: "By the chain rule, each dyᵢ is multiplied by what gamma multiplied: x̂ᵢ.",
    instead: ([dY]) => dY.sum(0),
  },
];

export const gammaForgotten: MistakeSource<Backward> = {
  step: "dXHat",
  cause: "you forgot gamma",
  next: "x̂ is multiplied by gamma on its way to y, so its gradient is too.",
  instead: ([dY]) => dY,
};
