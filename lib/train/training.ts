import type { Scope } from "../backend/backend.js";
import { minibatches } from "../data/batches.js";
import type { Named } from "../models/module.js";
import type { Snapshot } from "../models/model.js";
import { clipNorm, clipValue } from "../optim/clip.js";
import { project } from "../penalties/max-norm.js";
import { Random } from "../random.js";
import type { Moment, StepMoment } from "./callbacks.js";
import type { Settled } from "./fit-options.js";
import { History, isBetter, type EpochRecord } from "./history.js";
import { firstNotFinite, isFinite } from "./not-finite.js";
import {
  measure,
  objective,
  pick,
  type Examples,
  type TargetExamples,
  type Trainable,
} from "./objective.js";
import { isWeight, regText } from "./penalty.js";
import { loadRun, memoriesOf, saveRun } from "./run-state.js";
import { scopeOf, storagesIn } from "./scope.js";
import type { Tree } from "./tree.js";

/** One run of `fit`: all that changes while it goes on, and each thing that it does. */
export class Training<State, Options extends { lr?: number }> {
  readonly history = new History();
  private rng: Random;
  private readonly measured: Examples | TargetExamples;
  private states = new Map<string, State>();
  private best: Snapshot;
  private readonly started = performance.now();
  private secondsBefore = 0;
  private epoch = 0;
  private rate = 0;
  /** Open while steps follow each other and nobody looks on. */
  private scope: Scope | undefined;

  constructor(
    private readonly model: Trainable,
    private readonly examples: Examples | TargetExamples,
    private readonly options: Settled<State, Options>,
  ) {
    this.rng = new Random(options.seed);
    const order = this.rng.permutation(examples.x.shape[0]);
    this.measured = pick(examples, order.slice(0, options.measureOn));
    this.best = model.snapshot();
  }

  /** Whether nothing has ended it yet. */
  get goesOn(): boolean {
    return this.history.stopped === "finished";
  }

  /** Whether there is an epoch to train. */
  get isOpen(): boolean {
    return this.goesOn && this.epoch < this.options.epochs;
  }

  /** Takes up the checkpoint, or measures the model as it is. */
  async begin(): Promise<void> {
    const { resume, callbacks, onEpoch } = this.options;
    if (resume && (await this.resume())) onEpoch?.(this.history);
    else this.measure();
    for (const callback of callbacks) callback.onStart?.(this.moment());
  }

  /** The minibatches of the next epoch. */
  batches(): Iterable<Int32Array> {
    const { lr, batchSize } = this.options;
    this.rate = typeof lr === "number" ? lr : lr(this.epoch + 1, this.history);
    return minibatches(this.examples.x.shape[0], batchSize, this.rng);
  }

  /** One update by the examples with these indices. */
  step(indices: Int32Array): void {
    const { model } = this;
    this.scope ??= scopeOf(model, this.examples.x);
    const watchers = this.options.callbacks.filter((callback) => "onStep" in callback);
    const before = model.snapshot();
    const made = this.takeStep(indices);
    const shown = watchers.length > 0 && made;
    if (made) {
      // What is new may be worked out in the places of gradients and states, but not of what the model was before: an
      // interrupt leaves it whole.
      this.scope?.free(storagesIn(before, model.snapshot(), made.next, this.states, shown));
      model.setParams(made.next);
    }
    this.scope?.free(storagesIn(model.snapshot(), this.states, shown));
    if (!shown) return;
    this.pause();
    const { loss, rate, gradients } = shown;
    for (const callback of watchers)
      callback.onStep?.({ ...this.moment(), loss, rate, gradients, before: before.params });
  }

  /** Before anything else runs: what is there now is no longer the run's alone. */
  pause(): void {
    this.scope?.end();
    this.scope = undefined;
  }

  /** The parameters of the next step, and what they come of. */
  private takeStep(
    indices: Int32Array,
  ): (Omit<StepMoment, keyof Moment | "before"> & { next: Named }) | undefined {
    const { model, history, rate } = this;
    const picked = pick(this.examples, indices);
    const { augment } = this.options;
    const batch = augment ? { ...picked, x: augment(picked.x, this.rng) } : picked;
    const { reg, loss: used } = this.options;
    const { loss, gradients } = objective(model, batch, reg, "train", used);
    history.stepLosses.push(loss);
    if (!Number.isFinite(loss)) {
      this.diverge(firstNotFinite(model, batch.x));
      return undefined;
    }
    const clipped = this.clip(gradients());
    if (!clipped) return undefined;
    return { loss, rate, gradients: clipped, next: this.update(model.params, clipped) };
  }

