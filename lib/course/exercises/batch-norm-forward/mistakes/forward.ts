import { full } from "../../../../tensor/create.js";
import type { MistakeSource } from "../../../exercise.js";
import { halfScaled } from "../../norm-mistakes.js";
import type { ForwardCall } from "../inputs.js";

export const forwardMistakes: MistakeSource<ForwardCall>[] = [
  {
    step: "mean",
    cause: "you added the rows up but did not divide by N",
    next: "Divide the sum by the number of rows, or use x.mean(0).",
    instead: ([{ x }]) => x.sum(0),
  },
  {
    step: "mean",
    cause: "you took the mean along the wrong axis: one for each row, not one for each feature",
    next: "Average over the rows: axis 0.",
    instead: ([{ x }]) => x.mean(1),
  },
  {
    step: "mean",
    cause: "you took the mean over all entries; each feature has its own",
    next: "Average over the rows alone: x.mean(0).",
    instead: ([{ x }]) => x.mean(),
  },
  {
    step: "centered",
    cause: "you subtracted the other way round",
    next: "Subtract the mean from x: x.sub(mean).",
    instead: ([{ x }], { mean }) => mean.sub(x),
  },
  {
    step: "variance",
    cause: "you divided by N − 1 instead of N",
    next: "Batch norm's variance is the biased one: divide by N, the number of rows.",
    instead: ([{ x }], { centered }) =>
      centered
        .pow(2)
        .sum(0)
        .div(x.shape[0] - 1),
  },
  {
    step: "variance",
    cause: "you added the squares up but did not divide by N",
    next: "Take the mean of the squares over the rows, not their sum.",
    instead: (_args, { centered }) => centered.pow(2).sum(0),
  },
  {
    step: "variance",
    cause: "you averaged the squares of x itself, not of the centered values",
    next: "Square centered, which is x minus its mean.",
    instead: ([{ x }]) => x.pow(2).mean(0),
  },
  {
    step: "variance",
    cause: "you averaged the centered values without squaring them, which gives 0",
    next: "Square first, then take the mean.",
    instead: (_args, { centered }) => centered.mean(0),
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
    next: "Add eps to the variance first, then take the root: 1 / √(σ² + ε).",
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
    cause: "you used 1e-5 for eps; the caller may choose another",
    next: "Use the argument eps.",
    instead: (_args, { variance }) => variance.add(1e-5).pow(-1 / 2),
  },
  {
    step: "invStd",
    cause: "you forgot the root: this is one over the variance",
    next: "Raise to the power −1/2, not −1.",
    instead: ([, { eps }], { variance }) => variance.add(eps).pow(-1),
  },
  {
    step: "invStd",
    cause: "you forgot to invert: this is the standard deviation itself",
    next: "Raise to the power −1/2, not 1/2.",
    instead: ([, { eps }], { variance }) => variance.add(eps).sqrt(),
  },
  {
    step: "xHat",
    cause: "you divided by invStd, which is one over the standard deviation already",
    next: "Multiply centered by invStd.",
    instead: (_args, { centered, invStd }) => centered.div(invStd),
  },
  {
    step: "xHat",
    cause: "you scaled x, not the centered values",
    next: "Multiply centered, not x, by invStd.",
    instead: ([{ x }], { invStd }) => x.mul(invStd),
  },
  ...halfScaled,
  {
    step: "y",
    cause: "gamma and beta changed places",
    next: "gamma scales, beta shifts.",
    instead: ([{ gamma, beta }], { xHat }) => xHat.mul(beta).add(gamma),
  },
  {
    step: "y",
    cause: "you added beta first and then scaled the sum",
    next: "Scale by gamma first, then add beta.",
    instead: ([{ gamma, beta }], { xHat }) => xHat.add(beta).mul(gamma),
  },
];
