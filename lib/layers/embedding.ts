import { ShapeError, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { oneHot } from "../tensor/create.js";
import { shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type EmbeddingInputs = { W: Tensor };
export type EmbeddingOptions = {
  /** Which row of W stands at each place: integers from 0 to V − 1. Any shape, such as (N, T). */
  tokens: Tensor;
};
export type EmbeddingCache = { W: Tensor; tokens: Tensor; output: Shape };

/**
 * An embedding: each token is a row of W. A linear layer whose inputs are one-hot, without the multiplications by 0.
 *
 * Shapes: W (V, D); tokens any shape, (N, T); y that shape and D, (N, T, D).
 *
 * @throws ShapeError if W is no matrix; ValueError if a token is not an integer from 0 to V − 1.
 *
 * @example
 * const W = tensor([[1, 2], [3, 4], [5, 6]]);
 * embedding.forward({ W }, { tokens: tensor([2, 0]) }).y.toArray(); // [[5, 6], [1, 2]]
 */
export function forward(
  { W }: EmbeddingInputs,
  { tokens }: EmbeddingOptions,
  step: Step = run,
): { y: Tensor; cache: EmbeddingCache } {
  const where = "embedding.forward";
  if (W.rank !== 2)
    throw new ShapeError(`${where}: W must have shape (V, D), got ${shapeText(W.shape)}`);
  const [V, D] = W.shape;
  const wrong = tokens.data.findIndex((t) => !Number.isInteger(t) || t < 0 || t >= V);
  if (wrong >= 0)
    throw new ValueError(
      `${where}: token ${wrong} must be an integer from 0 to ${V - 1}, got ${tokens.data[wrong]}`,
    );
  const output = [...tokens.shape, D];
  const y = step("y", tex`y_{nt} = W_{x_{nt}}`, () => W.take(tokens.data).reshape(...output));
  return { y, cache: { W, tokens, output } };
}

/**
 * dW (V, D): each row gets the gradients of all places where its token stands.
 *
 * @example
 * const { cache } = embedding.forward({ W: ones([3, 2]) }, { tokens: tensor([2, 2]) });
 * embedding.backward(ones([2, 2]), cache).dW.toArray(); // [[0, 0], [0, 0], [2, 2]]
 */
export function backward(
  dY: Tensor,
  { W, tokens, output }: EmbeddingCache,
  step: Step = run,
): { dW: Tensor } {
  requireUpstream("embedding.backward", { dY }, output, { W });
  const [V, D] = W.shape;
  const dW = step("dW", tex`dW_v = \sum_{n,t} \mathbf 1[x_{nt} = v] \, dy_{nt}`, () =>
    oneHot(tokens.data, V, W).T.matmul(dY.reshape(tokens.size, D)),
  );
  return { dW };
}
