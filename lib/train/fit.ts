import { progress } from "../display/progress.js";
import type * as sgd from "../optim/sgd.js";
import { settle, type FitOptions } from "./fit-options.js";
import { describe, type History } from "./history.js";
import { breathe, listenForInterrupt } from "./interrupt.js";
import type { Examples, TargetExamples, Trainable } from "./objective.js";
import { Training } from "./training.js";

/** The program gives way to other work at least this often, in milliseconds. */
const TURN = 40;

/**
 * Trains a model on examples by minibatches and leaves the best weights in it: those of the epoch with the
 * highest validation accuracy, or the lowest training loss if there is no validation set.
 *
 * Ctrl-C or the notebook's stop button ends the run early, and the best weights so far are kept. A loss
 * that is no longer finite ends it too (`history.stopped` is "diverged"), and so may callbacks.
 *
 * The same seed gives the same numbers to the last bit, also when the run is resumed from a checkpoint.
 *
 * @throws ShapeError, ValueError if examples do not fit together, hold NaN, or an option is out of range;
 * DataError if a checkpoint cannot be read or written.
 *
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * const model = twoLayerNet({ inputs: 2, hidden: 8, classes: 2, init: init.he() });
 * const history = await fit(model, { x, labels: [0, 1] }, { epochs: 50, lr: 0.5, progress: false });
 * history.best.trainAccuracy; // 1
 *
 * @example
 * // A straight line through points: numbers in place of labels, and squared error.
 * const line = new Sequential([modules.linear({ inputs: 1, outputs: 1 }, new Random(1))]);
 * const points = { x: tensor([[0], [1], [2]]), target: tensor([[1], [3], [5]]) };
 * await fit(line, points, { loss: squaredError, epochs: 300, lr: 0.2, progress: false });
 * line.params["linear1.W"].item().toFixed(3); // "2.000"
 */
export async function fit<State = sgd.SgdState, Options extends { lr?: number } = sgd.SgdOptions>(
  model: Trainable,
  examples: Examples | TargetExamples,
  settings: FitOptions<State, Options> = {},
): Promise<History> {
  const options = settle(examples, settings);
  const { epochs, batchSize, signal } = options;
  const training = new Training(model, examples, options);
  const { history } = training;
  const total = epochs * Math.ceil(examples.x.shape[0] / batchSize);
  const bar = options.progress ? progress({ total, label: "training" }) : undefined;

  const interrupt = listenForInterrupt(signal);
  try {
    await breathe();
    await training.begin();
    let turn = performance.now();
    while (training.isOpen) {
      for (const batch of training.batches()) {
        training.step(batch);
        if (performance.now() - turn > TURN) {
          training.pause();
          await breathe();
          turn = performance.now();
        }
        if (interrupt.requested && training.goesOn) history.stopped = "interrupted";
        if (!training.goesOn) break;
        bar?.update(history.stepLosses.length, summary(epochs, history));
      }
      if (training.goesOn) await training.endEpoch();
    }
  } finally {
    interrupt.release();
    training.finish();
    if (history.stopped === "finished") bar?.done(summary(epochs, history));
    else bar?.stop(history.toString());
  }
  return history;
}

function summary(epochs: number, { epochs: records }: History): string {
  const last = records.at(-1);
  return last ? `epoch ${describe(last).replace(":", ` of ${epochs}:`)}` : "";
}
