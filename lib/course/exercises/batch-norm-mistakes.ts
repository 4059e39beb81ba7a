import type {
  BatchNormCache,
  BatchNormInputs,
  RunningStatistics,
} from "../../layers/batch-norm.js";
import type { Tensor } from "../../tensor/tensor.js";
import { full } from "../../tensor/create.js";

/** The typical mistakes of the batch norm exercise: what would be computed, and what to say about it. */
interface TypedMistake<V> {
  step: string;
  cause: string;
  next: string;
  instead: (values: V) => Tensor;
}

interface ForwardValues extends BatchNormInputs {
  eps: number;
  N: number;
  mean: Tensor;
  centered: Tensor;
  variance: Tensor;
  invStd: Tensor;
  xHat: Tensor;
}

/** Mistakes of the last step, which is the same in training and in eval mode. */
const halfScaled: TypedMistake<{ xHat: Tensor; gamma: Tensor; beta: Tensor }>[] = [
  {
    step: "y",
    cause: "you left beta out",
    next: "Shift by beta after scaling by gamma.",
    instead: ({ xHat, gamma }) => xHat.mul(gamma),
  },
  {
    step: "y",
    cause: "you left gamma out",
    next: "Scale x̂ by gamma before you add beta.",
    instead: ({ xHat, beta }) => xHat.add(beta),
  },
];

export const forwardMistakes: TypedMistake<ForwardValues>[] = [
  {
    step: "mean",
    cause: "you added the rows up but did not divide by N",
    next: "Divide the sum by the number of rows, or use x.mean(0).",
    instead: ({ x }) => x.sum(0),
  },
  {
    step: "mean",
    cause: "you took the mean along the wrong axis: one for each row, not one for each feature",
    next: "Average over the rows: axis 0.",
    instead: ({ x }) => x.mean(1),
  },
  {
    step: "mean",
    cause: "you took the mean over all entries; each feature has its own",
    next: "Average over the rows alone: x.mean(0).",
    instead: ({ x }) => x.mean(),
  },
  {
    step: "centered",
    cause: "you subtracted the other way round",
    next: "Subtract the mean from x: x.sub(mean).",
    instead: ({ x, mean }) => mean.sub(x),
  },
  {
    step: "variance",
    cause: "you divided by N − 1 instead of N",
    next: "Batch norm's variance is the biased one: divide by N, the number of rows.",
    instead: ({ centered, N }) =>
      centered
        .pow(2)
        .sum(0)
        .div(N - 1),
  },
  {
    step: "variance",
    cause: "you added the squares up but did not divide by N",
    next: "Take the mean of the squares over the rows, not their sum.",
    instead: ({ centered }) => centered.pow(2).sum(0),
  },
  {
    step: "variance",
    cause: "you averaged the squares of x itself, not of the centered values",
    next: "Square centered, which is x minus its mean.",
    instead: ({ x }) => x.pow(2).mean(0),
  },
  {
    step: "variance",
    cause: "you averaged the centered values without squaring them, which gives 0",
    next: "Square first, then take the mean.",
    instead: ({ centered }) => centered.mean(0),
  },
  {
    step: "variance",
    cause: "you took the root already: this is the standard deviation",
    next: "Leave the root to the next step, invStd.",
    instead: ({ variance }) => variance.sqrt(),
  },
  {
    step: "invStd",
    cause: "eps stands outside the root",
    next: "Add eps to the variance first, then take the root: 1 / √(σ² + ε).",
    instead: ({ variance, eps }) => full([], 1).div(variance.sqrt().add(eps)),
  },
  {
    step: "invStd",
    cause: "you left eps out",
    next: "Add eps to the variance before you take the root.",
    instead: ({ variance }) => variance.pow(-1 / 2),
  },
  {
    step: "invStd",
    cause: "you used 1e-5 for eps; the caller may choose another",
    next: "Use the argument eps.",
    instead: ({ variance }) => variance.add(1e-5).pow(-1 / 2),
  },
  {
    step: "invStd",
    cause: "you forgot the root: this is one over the variance",
    next: "Raise to the power −1/2, not −1.",
    instead: ({ variance, eps }) => variance.add(eps).pow(-1),
  },
  {
    step: "invStd",
    cause: "you forgot to invert: this is the standard deviation itself",
    next: "Raise to the power −1/2, not 1/2.",
    instead: ({ variance, eps }) => variance.add(eps).sqrt(),
  },
  {
    step: "xHat",
    cause: "you divided by invStd, which is one over the standard deviation already",
    next: "Multiply centered by invStd.",
    instead: ({ centered, invStd }) => centered.div(invStd),
  },
  {
    step: "xHat",
    cause: "you scaled x, not the centered values",
    next: "Multiply centered, not x, by invStd.",
    instead: ({ x, invStd }) => x.mul(invStd),
  },
  ...halfScaled,
  {
    step: "y",
    cause: "gamma and beta changed places",
    next: "gamma scales, beta shifts.",
    instead: ({ xHat, gamma, beta }) => xHat.mul(beta).add(gamma),
  },
  {
    step: "y",
    cause: "you added beta first and then scaled the sum",
    next: "Scale by gamma first, then add beta.",
    instead: ({ xHat, gamma, beta }) => xHat.add(beta).mul(gamma),
  },
];

