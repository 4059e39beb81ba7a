/** Measurements at the end of an epoch, in evaluation mode. Epoch 0 is before the first update. */
export type EpochRecord = {
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  valLoss?: number;
  valAccuracy?: number;
};

/** Why training ended; "stopped": a callback asked for it. */
export type Stopped = "finished" | "interrupted" | "diverged" | "stopped";

/** By what the best epoch is chosen: the highest accuracy or the lowest loss. */
export type Judge = "valAccuracy" | "valLoss" | "trainAccuracy" | "trainLoss";

/** What a training run was like: `fit` returns it, plots draw it. */
export class History {
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
}

/** `12: loss 1.84, accuracy 0.36, validation accuracy 0.41` */
export function describe({ epoch, trainLoss, trainAccuracy, valAccuracy }: EpochRecord): string {
  const validation =
    valAccuracy === undefined ? "" : `, validation accuracy ${valAccuracy.toFixed(3)}`;
  return `${epoch}: loss ${trainLoss.toPrecision(5)}, accuracy ${trainAccuracy.toFixed(3)}${validation}`;
}

/** Whether a record is better than the best so far. */
export function isBetter(record: EpochRecord, best: EpochRecord | undefined, by: Judge): boolean {
  const [now, before] = [record[by], best?.[by]];
  if (now === undefined || before === undefined) return best === undefined;
  return by.endsWith("Accuracy") ? now > before : now < before;
}
