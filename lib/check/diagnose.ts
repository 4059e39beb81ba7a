import { requireNumber, ValueError } from "../errors.js";
import type { EpochRecord, History } from "../train/history.js";
import { Report, short } from "./report.js";

/** What a loss curve looks like. */
export type Curve = "diverged" | "too high" | "too low" | "plateau" | "noisy" | "linear" | "good";
export type Diagnosis = {
  curve: Curve;
  /** The loss before the first update, the lowest, and the last. */
  first: number;
  lowest: number;
  last: number;
  /** The epoch after which nothing was gained any more, for a plateau. */
  flatFrom?: number;
};

type Part = Pick<History, "epochs" | "stepLosses" | "stopped" | "divergedIn">;

/** A fall of less than this share of the first loss is none. */
const BARELY = 0.02;

/**
 * Says what the loss curve of a run tells about the learning rate: too low (the loss barely moves), too high (it ends
 * above where it was, or was no longer finite: at which step, in which layer), a plateau (nothing gained in the last
 * half, though much before), noisy (minibatches jump about more than the loss falls), linear (falling as fast at the
 * end as at first: a higher rate, or more epochs), or good (falling fast, then slowly). Passes if good.
 *
 * Where losses of epochs are few, less can be told: give it at least five epochs.
 *
 * @example
 * const history = await fit(model, examples, { lr: 1e-6, progress: false });
 * diagnose(history).details.curve; // "too low"
 */
export function diagnose(history: Part): Report<Diagnosis> {
  if (history.epochs.length === 0)
    throw new ValueError("diagnose: history must have at least one epoch, got none");
  const losses = history.epochs.map(({ trainLoss }) => trainLoss);
  const [first, last] = [losses[0] ?? NaN, losses.at(-1) ?? NaN];
  const lowest = Math.min(...losses);
  const found = look(history, losses);
  const details: Diagnosis = { curve: found.curve, first, lowest, last };
  if (found.flatFrom !== undefined) details.flatFrom = found.flatFrom;
  const good = found.curve === "good";
  return new Report("loss curve", good, `${found.curve}: ${found.says}`, details);
}

type Look = { curve: Curve; says: string; flatFrom?: number };

function look(history: Part, losses: readonly number[]): Look {
  const { stepLosses, stopped, divergedIn } = history;
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const way = `the loss went from ${short(first)} to ${short(last)}`;
  if (stopped === "diverged") {
    const layer = divergedIn === undefined ? "" : ` in ${divergedIn}`;
    const says = `the loss is ${stepLosses.at(-1)} at step ${stepLosses.length}${layer}; a lower rate?`;
    return { curve: "diverged", says };
  }
  const lowest = Math.min(...losses);
  const fall = first - lowest;
  if (last > first * (1 + BARELY) || (fall > BARELY * first && last - lowest > fall / 2))
    return { curve: "too high", says: `${way}, lowest ${short(lowest)}; a lower rate?` };
  if (fall < BARELY * first)
    return { curve: "too low", says: `${way} in ${losses.length - 1} epochs; a higher rate?` };
  const noise = jumps(stepLosses);
  if (noise > fall)
    return {
      curve: "noisy",
      says: `${way}, while minibatches jump by ${short(noise)}; larger ones, or a lower rate?`,
    };
  const flatFrom = losses.findIndex((loss) => loss - lowest < BARELY * fall);
  const left = lowest / first;
  if (losses.length >= 6 && flatFrom <= losses.length / 2 && left > 0.1)
    return {
      curve: "plateau",
      flatFrom,
      says: `${way}, nothing gained after epoch ${flatFrom}; a lower rate now, or a larger net?`,
    };
  const middle = losses[(losses.length - 1) >> 1];
  if (losses.length >= 5 && first - middle < 0.6 * fall && left > 0.1)
    return {
      curve: "linear",
      says: `${way}, as fast at the end as at first; a higher rate, or more epochs?`,
    };
  return { curve: "good", says: `${way}, fast at first and slowly then` };
}

/** How far the losses of minibatches jump from one to the next in the last half, on average. */
function jumps(losses: readonly number[]): number {
  const late = losses.slice(losses.length >> 1);
  let sum = 0;
  for (let i = 1; i < late.length; i++) sum += Math.abs(late[i] - late[i - 1]);
  return late.length < 2 ? 0 : sum / (late.length - 1);
}

export type Gap = { train: number; validation: number; gap: number };

/**
 * Compares training and validation accuracy at the best epoch: a wide gap is overfitting (more regularization, more
 * data), none at a low accuracy is underfitting (a larger net, less regularization). `wide`: 0.1 by default. Passes if
 * the gap is not wide.
 *
 * @example
 * const history = await fit(model, examples, { validation: examples, progress: false });
 * accuracyGap(history).details.gap; // 0
 */
export function accuracyGap(
  { best }: { best: EpochRecord | undefined },
  { wide = 0.1 }: { wide?: number } = {},
): Report<Gap> {
  requireNumber("accuracyGap", "wide", wide, { min: 0, max: 1 });
  const [train, validation] = [best?.trainAccuracy ?? NaN, best?.valAccuracy ?? NaN];
  const gap = train - validation;
  const numbers = `training accuracy ${train.toFixed(3)}, validation ${validation.toFixed(3)}`;
  const name = "train/val gap";
  const details = { train, validation, gap };
  if (Number.isNaN(gap))
    return new Report(name, false, "expected a run with a validation set, got none", details);
  if (gap > wide)
    return new Report(
      name,
      false,
      `${numbers}: overfit; more regularization, or more data?`,
      details,
    );
  const under = gap < wide / 5 && train < 0.9;
  const says = under ? "no gap; room for a larger net, or less regularization" : "a small gap";
  return new Report(name, true, `${numbers}: ${says}`, details);
}