interface RunningValues {
  running: RunningStatistics;
  batch: Pick<BatchNormCache, "mean" | "variance" | "xHat">;
  momentum: number;
}

/** The same three mistakes happen to the mean and to the variance. */
const runningMistakesOf = (
  step: string,
  pick: (statistics: RunningStatistics) => Tensor,
): TypedMistake<RunningValues>[] => [
  {
    step,
    cause: "there is no running average: the batch's own value replaces all that came before",
    next: "Keep most of the old value: (1 − momentum) · running + momentum · batch.",
    instead: ({ batch }) => pick(batch),
  },
  {
    step,
    cause: "there is no running average: the old value comes back and the batch is not used",
    next: "Let the batch in: (1 − momentum) · running + momentum · batch.",
    instead: ({ running }) => pick(running),
  },
  {
    step,
    cause: "momentum is the wrong way round: here it is the weight of the new batch",
    next: "Give the batch the weight momentum and the old value the weight 1 − momentum.",
    instead: ({ running, batch, momentum }) =>
      pick(running)
        .mul(momentum)
        .add(pick(batch).mul(1 - momentum)),
  },
  {
    step,
    cause: "you added the batch on top without letting the old value shrink",
    next: "Scale the old value by 1 − momentum, so that the weights add up to 1.",
    instead: ({ running, batch, momentum }) => pick(running).add(pick(batch).mul(momentum)),
  },
];

export const runningMistakes: TypedMistake<RunningValues>[] = [
  ...runningMistakesOf("runningMean", ({ mean }) => mean),
  ...runningMistakesOf("runningVar", ({ variance }) => variance),
  {
    step: "runningVar",
    cause: "you averaged the variance divided by N − 1",
    next: "Use batch.variance as it is, divided by N.",
    instead: ({ running, batch, momentum }) => {
      const N = batch.xHat.shape[0];
      const unbiased = batch.variance.mul(N / (N - 1));
      return running.variance.mul(1 - momentum).add(unbiased.mul(momentum));
    },
  },
];

interface EvalValues extends BatchNormInputs {
  running: RunningStatistics;
  eps: number;
  invStd: Tensor;
  xHat: Tensor;
}

export const evalMistakes: TypedMistake<EvalValues>[] = [
  {
    step: "invStd",
    cause: "you used the variance of this batch; in eval mode the running one takes its place",
    next: "Use running.variance.",
    instead: ({ x, eps }) =>
      x
        .sub(x.mean(0))
        .pow(2)
        .mean(0)
        .add(eps)
        .pow(-1 / 2),
  },
  {
    step: "invStd",
    cause: "eps stands outside the root",
    next: "Add eps to the running variance first, then take the root: 1 / √(σ² + ε).",
    instead: ({ running, eps }) => full([], 1).div(running.variance.sqrt().add(eps)),
  },
  {
    step: "invStd",
    cause: "you left eps out",
    next: "Add eps to the running variance before you take the root.",
    instead: ({ running }) => running.variance.pow(-1 / 2),
  },
  {
    step: "xHat",
    cause: "you subtracted the mean of this batch; in eval mode the running one takes its place",
    next: "Subtract running.mean.",
    instead: ({ x, invStd }) => x.sub(x.mean(0)).mul(invStd),
  },
  {
    step: "xHat",
    cause: "you did not subtract the running mean",
    next: "Center x with running.mean before you scale it.",
    instead: ({ x, invStd }) => x.mul(invStd),
  },
  ...halfScaled,
];

interface BackwardValues extends BatchNormCache {
  dY: Tensor;
  N: number;
  dXHat: Tensor;
  dInvStd: Tensor;
  dVariance: Tensor;
  dCentered: Tensor;
  dMean: Tensor;
}

