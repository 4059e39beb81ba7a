import type { MistakeSource } from "../../exercise.js";
import { betaAveraged, gammaForgotten, gammaMistakes } from "../norm-mistakes.js";
import type { BackwardCall } from "./inputs.js";

export const backwardMistakes: MistakeSource<BackwardCall>[] = [
  betaAveraged,
  {
    step: "dGamma",
    cause: "you used x where x̂ belongs",
    next: "gamma multiplies x̂ in y = γ x̂ + β: use xHat from the cache.",
    instead: ([dY, { mean, centered }]) => dY.mul(centered.add(mean)).sum(0),
  },
  {
    step: "dGamma",
    cause: "you used the centered input where x̂ belongs",
    next: "gamma multiplies x̂ in y = γ x̂ + β: use xHat from the cache.",
    instead: ([dY, { centered }]) => dY.mul(centered).sum(0),
  },
  ...gammaMistakes,
  gammaForgotten,
  {
    step: "dInvStd",
    cause: "you took the mean over the rows instead of the sum",
    next: "invStd is used in every row, so its gradient is the sum over the rows.",
    instead: ([, { centered }], { dXHat }) => dXHat.mul(centered).mean(0),
  },
  {
    step: "dInvStd",
    cause: "you used x̂ where the centered values belong",
    next: "x̂ = r c, so the gradient by r is made with c: use centered.",
    instead: ([, { xHat }], { dXHat }) => dXHat.mul(xHat).sum(0),
  },
  {
    step: "dVariance",
    cause: "the sign is lost: a larger variance makes invStd smaller",
    next: "The derivative of v^(−1/2) is −½ v^(−3/2), with a minus.",
    instead: ([, { invStd }], { dInvStd }) => invStd.pow(3).mul(dInvStd).div(2),
  },
  {
    step: "dVariance",
    cause: "you forgot the factor ½",
    next: "The derivative of v^(−1/2) is −½ v^(−3/2).",
    instead: ([, { invStd }], { dInvStd }) => invStd.pow(3).mul(dInvStd).neg(),
  },
  {
    step: "dVariance",
    cause: "the power is wrong: you used r instead of r³",
    next: "v^(−3/2) is (v^(−1/2))³, that is invStd to the power 3.",
    instead: ([, { invStd }], { dInvStd }) => invStd.mul(dInvStd).div(-2),
  },
  {
    step: "dVariance",
    cause: "the power is wrong: you used r² instead of r³",
    next: "v^(−3/2) is (v^(−1/2))³, that is invStd to the power 3.",
    instead: ([, { invStd }], { dInvStd }) => invStd.pow(2).mul(dInvStd).div(-2),
  },
  {
    step: "dCentered",
    cause: "you kept the direct path but dropped the variance path",
    next: "centered reaches the loss through x̂ and through the variance: add both gradients.",
    instead: ([, { invStd }], { dXHat }) => dXHat.mul(invStd),
  },
  {
    step: "dCentered",
    cause: "you kept the variance path but dropped the direct path",
    next: "centered reaches the loss through x̂ and through the variance: add both gradients.",
    instead: ([dY, { centered }], { dVariance }) => centered.mul(dVariance).mul(2 / dY.shape[0]),
  },
  {
    step: "dCentered",
    cause: "the factor 2 is missing in the variance path",
    next: "The derivative of c² is 2c.",
    instead: ([dY, { invStd, centered }], { dXHat, dVariance }) =>
      dXHat.mul(invStd).add(centered.mul(dVariance).div(dY.shape[0])),
  },
  {
    step: "dCentered",
    cause: "the factor 1/N is missing in the variance path",
    next: "The variance is a mean over N rows, so each row has a share of 1/N in it.",
    instead: ([, { invStd, centered }], { dXHat, dVariance }) =>
      dXHat.mul(invStd).add(centered.mul(dVariance).mul(2)),
  },
  {
    step: "dMean",
    cause: "the sign is lost: a larger mean makes every centered value smaller",
    next: "c = x − μ, so the gradient by μ is minus the sum of dc.",
    instead: (_args, { dCentered }) => dCentered.sum(0),
  },
  {
    step: "dMean",
    cause: "you took the mean over the rows instead of the sum",
    next: "The mean is subtracted from every row, so its gradient is a sum over the rows.",
    instead: (_args, { dCentered }) => dCentered.mean(0).neg(),
  },
  {
    step: "dX",
    cause: "you kept the direct and the variance path but dropped the one through the mean",
    next: "x reaches the loss through c and through μ: add dMean, shared out over the N rows.",
    instead: (_args, { dCentered }) => dCentered,
  },
  {
    step: "dX",
    cause: "you kept the direct path alone and dropped those through the mean and the variance",
    next: "Start from dCentered, which holds the variance path, and add dMean / N.",
    instead: ([, { invStd }], { dXHat }) => dXHat.mul(invStd),
  },
  {
    step: "dX",
    cause: "the variance path is missing: you kept the direct one and the one through the mean",
    next: "Start from dCentered, which holds the variance path, and add dMean / N.",
    instead: ([, { invStd }], { dXHat }) => {
      const direct = dXHat.mul(invStd);
      return direct.sub(direct.mean(0));
    },
  },
  {
    step: "dX",
    cause: "you did not share dMean out over the N rows",
    next: "Divide dMean by N: each row has a share of 1/N in the mean.",
    instead: (_args, { dCentered, dMean }) => dCentered.add(dMean),
  },
  {
    step: "dX",
    cause: "you kept the path through the mean alone",
    next: "Add dCentered, the gradient through c.",
    instead: ([dY], { dCentered, dMean }) => dCentered.mul(0).add(dMean.div(dY.shape[0])),
  },
];
