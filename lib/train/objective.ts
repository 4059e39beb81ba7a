import { ShapeError, ValueError } from "../errors.js";
import * as softmaxCrossEntropy from "../losses/softmax-cross-entropy.js";
import type { Backward, Mode, Named } from "../models/module.js";
import type { Snapshot } from "../models/sequential.js";
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

/** The penalty, the data loss and what its gradient needs. */
function assess(params: Named, scores: Tensor, labels: ArrayLike<number>, reg: number) {
  const { loss, cache } = softmaxCrossEntropy.forward({ scores }, { labels });
  const dataLoss = loss.item();
  let penalty = 0;
  if (reg !== 0)
    for (const [name, W] of Object.entries(params))
      if (isPenalized(name)) penalty += l2.forward({ W }, { reg }).loss.item();
  const best = scores.argmax(1).data;
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (best[i] === labels[i]) right++;
  const accuracy = right / labels.length;
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy, cache };
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
  const { params } = model;
  const { cache, ...found } = assess(params, scores, labels, reg);

  const gradients = (): Named => {
    const one = full([], 1, scores);
    const { dScores } = softmaxCrossEntropy.backwardSimplified(one, cache);
    const { grads } = backward(dScores);
    if (reg === 0) return grads;
    for (const name of Object.keys(grads))
      if (isPenalized(name)) {
        const { cache } = l2.forward({ W: params[name] }, { reg });
        grads[name] = grads[name].add(l2.backward(one, cache).dW);
      }
    return grads;
  };
  return { ...found, gradients };
}

/** The objective in evaluation mode over many examples, a batch at a time. */
export function evaluate(
  model: Scorer,
  examples: Examples,
  { reg = 0, batchSize = 500 } = {},
): Objective {
  requireExamples("evaluate", examples);
  const N = examples.x.shape[0];
  let dataLoss = 0;
  let accuracy = 0;
  let penalty = 0;
  for (let start = 0; start < N; start += batchSize) {
    const end = Math.min(start + batchSize, N);
    const batch = {
      x: examples.x.slice(start, end),
      labels: Array.from({ length: end - start }, (_, i) => examples.labels[start + i]),
    };
    const part = assess(model.params, model.forward(batch.x, "eval").y, batch.labels, reg);
    const share = (end - start) / N;
    dataLoss += part.dataLoss * share;
    accuracy += part.accuracy * share;
    penalty = part.penalty;
  }
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy };
}