  /** Measures the model, lets callbacks look, and keeps a checkpoint. */
  async endEpoch(): Promise<void> {
    this.pause();
    const { callbacks, checkpoint, epochs } = this.options;
    this.epoch++;
    this.measure();
    for (const callback of callbacks) callback.onEpoch?.(this.moment());
    const due = checkpoint && this.epoch % checkpoint.every === 0;
    if (checkpoint && (due || this.epoch === epochs || !this.goesOn)) await this.keep();
  }

  /** Puts the best weights back into the model. */
  finish(): void {
    this.pause();
    this.model.restore(this.best);
    this.history.seconds = this.seconds();
    this.options.onEpoch?.(this.history, { final: true });
    for (const callback of this.options.callbacks) callback.onEnd?.(this.moment());
  }

  private moment(): Moment {
    const { model, history, epoch } = this;
    const stop = (why: string): void => {
      history.stopped = "stopped";
      history.reason ??= why;
    };
    return { model, history, epoch, stop };
  }

  private measure(): void {
    const { validation, reg, loss, judgeBy, onEpoch } = this.options;
    const train = measure(this.model, this.measured, { reg, loss });
    const held = validation && measure(this.model, validation, { reg, loss });
    const record: EpochRecord = {
      epoch: this.epoch,
      trainLoss: train.loss,
      trainAccuracy: train.accuracy,
      ...(held && { valLoss: held.loss, valAccuracy: held.accuracy }),
    };
    this.history.epochs.push(record);
    if (isBetter(record, this.history.best, judgeBy)) {
      this.history.best = record;
      this.best = this.model.snapshot();
    }
    onEpoch?.(this.history);
  }

  /** The gradients after clipping; none, and the end, if they cannot be clipped. */
  private clip(gradients: Named): Named | undefined {
    const { clip } = this.options;
    if (!clip || Object.keys(gradients).length === 0) return gradients;
    const bad = Object.entries(gradients).find(([, g]) => !isFinite(g));
    if (bad) {
      this.diverge(`the gradient of ${bad[0]}`);
      return undefined;
    }
    return "norm" in clip
      ? clipNorm(gradients, { max: clip.norm }).gradients
      : clipValue(gradients, { max: clip.value });
  }

  private update(params: Named, gradients: Named): Named {
    const { optimizer, optimizerOptions, decayOf, maxNorm } = this.options;
    const all = { ...optimizerOptions, lr: this.rate } as Options;
    const undecayed = { ...all, weightDecay: 0 };
    const next: Named = {};
    for (const [name, g] of Object.entries(gradients)) {
      const options = decayOf === "all" || isWeight(name) ? all : undecayed;
      const state = this.states.get(name) ?? optimizer.init(params[name], options);
      const moved = optimizer.update(params[name], g, state, options);
      const held = maxNorm !== undefined && isWeight(name);
      next[name] = held ? project(moved.theta, { max: maxNorm }) : moved.theta;
      this.states.set(name, moved.state);
    }
    return next;
  }

  private diverge(where: string): void {
    this.history.stopped = "diverged";
    this.history.divergedIn = where;
  }

  private seconds(): number {
    return this.secondsBefore + (performance.now() - this.started) / 1000;
  }

  private get identity() {
    const { seed, batchSize, reg } = this.options;
    return { seed, batchSize, examples: this.examples.x.shape[0], reg: regText(reg) };
  }

  private async keep(): Promise<void> {
    const { checkpoint, callbacks } = this.options;
    if (!checkpoint) return;
    const { epochs, stepLosses, best = null, stopped, reason = null } = this.history;
    await saveRun(checkpoint, {
      identity: this.identity,
      epoch: this.epoch,
      rng: this.rng.state(),
      now: this.model.snapshot(),
      best: this.best,
      optimizer: Object.fromEntries(this.states) as Record<string, Tree>,
      history: { epochs, stepLosses, best, stopped, reason, seconds: this.seconds() },
      callbacks: memoriesOf(callbacks),
    });
  }

  private async resume(): Promise<boolean> {
    const { checkpoint, callbacks } = this.options;
    const state = checkpoint && (await loadRun(checkpoint, this.identity, this.model.params));
    if (!state) return false;
    const { epochs, stepLosses, best, stopped, reason, seconds } = state.history;
    this.model.restore(state.now);
    this.best = state.best;
    this.epoch = state.epoch;
    this.rng = Random.restore(state.rng);
    this.states = new Map(Object.entries(state.optimizer)) as unknown as Map<string, State>;
    this.history.epochs.push(...epochs);
    for (const loss of stepLosses) this.history.stepLosses.push(loss);
    Object.assign(this.history, { best: best ?? undefined, stopped, reason: reason ?? undefined });
    this.secondsBefore = seconds;
    for (const callback of callbacks)
      if (callback.name !== undefined && callback.name in state.callbacks)
        callback.load?.(state.callbacks[callback.name]);
    return true;
  }
}
