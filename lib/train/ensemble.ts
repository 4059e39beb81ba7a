import { ValueError } from "../errors.js";
import * as softmax from "../layers/softmax.js";
import type { Named } from "../models/module.js";
import type { Snapshot } from "../models/model.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Scorer, Trainable } from "./objective.js";

/** Scores for a batch, (N, classes). */
type Member = (x: Tensor) => Tensor;

/** The smallest normal float32: the logarithm of a probability that came out as 0 stays finite. */
const TINY = 2 ** -126;

/**
 * Models that vote: the average of their probabilities, not of their scores. `evaluate` takes it like a model.
 *
 * @example
 * const halves = [0, 1].map((label) => (x) => oneHot([label, label], 2).mul(50));
 * new Ensemble(halves).probabilities(ones([2, 4])).toArray(); // [[0.5, 0.5], [0.5, 0.5]]
 */
export class Ensemble implements Scorer {
  /** Nothing to be penalized. */
  readonly params: Named = {};

  /** Not for use outside the library: see `ensemble` and `snapshotEnsemble`. */
  constructor(private readonly members: readonly Member[]) {
    requireSome("Ensemble", "member", members);
  }

  get size(): number {
    return this.members.length;
  }

  /** The mean over the members of softmax(scores); x (N, …), probabilities (N, classes). */
  probabilities(x: Tensor): Tensor {
    const [first, ...others] = this.members.map((scores) => softmax.forward({ x: scores(x) }).y);
    return others.reduce((sum, p) => sum.add(p), first).div(this.size);
  }

  /** The logarithm of the probabilities: scores whose softmax is them again. */
  forward(x: Tensor): { y: Tensor } {
    return { y: this.probabilities(x).maximum(TINY).log() };
  }

  /** The most probable class, for each row. */
  predict(x: Tensor): Int32Array {
    return Int32Array.from(this.probabilities(x).argmax(1).data);
  }
}

/**
 * Independent models, trained from different first weights, averaged: about 2 % better than one of them
 * (Hansen & Salamon 1990, https://doi.org/10.1109/34.58871).
 *
 * @throws ValueError without models.
 *
 * @example
 * const [a, b] = [1, 2].map((seed) => twoLayerNet({ inputs: 4, seed }));
 * ensemble([a, b]).probabilities(ones([3, 4])).shape; // [3, 10]
 */
export function ensemble(models: readonly Scorer[]): Ensemble {
  requireSome("ensemble", "model", models);
  return new Ensemble(models.map((model) => (x) => model.forward(x, "eval").y));
}

/**
 * One model as it was at several moments of its training, averaged (Huang et al. 2017,
 * https://arxiv.org/abs/1704.00109). The model itself stays as it is.
 *
 * @throws ValueError without snapshots, or if one is not of this model.
 *
 * @example
 * const cycles = snapshots({ every: 5 });
 * const lr = schedules.warmRestarts({ lr: 0.1, epochs: 5 });
 * await fit(model, examples, { epochs: 15, lr, callbacks: [cycles], progress: false });
 * snapshotEnsemble(model, cycles.taken).size; // 3
 */
export function snapshotEnsemble(model: Trainable, taken: readonly Snapshot[]): Ensemble {
  requireSome("snapshotEnsemble", "snapshot", taken);
  return new Ensemble(
    taken.map((snapshot) => (x) => {
      const now = model.snapshot();
      try {
        model.restore(snapshot);
        return model.forward(x, "eval").y;
      } finally {
        model.restore(now);
      }
    }),
  );
}

function requireSome(where: string, what: string, list: readonly unknown[]): void {
  if (list.length === 0) throw new ValueError(`${where}: expected at least one ${what}, got none`);
}
