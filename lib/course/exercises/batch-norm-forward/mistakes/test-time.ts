import type { RunningStatistics } from "../../../../layers/batch-norm.js";
import { full } from "../../../../tensor/create.js";
import type { Tensor } from "../../../../tensor/tensor.js";
import type { MistakeSource } from "../../../exercise.js";
import { halfScaled } from "../../norm-mistakes.js";
import type { EvalCall, RunningCall } from "../inputs.js";

/** The same mistakes happen to the mean and to the variance. */
const runningMistakesOf = (
  step: string,
  pick: (statistics: RunningStatistics) => Tensor,
): MistakeSource<RunningCall>[] => [
  {
    step,
    cause: "there is no running average: the batch's own value replaces all that came before",
    next: "Keep most of the old value: (1 − momentum) · running + momentum · batch.",
    instead: ([, batch]) => pick(batch),
  },
  {
    step,
    cause: "there is no running average: the old value comes back and the batch is not used",
    next: "Let the batch in: (1 − momentum) · running + momentum · batch.",
    instead: ([running]) => pick(running),
  },
  {
    step,
    cause: "momentum is the wrong way round: here it is the weight of the new batch",
    next: "Give the batch the weight momentum and the old value the weight 1 − momentum.",
    instead: ([running, batch, { momentum }]) =>
      pick(running)
        .mul(momentum)
        .add(pick(batch).mul(1 - momentum)),
  },
  {
    step,
    cause: "you added the batch on top without letting the old value shrink",
    next: "Scale the old value by 1 − momentum, so that the weights add up to 1.",
    instead: ([running, batch, { momentum }]) => pick(running).add(pick(batch).mul(momentum)),
  },
];

export const runningMistakes: MistakeSource<RunningCall>[] = [
  ...runningMistakesOf("runningMean", ({ mean }) => mean),
  ...runningMistakesOf("runningVar", ({ variance }) => variance),
  {
    step: "runningVar",
    cause: "you averaged the variance divided by N − 1",
    next: "Use batch.variance as it is, divided by N.",
    instead: ([running, batch, { momentum }]) => {
      const N = batch.xHat.shape[0];
      const unbiased = batch.variance.mul(N / (N - 1));
      return running.variance.mul(1 - momentum).add(unbiased.mul(momentum));
    },
  },
];

export const evalMistakes: MistakeSource<EvalCall>[] = [
  {
    step: "invStd",
    cause: "you used the variance of this batch; in eval mode the running one takes its place",
    next: "Use running.variance.",
    instead: ([{ x }, { eps }]) =>
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
    instead: ([{ running }, { eps }]) => full([], 1).div(running.variance.sqrt().add(eps)),
  },
  {
    step: "invStd",
    cause: "you left eps out",
    next: "Add eps to the running variance before you take the root.",
    instead: ([{ running }]) => running.variance.pow(-1 / 2),
  },
  {
    step: "xHat",
    cause: "you subtracted the mean of this batch; in eval mode the running one takes its place",
    next: "Subtract running.mean.",
    instead: ([{ x }], { invStd }) => x.sub(x.mean(0)).mul(invStd),
  },
  {
    step: "xHat",
    cause: "you did not subtract the running mean",
    next: "Center x with running.mean before you scale it.",
    instead: ([{ x }], { invStd }) => x.mul(invStd),
  },
  ...halfScaled,
];
