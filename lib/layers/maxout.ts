import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { arange } from "../tensor/create.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type MaxoutInputs = { x: Tensor; W: Tensor; b: Tensor };
export type MaxoutCache = { x: Tensor; W: Tensor; z: Tensor };

/** The weights of all k pieces side by side: (D, k·M). */
const sideBySide = (W: Tensor): Tensor => W.permute(1, 0, 2).reshape(W.shape[1], -1);

/**
 * Maxout (Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389): every unit is the largest of k linear
 * functions of its inputs. ReLU is k = 2 with one of the two fixed at 0; here both are learned, so there are twice
 * as many parameters, and no unit saturates or dies.
 *
 * Shapes: x (N, D); W (k, D, M); b (k, M); z (N, k, M), the k candidates; y (N, M).
 *
 * @throws ShapeError if the shapes do not fit together or k is 0.
 *
 * @example
 * const W = tensor([[[1]], [[-1]]]); // the larger of x and −x
 * maxout.forward({ x: tensor([[-3], [2]]), W: W, b: zeros([2, 1]) }).y.toArray(); // [[3], [2]]
 */
// prettier-ignore
export function forward({ x, W, b }: MaxoutInputs, _options: Record<string, never> = {}, step: Step = run): { y: Tensor; cache: MaxoutCache } {
  const where = "maxout.forward";
  if (W.rank !== 3 || W.shape[0] === 0)
    throw new ShapeError(`${where}: W must have shape (k, D, M) with k at least 1, got ${shapeText(W.shape)}`);
  const [k, D, M] = W.shape;
  if (x.rank !== 2 || x.shape[1] !== D)
    throw new ShapeError(`${where}: x must have shape (N, ${D}), got ${shapeText(x.shape)}`);
  requireShape(where, "b", b.shape, [k, M]);
  requireOneDType(where, { x, W, b });
  const z = step("z", tex`z_{nkm} = \sum_d x_{nd} W_{kdm} + b_{km}`, () => x.matmul(sideBySide(W)).reshape(x.shape[0], k, M).add(b));
  const y = step("y", tex`y_{nm} = \max_k z_{nkm}`,                  () => z.max(1));
  return { y, cache: { x, W, z } };
}

/**
 * Only the winning candidate gets the gradient; of equals, the first. dW (k, D, M), dB (k, M).
 *
 * @example
 * // Two pieces, x and −x: the maximum is |x|, and only the larger one learns.
 * const { y, cache } = maxout.forward({ x: tensor([[3]]), W: tensor([[[1]], [[-1]]]), b: zeros([2, 1]) });
 * maxout.backward(tensor([[1]]), cache).dW.toArray(); // [[[3]], [[0]]]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, W, z }: MaxoutCache, step: Step = run): { dX: Tensor; dW: Tensor; dB: Tensor } {
  const [N, k, M] = z.shape;
  requireUpstream("maxout.backward", { dY }, [N, M], { x });
  const D = W.shape[1];
  const dZ = step("dZ", tex`dz_{nkm} = dy_{nm} \, \mathbf 1[k = \arg\max z_{nm}]`, () => {
    const winner = z.argmax(1).reshape(N, 1, M);
    return arange(k, { dtype: z.dtype, backend: z.backend }).reshape(k, 1).equal(winner).mul(dY.reshape(N, 1, M));
  });
  const dB = step("dB", tex`db_{km} = \sum_n dz_{nkm}`,             () => dZ.sum(0));
  const dW = step("dW", tex`dW_{kdm} = \sum_n x_{nd} \, dz_{nkm}`,  () => x.T.matmul(dZ.reshape(N, k * M)).reshape(D, k, M).permute(1, 0, 2));
  const dX = step("dX", tex`dx_{nd} = \sum_{km} W_{kdm} \, dz_{nkm}`, () => dZ.reshape(N, k * M).matmul(sideBySide(W).T));
  return { dX, dW, dB };
}
