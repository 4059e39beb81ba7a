import { full } from "../../../tensor/create.js";
import type { MistakeSource } from "../../exercise.js";
import { betaAveraged, gammaForgotten, halfScaled } from "../norm-mistakes.js";
import type { BackwardCall, ForwardCall, RmsCall } from "./inputs.js";

export const forwardMistakes: MistakeSource<ForwardCall>[] = [
  {
    step: "mean",
    cause: "you averaged over the rows, as batch norm does; here each row has a mean of its own",
    next: "Average over the features: axis 1.",
    instead: ([{ x }]) => x.mean(0, true),
  },
  {
    step: "mean",
    cause: "the mean lost its axis: it has shape (N), and cannot stand beside (N, D)",
    next: "Keep the axis with .mean(1, true), which leaves shape (N, 1).",
    instead: ([{ x }]) => x.mean(1),
  },
  {
    step: "mean",
    cause: "you added the features up but did not divide by D",
    next: "Take the mean over the features.",
    instead: ([{ x }]) => x.sum(1, true),
  },
  {
    step: "centered",
    cause: "you subtracted the other way round",
    next: "Subtract the mean from x.",
    instead: ([{ x }], { mean }) => mean.sub(x),
  },
  {
    step: "variance",
    cause: "you averaged over the rows, as batch norm does",
    next: "Average the squares over the features: axis 1.",
    instead: (_args, { centered }) => centered.pow(2).mean(0, true),
  },
  {
    step: "variance",
    cause: "you divided by D − 1 instead of D",
    next: "The variance is the biased one: divide by D, the number of features.",
    instead: ([{ x }], { centered }) =>
      centered
        .pow(2)
        .sum(1, true)
        .div(x.shape[1] - 1),
  },
  {
    step: "variance",
    cause: "the variance lost its axis: it has shape (N), and cannot stand beside (N, D)",
    next: "Keep the axis with .mean(1, true), which leaves shape (N, 1).",
    instead: (_args, { centered }) => centered.pow(2).mean(1),
  },
  {
    step: "variance",
    cause: "you took the root already: this is the standard deviation",
    next: "Leave the root to the next step, invStd.",
    instead: (_args, { variance }) => variance.sqrt(),
  },
  {
    step: "invStd",
    cause: "eps stands outside the root",
    next: "Add eps to the variance first, then take the root.",
    instead: ([, { eps }], { variance }) => full([], 1).div(variance.sqrt().add(eps)),
  },
  {
    step: "invStd",
    cause: "you left eps out",
    next: "Add eps to the variance before you take the root.",
    instead: (_args, { variance }) => variance.pow(-1 / 2),
  },
  {
    step: "invStd",
    cause: "you forgot to invert: this is the standard deviation itself",
    next: "Raise to the power −1/2, not 1/2.",
    instead: ([, { eps }], { variance }) => variance.add(eps).sqrt(),
  },
  {
    step: "xHat",
    cause: "you scaled x, not the centered values",
    next: "Multiply centered, not x, by invStd.",
    instead: ([{ x }], { invStd }) => x.mul(invStd),
  },
  {
    step: "xHat",
    cause: "you divided by invStd, which is one over the standard deviation already",
    next: "Multiply centered by invStd.",
    instead: (_args, { centered, invStd }) => centered.div(invStd),
  },
  ...halfScaled,
];

export const backwardMistakes: MistakeSource<BackwardCall>[] = [
  {
    step: "dBeta",
    cause:
      "you summed over the features; beta has one entry for each of them, and was used in every row",
    next: "Sum over the rows: axis 0. Only the statistics have changed direction.",
    instead: ([dY]) => dY.sum(1),
  },
  betaAveraged,
  {
    step: "dGamma",
    cause:
      "you summed over the features; gamma has one entry for each of them, and was used in every row",
    next: "Sum over the rows: axis 0. Only the statistics have changed direction.",
    instead: ([dY, { xHat }]) => dY.mul(xHat).sum(1),
  },
  {
    step: "dGamma",
    cause: "you left x̂ out",
    next: "gamma multiplied x̂, so each dyᵢ is multiplied by x̂ᵢ.",
    instead: ([dY]) => dY.sum(0),
  },
  gammaForgotten,
  {
    step: "dX",
    cause: "you averaged over the rows, as batch norm does; a row knows nothing of the others here",
    next: "Both means run over the features of the row: axis 1.",
    instead: ([, { invStd, xHat }], { dXHat }) =>
      dXHat
        .sub(dXHat.mean(0, true))
        .sub(xHat.mul(dXHat.mul(xHat).mean(0, true)))
        .mul(invStd),
  },
  {
    step: "dX",
    cause:
      "you averaged dy and multiplied by gamma in the end; gamma differs along a row, so it must go in first",
    next: "Use dXHat, which holds gamma, in both means.",
    instead: ([dY, { gamma, invStd, xHat }]) =>
      dY
        .sub(dY.mean(1, true))
        .sub(xHat.mul(dY.mul(xHat).mean(1, true)))
        .mul(invStd)
        .mul(gamma),
  },
  {
    step: "dX",
    cause: "you kept the direct path alone",
    next: "Take away the mean of dx̂ over the row, and its part along x̂.",
    instead: ([, { invStd }], { dXHat }) => dXHat.mul(invStd),
  },
  {
    step: "dX",
    cause: "you did not take the mean away: the path through μ is missing",
    next: "Subtract the mean of dx̂ over the row.",
    instead: ([, { invStd, xHat }], { dXHat }) =>
      dXHat.sub(xHat.mul(dXHat.mul(xHat).mean(1, true))).mul(invStd),
  },
  {
    step: "dX",
    cause: "you did not take away the part along x̂: the path through σ² is missing",
    next: "Subtract x̂ times the mean of dx̂ x̂ over the row.",
    instead: ([, { invStd }], { dXHat }) => dXHat.sub(dXHat.mean(1, true)).mul(invStd),
  },
  {
    step: "dX",
    cause: "you subtracted sums where means belong",
    next: "Both terms have a 1/D: take .mean(1, true).",
    instead: ([, { invStd, xHat }], { dXHat }) =>
      dXHat
        .sub(dXHat.sum(1, true))
        .sub(xHat.mul(dXHat.mul(xHat).sum(1, true)))
        .mul(invStd),
  },
];

export const rmsMistakes: MistakeSource<RmsCall>[] = [
  {
    step: "meanSquare",
    cause: "you subtracted the mean first: that is layer norm's variance",
    next: "RMS norm squares x as it is.",
    instead: ([{ x }]) => x.sub(x.mean(1, true)).pow(2).mean(1, true),
  },
  {
    step: "meanSquare",
    cause: "you added the squares up but did not divide by D",
    next: "Take the mean of the squares.",
    instead: ([{ x }]) => x.pow(2).sum(1, true),
  },
  {
    step: "meanSquare",
    cause: "you squared the mean; the mean of the squares is asked for",
    next: "Square first, then average.",
    instead: ([{ x }]) => x.mean(1, true).pow(2),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma.",
    instead: (_args, { xHat }) => xHat,
  },
  {
    step: "y",
    cause: "you scaled x itself; it must be divided by its root mean square first",
    next: "Multiply x̂ by gamma.",
    instead: ([{ x, gamma }]) => x.mul(gamma),
  },
];
