import { ShapeError } from "../errors.js";
import * as softmaxCrossEntropy from "../losses/softmax-cross-entropy.js";
import { full, oneHot } from "../tensor/create.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** The model's output under the names that losses know it by, and what it should be. */
export type LossInputs = { scores: Tensor; x: Tensor; target: Tensor };

/**
 * A loss as those of the library are, pure functions: `softmaxCrossEntropy`, `multiclassSvm`, `squaredError`,
 * `absoluteError`, `smoothL1`, or one of your own. Those for classes read scores and labels, those for numbers x and
 * target; each gives back the gradient under the name it read by. The loss is a mean over the examples.
 */
export type Loss = {
  forward(
    inputs: LossInputs,
    options: { labels: ArrayLike<number>; reduction?: "mean" },
  ): { loss: Tensor; cache: unknown };
  backward(dLoss: Tensor, cache: never): { dScores: Tensor } | { dX: Tensor };
  /** The same gradient in fewer steps; used if there is one. */
  backwardSimplified?(dLoss: Tensor, cache: never): { dScores: Tensor } | { dX: Tensor };
};

/** What the outputs should be: a class for each example, or numbers of the output's shape. */
export type Wanted = { labels: ArrayLike<number> } | { target: Tensor };

/** Softmax cross-entropy, where nothing else is asked for. */
export const usualLoss: Loss = softmaxCrossEntropy;

/**
 * A loss of outputs y, and the way back to its gradient by them. Labels are also handed on as a target, one-hot:
 * squared error of classes is squared error of their one-hot vectors.
 */
export function lossOf(
  used: Loss,
  y: Tensor,
  wanted: Wanted,
): { loss: number; gradient: () => Tensor } {
  const labels = "labels" in wanted ? wanted.labels : [];
  const { loss, cache } = used.forward(new InputsOf(y, wanted), { labels });
  return {
    loss: loss.item(),
    gradient: () => {
      const one = full([], 1, y);
      const back =
        used.backwardSimplified?.(one, cache as never) ?? used.backward(one, cache as never);
      return "dScores" in back ? back.dScores : back.dX;
    },
  };
}

class InputsOf implements LossInputs {
  constructor(
    readonly scores: Tensor,
    private readonly wanted: Wanted,
  ) {}

  get x(): Tensor {
    return this.scores;
  }

  /** Made only for a loss that reads it. */
  get target(): Tensor {
    const { scores, wanted } = this;
    return "labels" in wanted ? classesOf(scores, wanted.labels) : wanted.target;
  }
}

function classesOf(y: Tensor, labels: ArrayLike<number>): Tensor {
  if (y.rank !== 2)
    throw new ShapeError(
      `fit: the model's output must have shape (N, C) for labels, got ${shapeText(y.shape)}`,
    );
  return oneHot(labels, y.shape[1], y);
}
