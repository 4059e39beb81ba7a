import type { Named } from "../models/module.js";
import type { History } from "./history.js";
import type { Trainable } from "./objective.js";
import type { Tree } from "./tree.js";

/** What a callback sees of a run. */
export type Moment = {
  readonly model: Trainable;
  readonly history: History;
  /** Epochs that are done. */
  readonly epoch: number;
  /** Ends the run here, and says why. The best weights so far are kept. */
  readonly stop: (why: string) => void;
};

/** An update that has just been made. */
export type StepMoment = Moment & {
  /** The loss of the minibatch, before the update. */
  readonly loss: number;
  /** The learning rate. */
  readonly rate: number;
  /** What the optimizer got, after clipping. Frozen parameters have none. */
  readonly gradients: Named;
  /** The parameters before the update; `model.params` are those after it. */
  readonly before: Named;
};

/** Code of your own that a run calls, in the order of the list. Each may leave out what it does not need. */
export interface Callback {
  /** Before the first update, when epoch 0 has been measured; again when a run is resumed. */
  onStart?(now: Moment): void;
  /** After each update. Not called when the loss is no longer finite: then there is no update. */
  onStep?(now: StepMoment): void;
  /** After each epoch has been measured. */
  onEpoch?(now: Moment): void;
  /** When the best weights are back in the model, however the run ended. Nothing is left to stop. */
  onEnd?(now: Moment): void;
  /** Its name in checkpoints, if it remembers anything. */
  readonly name?: string;
  /** What it remembers, for a checkpoint. */
  save?(): Tree;
  /** Takes back what it remembered. */
  load?(memory: Tree): void;
}
