import { minibatches } from "../data/batches.js";
import { progress } from "../display/progress.js";
import { requireNumber } from "../errors.js";
import type { Named } from "../models/module.js";
import type { Sequential } from "../models/sequential.js";
import type { Optimizer } from "../optim/optimizer.js";
import * as sgd from "../optim/sgd.js";
import { Random } from "../random.js";
import { describe, History, type EpochRecord } from "./history.js";
import { breathe, listenForInterrupt } from "./interrupt.js";
import { evaluate, objective, pick, requireExamples, type Examples } from "./objective.js";

export type FitOptions<State, Options extends { lr?: number }> = {
  /** Passes over the examples; 10 by default. */
  epochs?: number;
  /** Examples in an update; 100 by default. As many as there are, or more: full batch. */
  batchSize?: number;
  /** The learning rate, or a schedule that gives it for each epoch, counted from 1; 1e-3 by default. */
  lr?: number | ((epoch: number) => number);
  /** The update rule; plain SGD by default. */
  optimizer?: Optimizer<State, Options>;
  /** Its other options, such as `{ rho: 0.95 }`. */
  optimizerOptions?: Omit<Options, "lr">;
  /** The strength of the penalty ½·reg·ΣW²; 0 by default. */
  reg?: number;
  /** Examples to choose the best weights by. Without them the lowest training loss decides. */
  validation?: Examples;
  /** Seeds the order of the examples; 0 by default. */
  seed?: number;
  /** At most so many training examples are measured after each epoch; 1,000 by default. */
  measureOn?: number;
  /** Called after each epoch, and once more at the end with `{ final: true }`. */
  onEpoch?: (history: History, end?: { final: boolean }) => void;
  /** Show a progress bar; true by default. */
  progress?: boolean;
  /** Stops the run early and keeps the best weights, as Ctrl-C does. */
  signal?: AbortSignal;
};

/** The program gives way to other work at least this often, in milliseconds. */
const TURN = 40;

/**
 * Trains a model on examples by minibatches and leaves the best weights in it: those of the epoch with the
 * highest validation accuracy, or the lowest training loss if there is no validation set.
 *
 * Ctrl-C or the notebook's stop button ends the run early, and the best weights so far are kept. A loss
 * that is no longer finite ends it too (`history.stopped` is "diverged").
 *
 * The same seed gives the same numbers to the last bit.
 *
 * @throws ShapeError, ValueError if examples do not fit together, hold NaN, or an option is out of range.
 *
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * const model = twoLayerNet({ inputs: 2, hidden: 8, classes: 2, init: init.he() });
 * const history = await fit(model, { x, labels: [0, 1] }, { epochs: 50, lr: 0.5, progress: false });
 * history.best.trainAccuracy; // 1
 */
export async function fit<State = sgd.SgdState, Options extends { lr?: number } = sgd.SgdOptions>(
  model: Sequential,
  examples: Examples,
  settings: FitOptions<State, Options> = {},
): Promise<History> {
  const { epochs = 10, batchSize = 100, lr = 1e-3, reg = 0, validation, seed = 0 } = settings;
  const { measureOn = 1000, onEpoch, signal } = settings;
  const optimizer = (settings.optimizer ?? sgd) as Optimizer<State, Options>;
  requireExamples("fit", examples);
  if (validation) requireExamples("fit, validation", validation);
  requireNumber("fit", "epochs", epochs, { min: 0, integer: true });
  requireNumber("fit", "batchSize", batchSize, { min: 1, integer: true });
  requireNumber("fit", "reg", reg, { min: 0 });

  const count = examples.x.shape[0];
  const rng = new Random(seed);
  const measured = pick(examples, rng.permutation(count).slice(0, measureOn));
  const history = new History();
  const started = performance.now();
  const stepsAnEpoch = Math.ceil(count / batchSize);
  const bar =
    settings.progress === false
      ? undefined
      : progress({ total: epochs * stepsAnEpoch, label: "training" });
  const states = new Map<string, State>();
  let best = model.snapshot();

  const measure = (epoch: number): void => {
    const train = evaluate(model, measured, { reg });
    const held = validation && evaluate(model, validation, { reg });
    const record: EpochRecord = {
      epoch,
      trainLoss: train.loss,
      trainAccuracy: train.accuracy,
      ...(held && { valLoss: held.loss, valAccuracy: held.accuracy }),
    };
    history.epochs.push(record);
    if (isBetter(record, history.best)) {
      history.best = record;
      best = model.snapshot();
    }
    onEpoch?.(history);
  };

  const update = (batch: Examples, rate: number): number => {
    const { loss, gradients } = objective(model, batch, reg, "train");
    if (!Number.isFinite(loss)) return loss;
    const grads = gradients();
    const next: Named = {};
    for (const [name, theta] of Object.entries(model.params)) {
      const options = { ...settings.optimizerOptions, lr: rate } as Options;
      const state = states.get(name) ?? optimizer.init(theta, options);
      const moved = optimizer.update(theta, grads[name], state, options);
      next[name] = moved.theta;
      states.set(name, moved.state);
    }
    model.setParams(next);
    return loss;
  };

  const interrupt = listenForInterrupt(signal);
  try {
    await breathe();
    measure(0);
    let turn = performance.now();
    run: for (let epoch = 1; epoch <= epochs; epoch++) {
      const rate = typeof lr === "number" ? lr : lr(epoch);
      for (const indices of minibatches(count, batchSize, rng)) {
        const loss = update(pick(examples, indices), rate);
        history.stepLosses.push(loss);
        if (!Number.isFinite(loss)) history.stopped = "diverged";
        if (performance.now() - turn > TURN) {
          await breathe();
          turn = performance.now();
        }
        if (interrupt.requested) history.stopped = "interrupted";
        if (history.stopped !== "finished") break run;
        bar?.update(history.stepLosses.length, summary(epochs, history));
      }
      measure(epoch);
    }
  } finally {
    interrupt.release();
    model.restore(best);
    history.seconds = (performance.now() - started) / 1000;
    onEpoch?.(history, { final: true });
    if (history.stopped === "finished") bar?.done(summary(epochs, history));
    else bar?.stop(history.toString());
  }
  return history;
}

function isBetter(record: EpochRecord, best: EpochRecord | undefined): boolean {
  if (!best) return true;
  if (record.valAccuracy !== undefined && best.valAccuracy !== undefined)
    return record.valAccuracy > best.valAccuracy;
  return record.trainLoss < best.trainLoss;
}

function summary(epochs: number, { epochs: records }: History): string {
  const last = records.at(-1);
  return last ? `epoch ${describe(last).replace(":", ` of ${epochs}:`)}` : "";
}
