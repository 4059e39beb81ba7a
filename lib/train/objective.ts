import { requireNumber, ShapeError, ValueError } from "../errors.js";
import type { Backward, Children, Mode, Named } from "../models/module.js";
import type { Snapshot } from "../models/model.js";
import type { Step } from "../step.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { lossOf, usualLoss, type Loss, type Wanted } from "./loss.js";
import { penalize, requireReg, type Reg } from "./penalty.js";
import { scopeOf } from "./scope.js";

/** Inputs, one along axis 0 for each label: x (N, …), labels (N). */
export type Examples = { x: Tensor; labels: ArrayLike<number> };

/** Inputs, one along axis 0 for each row of numbers that the output should be: x (N, …), target (N, …). */
export type TargetExamples = { x: Tensor; target: Tensor };

/** What gives scores for examples: a model, or an ensemble of models. */
export type Scorer = {
  readonly params: Named;
  forward(x: Tensor, mode?: Mode): { y: Tensor };
};

/** What can be trained. */
export type Trainable = {
  readonly params: Named;
  /** What it is made of, if checks are to look inside. */
  readonly children?: Children;
  forward(x: Tensor, mode?: Mode, step?: Step): { y: Tensor; backward: Backward };
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
  /** The share of examples whose largest score is that of their label; NaN for examples without labels. */
  accuracy: number;
};

/** @throws ShapeError if counts differ, ValueError if an example holds NaN or infinity. */
export function requireExamples(where: string, examples: Examples | TargetExamples): void {
  const { x } = examples;
  if (x.rank < 2 || x.shape[0] === 0)
    throw new ShapeError(
      `${where}: x must have shape (N, …) with at least one example, got ${shapeText(x.shape)}`,
    );
  if ("target" in examples) requireTarget(where, x, examples.target);
  else if (examples.labels.length !== x.shape[0])
    throw new ShapeError(
      `${where}: labels must have shape (${x.shape[0]}), got (${examples.labels.length})`,
    );
  const bad = x.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const example = Math.floor(bad / (x.size / x.shape[0]));
    throw new ValueError(
      `${where}: x must hold finite numbers, got ${x.data[bad]} in example ${example}`,
    );
  }
}

function requireTarget(where: string, { shape: [N] }: Tensor, { shape, data }: Tensor): void {
  if (shape[0] !== N)
    throw new ShapeError(`${where}: target must have shape (${N}, …), got ${shapeText(shape)}`);
  const bad = data.find((value) => !Number.isFinite(value));
  if (bad !== undefined)
    throw new ValueError(`${where}: target must hold finite numbers, got ${bad}`);
}

/** The rows of `examples` with these indices. */
export function pick(examples: Examples, indices: ArrayLike<number>): Examples;
export function pick(
  examples: Examples | TargetExamples,
  indices: ArrayLike<number>,
): Examples | TargetExamples;
export function pick(
  examples: Examples | TargetExamples,
  indices: ArrayLike<number>,
): Examples | TargetExamples {
  const x = examples.x.take(indices);
  if ("target" in examples) return { x, target: examples.target.take(indices) };
  return { x, labels: Int32Array.from(indices, (i) => examples.labels[i]) };
}

/** Examples `start` up to `end`. */
function stretch(examples: Examples | TargetExamples, start: number, end: number) {
  const x = examples.x.slice(start, end);
  if ("target" in examples) return { x, target: examples.target.slice(start, end) };
  const labels = Array.from({ length: end - start }, (_, i) => examples.labels[start + i]);
  return { x, labels };
}

/** The data loss, how many scores are right, and the way back. */
function assess(y: Tensor, wanted: Wanted, used: Loss) {
  const { loss, gradient } = lossOf(used, y, wanted);
  if (!("labels" in wanted)) return { dataLoss: loss, accuracy: NaN, gradient };
  const { labels } = wanted;
  const best = y.argmax(1).data;
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (best[i] === labels[i]) right++;
  return { dataLoss: loss, accuracy: right / labels.length, gradient };
}

/**
 * A loss, softmax cross-entropy by default, plus a penalty (½·reg·ΣW² over all weights where `reg` is a number), and
 * the way back to its gradients. A parameter that the model gives no gradient, because it is frozen, gets none from
 * the penalty either.
 *
 * @throws ShapeError, ValueError if the loss does not take the model's output or the labels.
 *
 * @example
 * const { loss, gradients } = objective(model, examples, 0.1);
 * gradients()["linear1.W"].shape; // [4, 5]
 */
export function objective(
  model: Trainable,
  examples: Examples | TargetExamples,
  reg: Reg = 0,
  mode: Mode = "eval",
  loss: Loss = usualLoss,
): Objective & { gradients: () => Named } {
  requireReg("objective", reg);
  const { y, backward } = model.forward(examples.x, mode);
  const { dataLoss, accuracy, gradient } = assess(y, examples, loss);
  const { penalty, addTo } = penalize(model.params, reg);

  const gradients = (): Named => {
    const { grads } = backward(gradient());
    addTo(grads, y);
    return grads;
  };
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy, gradients };
}

export type EvaluateOptions = {
  /** The strength of the penalty ½·reg·ΣW², or another penalty; 0 by default. */
  reg?: Reg;
  /** Examples at a time; 500 by default. */
  batchSize?: number;
  /** Softmax cross-entropy by default; see `Loss`. */
  loss?: Loss;
};

/**
 * The objective in evaluation mode over many examples, a batch at a time.
 *
 * @throws ShapeError, ValueError if examples do not fit together or an option is out of range.
 *
 * @example
 * const { accuracy } = evaluate(model, examples);
 * accuracy >= 0 && accuracy <= 1; // true
 */
export function evaluate(
  model: Scorer,
  examples: Examples | TargetExamples,
  options: EvaluateOptions = {},
): Objective {
  requireExamples("evaluate", examples);
  requireReg("evaluate", options.reg ?? 0);
  requireNumber("evaluate", "batchSize", options.batchSize ?? 1, { min: 1, integer: true });
  return measure(model, examples, options);
}

/** `evaluate` of examples that have been checked, as in every epoch of a run. */
export function measure(
  model: Scorer,
  examples: Examples | TargetExamples,
  { reg = 0, batchSize = 500, loss = usualLoss }: EvaluateOptions = {},
): Objective {
  const [N] = examples.x.shape;
  let dataLoss = 0;
  let accuracy = 0;
  const scope = scopeOf(model, examples.x);
  try {
    for (let start = 0; start < N; start += batchSize) {
      const end = Math.min(start + batchSize, N);
      const { x, ...wanted } = stretch(examples, start, end);
      const part = assess(model.forward(x, "eval").y, wanted, loss);
      const share = (end - start) / N;
      dataLoss += part.dataLoss * share;
      accuracy += part.accuracy * share;
      scope?.free([]);
    }
  } finally {
    scope?.end();
  }
  const { penalty } = penalize(model.params, reg);
  return { loss: dataLoss + penalty, dataLoss, penalty, accuracy };
}
