import { ShapeError, ValueError } from "../errors.js";
import * as softmaxCrossEntropy from "../losses/softmax-cross-entropy.js";
import type { Backward, Mode, Named } from "../models/module.js";
import type { Snapshot } from "../models/model.js";
import * as l2 from "../penalties/l2.js";
import { full } from "../tensor/create.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Inputs, one along axis 0 for each label: x (N, …), labels (N). */
export type Examples = { x: Tensor; labels: ArrayLike<number> };

/** What gives scores for examples: a model, or an ensemble of models. */
export type Scorer = {
  readonly params: Named;
  forward(x: Tensor, mode?: Mode): { y: Tensor };
};

/** What can be trained. */
export type Trainable = {
  readonly params: Named;
  forward(x: Tensor, mode?: Mode): { y: Tensor; backward: Backward };
  setParams(params: Named): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
};

/** What is minimized, taken apart, on some examples. */
export type Objective = {
  /** The data loss plus the penalty. */
  loss: number;
  dataLoss: number;
  penalty: number;
  /** The share of examples whose largest score is that of their label. */
  accuracy: number;
};

/** Biases and normalization parameters are left out of the penalty: they cannot make the net steep. */
const isPenalized = (name: string): boolean => name.endsWith(".W");

/** @throws ShapeError if counts differ, ValueError if an example holds NaN or infinity. */
export function requireExamples(where: string, { x, labels }: Examples): void {
  if (x.rank < 2 || x.shape[0] === 0)
    throw new ShapeError(
      `${where}: x must have shape (N, …) with at least one example, got ${shapeText(x.shape)}`,
    );
  if (labels.length !== x.shape[0])
    throw new ShapeError(
      `${where}: labels must have shape (${x.shape[0]}), got (${labels.length})`,
    );
  const bad = x.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const example = Math.floor(bad / (x.size / x.shape[0]));
    throw new ValueError(
      `${where}: x must hold finite numbers, got ${x.data[bad]} in example ${example}`,
    );
  }
}

/** The rows of `examples` with these indices. */
export const pick = ({ x, labels }: Examples, indices: ArrayLike<number>): Examples => ({
  x: x.take(indices),
  labels: Int32Array.from(indices, (i) => labels[i]),
});

/** ½·reg·ΣW² over all weights, and what the gradient of each needs. */
function penalize(params: Named, reg: number) {
  const caches = new Map<string, l2.L2Cache>();
  let penalty = 0;
  if (reg !== 0)
    for (const [name, W] of Object.entries(params))
      if (isPenalized(name)) {
        const { loss, cache } = l2.forward({ W }, { reg });
        penalty += loss.item();
        caches.set(name, cache);
      }
  return { penalty, caches };
}

/** The data loss, how many scores are right, and what the gradient needs. */
function assess(scores: Tensor, labels: ArrayLike<number>) {
  const { loss, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
  const best = scores.argmax(1).data;
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (best[i] === labels[i]) right++;
  return { dataLoss: loss.item(), accuracy: right / labels.length, cache };
}

/**
 * Softmax cross-entropy plus ½·reg·ΣW² over all weights, and the way back to its gradients. A parameter that the
 * model gives no gradient, because it is frozen, gets none from the penalty either.
 */
export function objective(
  model: Trainable,
  { x, labels }: Examples,
  reg = 0,
  mode: Mode = "eval",
): Objective & { gradients: () => Named } {
  const { y: scores, backward } = model.forward(x, mode);
  const { dataLoss, accuracy, cache } = assess(scores, labels);
  const { penalty, caches } = penalize(model.params, reg);

  const gradients = (): Named => {
    const one = full([], 1, scores);
    const { dScores } = softmaxCrossEntropy.backwardSimplified(one, cache);
    const { grads } = backward(dScores);
    for (const [name, cache] of caches)
      if (name in grads) grads[name] = grads[name].add(l2.backward(one, cache).dW);
    return grads;
  };
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy, gradients };
}

/** The objective in evaluation mode over many examples, a batch at a time. */
export function evaluate(
  model: Scorer,
  examples: Examples,
  options: { reg?: number; batchSize?: number } = {},
): Objective {
  requireExamples("evaluate", examples);
  return measure(model, examples, options);
}

/** `evaluate` of examples that have been checked, as in every epoch of a run. */
export function measure(
  model: Scorer,
  { x, labels }: Examples,
  { reg = 0, batchSize = 500 }: { reg?: number; batchSize?: number } = {},
): Objective {
  const N = x.shape[0];
  let dataLoss = 0;
  let accuracy = 0;
  for (let start = 0; start < N; start += batchSize) {
    const end = Math.min(start + batchSize, N);
    const own = Array.from({ length: end - start }, (_, i) => labels[start + i]);
    const part = assess(model.forward(x.slice(start, end), "eval").y, own);
    const share = (end - start) / N;
    dataLoss += part.dataLoss * share;
    accuracy += part.accuracy * share;
  }
  const { penalty } = penalize(model.params, reg);
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy };
}