export const backwardMistakes: TypedMistake<BackwardValues>[] = [
  {
    step: "dBeta",
    cause: "you took the mean over the rows instead of the sum",
    next: "beta is added to every row, so its gradient is the sum over the rows.",
    instead: ({ dY }) => dY.mean(0),
  },
  {
    step: "dGamma",
    cause: "you used x where x̂ belongs",
    next: "gamma multiplies x̂ in y = γ x̂ + β: use xHat from the cache.",
    instead: ({ dY, mean, centered }) => dY.mul(centered.add(mean)).sum(0),
  },
  {
    step: "dGamma",
    cause: "you used the centered input where x̂ belongs",
    next: "gamma multiplies x̂ in y = γ x̂ + β: use xHat from the cache.",
    instead: ({ dY, centered }) => dY.mul(centered).sum(0),
  },
  {
    step: "dGamma",
    cause: "you took the mean over the rows instead of the sum",
    next: "gamma is used in every row, so its gradient is the sum over the rows.",
    instead: ({ dY, xHat }) => dY.mul(xHat).mean(0),
  },
  {
    step: "dGamma",
    cause: "you left x̂ out",
    next: "By the chain rule, each dyᵢ is multiplied by what gamma multiplied: x̂ᵢ.",
    instead: ({ dY }) => dY.sum(0),
  },
  {
    step: "dXHat",
    cause: "you forgot gamma",
    next: "x̂ is multiplied by gamma on its way to y, so its gradient is too.",
    instead: ({ dY }) => dY,
  },
  {
    step: "dInvStd",
    cause: "you took the mean over the rows instead of the sum",
    next: "invStd is used in every row, so its gradient is the sum over the rows.",
    instead: ({ dXHat, centered }) => dXHat.mul(centered).mean(0),
  },
  {
    step: "dInvStd",
    cause: "you used x̂ where the centered values belong",
    next: "x̂ = r c, so the gradient by r is made with c: use centered.",
    instead: ({ dXHat, xHat }) => dXHat.mul(xHat).sum(0),
  },
  {
    step: "dVariance",
    cause: "the sign is lost: a larger variance makes invStd smaller",
    next: "The derivative of v^(−1/2) is −½ v^(−3/2), with a minus.",
    instead: ({ invStd, dInvStd }) => invStd.pow(3).mul(dInvStd).div(2),
  },
  {
    step: "dVariance",
    cause: "you forgot the factor ½",
    next: "The derivative of v^(−1/2) is −½ v^(−3/2).",
    instead: ({ invStd, dInvStd }) => invStd.pow(3).mul(dInvStd).neg(),
  },
  {
    step: "dVariance",
    cause: "the power is wrong: you used r instead of r³",
    next: "v^(−3/2) is (v^(−1/2))³, that is invStd to the power 3.",
    instead: ({ invStd, dInvStd }) => invStd.mul(dInvStd).div(-2),
  },
  {
    step: "dVariance",
    cause: "the power is wrong: you used r² instead of r³",
    next: "v^(−3/2) is (v^(−1/2))³, that is invStd to the power 3.",
    instead: ({ invStd, dInvStd }) => invStd.pow(2).mul(dInvStd).div(-2),
  },
  {
    step: "dCentered",
    cause: "you kept the direct path but dropped the variance path",
    next: "centered reaches the loss through x̂ and through the variance: add both gradients.",
    instead: ({ dXHat, invStd }) => dXHat.mul(invStd),
  },
  {
    step: "dCentered",
    cause: "you kept the variance path but dropped the direct path",
    next: "centered reaches the loss through x̂ and through the variance: add both gradients.",
    instead: ({ centered, dVariance, N }) => centered.mul(dVariance).mul(2 / N),
  },
  {
    step: "dCentered",
    cause: "the factor 2 is missing in the variance path",
    next: "The derivative of c² is 2c.",
    instead: ({ dXHat, invStd, centered, dVariance, N }) =>
      dXHat.mul(invStd).add(centered.mul(dVariance).div(N)),
  },
  {
    step: "dCentered",
    cause: "the factor 1/N is missing in the variance path",
    next: "The variance is a mean over N rows, so each row has a share of 1/N in it.",
    instead: ({ dXHat, invStd, centered, dVariance }) =>
      dXHat.mul(invStd).add(centered.mul(dVariance).mul(2)),
  },
  {
    step: "dMean",
    cause: "the sign is lost: a larger mean makes every centered value smaller",
    next: "c = x − μ, so the gradient by μ is minus the sum of dc.",
    instead: ({ dCentered }) => dCentered.sum(0),
  },
  {
    step: "dMean",
    cause: "you took the mean over the rows instead of the sum",
    next: "The mean is subtracted from every row, so its gradient is a sum over the rows.",
    instead: ({ dCentered }) => dCentered.mean(0).neg(),
  },
  {
    step: "dX",
    cause: "you kept the direct and the variance path but dropped the one through the mean",
    next: "x reaches the loss through c and through μ: add dMean, shared out over the N rows.",
    instead: ({ dCentered }) => dCentered,
  },
  {
    step: "dX",
    cause: "you kept the direct path alone and dropped those through the mean and the variance",
    next: "Start from dCentered, which holds the variance path, and add dMean / N.",
    instead: ({ dXHat, invStd }) => dXHat.mul(invStd),
  },
  {
    step: "dX",
    cause: "the variance path is missing: you kept the direct one and the one through the mean",
    next: "Start from dCentered, which holds the variance path, and add dMean / N.",
    instead: ({ dXHat, invStd }) => {
      const direct = dXHat.mul(invStd);
      return direct.sub(direct.mean(0));
    },
  },
  {
    step: "dX",
    cause: "you did not share dMean out over the N rows",
    next: "Divide dMean by N: each row has a share of 1/N in the mean.",
    instead: ({ dCentered, dMean }) => dCentered.add(dMean),
  },
  {
    step: "dX",
    cause: "you kept the path through the mean alone",
    next: "Add dCentered, the gradient through c.",
    instead: ({ dCentered, dMean, N }) => dCentered.mul(0).add(dMean.div(N)),
  },
];
