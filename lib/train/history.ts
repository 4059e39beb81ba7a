import { DISPLAY, type Displayable, type MimeBundle } from "../display/bundle.js";
import type { EpochRecord } from "./epoch-record.js";
import { historyHtml } from "./history-html.js";

export type { EpochRecord } from "./epoch-record.js";

/** Why training ended; "stopped": a callback asked for it. */
export type Stopped = "finished" | "interrupted" | "diverged" | "stopped";

/** By what the best epoch is chosen: the highest accuracy or the lowest loss. */
export type Judge = "valAccuracy" | "valLoss" | "trainAccuracy" | "trainLoss";

/**
 * What a training run was like: `fit` returns it, plots draw it.
 *
 * @example
 * const history = await fit(model, examples, { epochs: 2, progress: false });
 * history.epochs.length; // 3
 * history instanceof History; // true
 */
export class History implements Displayable {
  readonly epochs: EpochRecord[] = [];
  /** The loss of every minibatch, before its update. */
  readonly stepLosses: number[] = [];
  best: EpochRecord | undefined;
  stopped: Stopped = "finished";
  /** Why a callback ended the run. */
  reason: string | undefined;
  /** Where the first number that is not finite turned up, if the run diverged: `linear1.W`, `output of relu1`. */
  divergedIn: string | undefined;
  seconds = 0;

  toString(): string {
    const last = this.epochs.at(-1);
    if (!last) return "no epochs";
    const end = {
      finished: `${last.epoch} epochs`,
      interrupted: `interrupted in epoch ${last.epoch + 1}`,
      diverged: `diverged at step ${this.stepLosses.length}: the loss is ${this.stepLosses.at(-1)}${this.divergedIn === undefined ? "" : `, first not finite: ${this.divergedIn}`}; the learning rate is likely too high`,
      stopped: `stopped after ${last.epoch} epochs (${this.reason ?? "a callback asked for it"})`,
    }[this.stopped];
    const best = this.best ? `; best weights from epoch ${describe(this.best)}` : "";
    return `training: ${end} in ${this.seconds.toFixed(1)} s${best}`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [DISPLAY](): MimeBundle {
    return { "text/html": historyHtml(this, this.toString()), "text/plain": this.toString() };
  }
}

/** `12: loss 1.84, accuracy 0.36, validation accuracy 0.41` */
export function describe({ epoch, trainLoss, trainAccuracy, valAccuracy }: EpochRecord): string {
  const share = (name: string, accuracy = NaN): string =>
    Number.isNaN(accuracy) ? "" : `, ${name} ${accuracy.toFixed(3)}`;
  const loss = `${epoch}: loss ${trainLoss.toPrecision(5)}`;
  return loss + share("accuracy", trainAccuracy) + share("validation accuracy", valAccuracy);
}

/** Whether a record is better than the best so far. */
export function isBetter(record: EpochRecord, best: EpochRecord | undefined, by: Judge): boolean {
  const [now, before] = [record[by], best?.[by]];
  if (now === undefined || before === undefined) return best === undefined;
  return by.endsWith("Accuracy") ? now > before : now < before;
}
