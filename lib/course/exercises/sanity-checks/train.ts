import * as linear from "../../../layers/linear.js";
import * as softmaxCrossEntropy from "../../../losses/softmax-cross-entropy.js";
import * as sgd from "../../../optim/sgd.js";
import { tensor } from "../../../tensor/create.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { OverfitCall } from "./inputs.js";

export interface Trained {
  /** The weights after the last update. */
  trained: Tensor;
  /** Before each update and after the last one. */
  losses: number[];
  /** How many updates had been made when all examples were right for the first time; −1 if they never were. */
  reachedAt: number;
}

/** Trains a linear classifier on all examples at once, by plain gradient descent (or, by mistake, ascent). */
export function train(
  { W, x, labels }: OverfitCall[0],
  { lr, steps }: OverfitCall[1],
  uphill = false,
): Trained {
  const losses: number[] = [];
  let trained = W;
  let reachedAt = -1;
  for (let made = 0; made <= steps; made++) {
    const { y: scores, cache } = linear.forward({ x, W: trained });
    const { loss, cache: lossCache } = softmaxCrossEntropy.forward({ scores }, { labels });
    losses.push(loss.item());
    const right = scores.argmax(1).data.every((guess, i) => guess === labels[i]);
    if (right && reachedAt < 0) reachedAt = made;
    if (made === steps) break;
    const { dScores } = softmaxCrossEntropy.backward(tensor(1), lossCache);
    const { dW } = linear.backward(dScores, cache);
    ({ theta: trained } = sgd.update(trained, uphill ? dW.neg() : dW, {}, { lr }));
  }
  return { trained, losses, reachedAt };
}
