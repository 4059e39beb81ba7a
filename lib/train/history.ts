/** Measurements at the end of an epoch, in evaluation mode. Epoch 0 is before the first update. */
export type EpochRecord = {
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  valLoss?: number;
  valAccuracy?: number;
};

/** Why training ended. */
export type Stopped = "finished" | "interrupted" | "diverged";

/** What a training run was like: `fit` returns it, plots draw it. */
export class History {
  readonly epochs: EpochRecord[] = [];
  /** The loss of every minibatch, before its update. */
  readonly stepLosses: number[] = [];
  best: EpochRecord | undefined;
  stopped: Stopped = "finished";
  seconds = 0;

  toString(): string {
    const last = this.epochs.at(-1);
    if (!last) return "no epochs";
    const end = {
      finished: `${last.epoch} epochs`,
      interrupted: `interrupted in epoch ${last.epoch + 1}`,
      diverged: `diverged at step ${this.stepLosses.length}: the loss is ${this.stepLosses.at(-1)}; the learning rate is likely too high`,
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
