import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type LinearInputs = { x: Tensor; W: Tensor; b?: Tensor };
export type LinearCache = { x: Tensor; W: Tensor; b: Tensor | undefined };

/** The rows a linear layer sees: every axis but the last one is a batch axis. */
const rows = (x: Tensor): Tensor => (x.rank === 2 ? x : x.reshape(-1, x.shape[x.rank - 1]));

/**
 * The linear (affine, fully connected) layer: each output is a weighted sum of all inputs.
 *
 * Shapes: x (N, D), or (…, D) with more batch axes; W (D, M), so a column is the weights of one output;
 * b (M), or left out; y (N, M).
 *
 * @throws ShapeError if the shapes do not fit together.
 *
 * @example
 * const { y } = linear.forward({ x: ones([2, 3]), W: ones([3, 4]), b: zeros([4]) });
 * y.shape; // [2, 4]
 */
export function forward(
  { x, W, b }: LinearInputs,
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: LinearCache } {
  if (W.rank !== 2)
    throw new ShapeError(`linear.forward: W must have shape (D, M), got ${shapeText(W.shape)}`);
  const [D, M] = W.shape;
  if (x.rank < 1 || x.shape[x.rank - 1] !== D)
    throw new ShapeError(`linear.forward: x must have shape (…, ${D}), got ${shapeText(x.shape)}`);
  if (b) requireShape("linear.forward", "b", b.shape, [M]);
  requireOneDType("linear.forward", { x, W, b });
  const shape = [...x.shape.slice(0, -1), M];
  const y = step("y", tex`y = xW + b`, () => {
    const product = rows(x).matmul(W);
    return (b ? product.add(b) : product).reshape(...shape);
  });
  return { y, cache: { x, W, b } };
}

/**
 * Gradients of the loss: dX has the shape of x, dW of W, dB (M), undefined without a bias; dY is dL/dy.
 *
 * @example
 * const { cache } = linear.forward({ x: tensor([[1, 2]]), W: tensor([[3], [4]]), b: tensor([5]) });
 * const { dX, dW, dB } = linear.backward(tensor([[10]]), cache);
 * dX.toArray(); // [[30, 40]]
 * dW.toArray(); // [[10], [20]]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, W, b }: LinearCache, step: Step = run): { dX: Tensor; dW: Tensor; dB: Tensor | undefined } {
  requireUpstream("linear.backward", { dY }, [...x.shape.slice(0, -1), W.shape[1]], { x });
  const dX = step("dX", tex`dX = dY\,W^\top`,         () => rows(dY).matmul(W.T).reshape(...x.shape));
  const dW = step("dW", tex`dW = X^\top dY`,          () => rows(x).T.matmul(rows(dY)));
  const dB = b && step("dB", tex`db = \sum_i dy_i`,   () => rows(dY).sum(0));
  return { dX, dW, dB };
}
