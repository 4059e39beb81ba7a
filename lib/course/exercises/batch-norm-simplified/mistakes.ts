import type { MistakeSource } from "../../exercise.js";
import { betaAveraged, gammaForgotten, gammaMistakes } from "../norm-mistakes.js";
import type { EvalBackwardCall, FoldCall, SimplifiedCall } from "./inputs.js";

export const simplifiedMistakes: MistakeSource<SimplifiedCall>[] = [
  betaAveraged,
  ...gammaMistakes,
  {
    step: "dX",
    cause: "you kept the direct path alone",
    next: "Take the mean away, dβ/N, and the part along x̂, x̂ dγ/N.",
    instead: ([dY, { gamma, invStd }]) => dY.mul(gamma.mul(invStd)),
  },
  {
    step: "dX",
    cause: "you did not take the mean away: the path through μ is missing",
    next: "Subtract dβ/N inside the brackets.",
    instead: ([dY, { gamma, invStd, xHat }], { dGamma }) =>
      dY.sub(xHat.mul(dGamma).div(dY.shape[0])).mul(gamma.mul(invStd)),
  },
  {
    step: "dX",
    cause: "you did not take away the part along x̂: the path through σ² is missing",
    next: "Subtract x̂ dγ/N inside the brackets.",
    instead: ([dY, { gamma, invStd }], { dBeta }) =>
      dY.sub(dBeta.div(dY.shape[0])).mul(gamma.mul(invStd)),
  },
  {
    step: "dX",
    cause: "both 1/N are missing: a mean is taken away, not a sum",
    next: "Divide dBeta and x̂ dGamma by N.",
    instead: ([dY, { gamma, invStd, xHat }], { dBeta, dGamma }) =>
      dY.sub(dBeta).sub(xHat.mul(dGamma)).mul(gamma.mul(invStd)),
  },
  {
    step: "dX",
    cause: "x̂ is missing in the last term: dγ/N was taken from every row alike",
    next: "The part along x̂ is x̂ᵢ dγ/N: multiply by xHat.",
    instead: ([dY, { gamma, invStd }], { dBeta, dGamma }) =>
      dY.sub(dBeta.add(dGamma).div(dY.shape[0])).mul(gamma.mul(invStd)),
  },
  {
    step: "dX",
    cause: "you left gamma out",
    next: "Multiply the brackets by gamma · r.",
    instead: ([dY, { invStd, xHat }], { dBeta, dGamma }) =>
      dY.sub(dBeta.add(xHat.mul(dGamma)).div(dY.shape[0])).mul(invStd),
  },
  {
    step: "dX",
    cause: "you left invStd out",
    next: "Multiply the brackets by gamma · r.",
    instead: ([dY, { gamma, xHat }], { dBeta, dGamma }) =>
      dY.sub(dBeta.add(xHat.mul(dGamma)).div(dY.shape[0])).mul(gamma),
  },
  {
    step: "dX",
    cause: "the signs are lost: you added the two parts that are to be taken away",
    next: "Subtract both.",
    instead: ([dY, { gamma, invStd, xHat }], { dBeta, dGamma }) =>
      dY.add(dBeta.add(xHat.mul(dGamma)).div(dY.shape[0])).mul(gamma.mul(invStd)),
  },
];

export const evalBackwardMistakes: MistakeSource<EvalBackwardCall>[] = [
  gammaForgotten,
  {
    step: "dX",
    cause: "you took the mean away; at test time no mean is computed, so no path leads through one",
    next: "Only the direct path is left: r · dx̂.",
    instead: ([, { invStd }], { dXHat }) => dXHat.sub(dXHat.mean(0)).mul(invStd),
  },
  {
    step: "dX",
    cause: "you went back by the formula of training",
    next: "The running statistics are constants: only the direct path is left.",
    instead: ([, { invStd, xHat }], { dXHat }) =>
      dXHat
        .sub(dXHat.mean(0))
        .sub(xHat.mul(dXHat.mul(xHat).mean(0)))
        .mul(invStd),
  },
  {
    step: "dX",
    cause: "you forgot invStd",
    next: "x − μ was multiplied by r.",
    instead: (_args, { dXHat }) => dXHat,
  },
  {
    step: "dX",
    cause: "you divided by invStd, which is one over the standard deviation already",
    next: "Multiply by invStd.",
    instead: ([, { invStd }], { dXHat }) => dXHat.div(invStd),
  },
];

export const foldMistakes: MistakeSource<FoldCall>[] = [
  {
    step: "scale",
    cause: "you left gamma out",
    next: "An output is divided by the standard deviation and then multiplied by gamma.",
    instead: ([{ running }, { eps }]) => running.variance.add(eps).pow(-1 / 2),
  },
  {
    step: "scale",
    cause: "you left eps out",
    next: "Add eps to the running variance before you take the root.",
    instead: ([{ gamma, running }]) => gamma.mul(running.variance.pow(-1 / 2)),
  },
  {
    step: "scale",
    cause: "the root is missing: you divided by the variance",
    next: "Raise to the power −1/2.",
    instead: ([{ gamma, running }, { eps }]) => gamma.div(running.variance.add(eps)),
  },
  {
    step: "foldedW",
    cause: "you divided by the scale",
    next: "Whatever the norm multiplies an output by, its weights are multiplied by.",
    instead: ([{ W }], { scale }) => W.div(scale),
  },
  {
    step: "foldedB",
    cause: "you forgot the running mean, which the norm subtracts",
    next: "Subtract running.mean from b before you scale.",
    instead: ([{ b, beta }], { scale }) => b.mul(scale).add(beta),
  },
  {
    step: "foldedB",
    cause: "you did not scale the bias: it stands before the norm, too",
    next: "a (b − μ) + β.",
    instead: ([{ b, beta, running }]) => b.sub(running.mean).add(beta),
  },
  {
    step: "foldedB",
    cause: "you forgot beta",
    next: "Add beta in the end.",
    instead: ([{ b, running }], { scale }) => b.sub(running.mean).mul(scale),
  },
  {
    step: "foldedB",
    cause: "you forgot the layer's own bias",
    next: "Start from b: a (b − μ) + β.",
    instead: ([{ beta, running }], { scale }) => running.mean.neg().mul(scale).add(beta),
  },
  {
    step: "foldedB",
    cause: "you scaled beta as well; it is added after the scaling",
    next: "a (b − μ) + β: beta stands outside.",
    instead: ([{ b, beta, running }], { scale }) => b.sub(running.mean).add(beta).mul(scale),
  },
];
