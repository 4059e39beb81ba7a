import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type PreluInputs = { x: Tensor; a: Tensor };
export type PreluCache = PreluInputs;

/** `a` beside x: one slope for all, or one a channel along axis 1. */
function spread(where: string, { x, a }: PreluInputs): Tensor {
  const channels = x.rank > 1 ? x.shape[1] : 1;
  if (a.rank !== 1 || (a.size !== 1 && a.size !== channels)) {
    const shapes = channels === 1 ? "(1)" : `(1) or (${channels})`;
    throw new ShapeError(`${where}: a must have shape ${shapes}, got ${shapeText(a.shape)}`);
  }
  requireOneDType(where, { x, a });
  return a.reshape(-1, ...x.shape.slice(2).map(() => 1));
}

/**
 * The parametric ReLU (He et al. 2015, https://arxiv.org/abs/1502.01852): a leaky ReLU whose slope `a` is
 * learned.
 *
 * Shapes: x (N, C, …); a (1), one slope for all, or (C), one a channel; y that of x.
 *
 * @throws ShapeError if a does not fit.
 *
 * @example
 * prelu.forward({ x: tensor([[-1, -1, 2]]), a: tensor([0.1, 0.2, 0.3]) }).y.toArray(); // [[-0.1, -0.2, 2]]
 */
export function forward(
  { x, a }: PreluInputs,
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: PreluCache } {
  const slopes = spread("prelu.forward", { x, a });
  const y = step("y", tex`y = \max(0, x) + a \min(0, x)`, () =>
    x.maximum(0).add(x.minimum(0).mul(slopes)),
  );
  return { y, cache: { x, a } };
}

/**
 * dX has the shape of x and dA that of a, summed over all entries that share a slope. At x = 0 dX is a · dY.
 *
 * @example
 * const { cache } = prelu.forward({ x: tensor([[-2], [3]]), a: tensor([0.5]) });
 * const { dX, dA } = prelu.backward(tensor([[1], [1]]), cache);
 * dX.toArray(); // [[0.5], [1]]
 * dA.toArray(); // [-2]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, a }: PreluCache, step: Step = run): { dX: Tensor; dA: Tensor } {
  requireUpstream("prelu.backward", { dY }, x.shape, { x });
  const slopes = spread("prelu.backward", { x, a });
  const sharing = a.size === 1 ? undefined : x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const dA = step("dA", tex`da = \sum \min(0, x) \, dy`, () => dY.mul(x.minimum(0)).sum(sharing).reshape(...a.shape));
  const dX = step("dX", tex`dx = dy \text{ where } x > 0, \; a \, dy \text{ elsewhere}`, () => {
    const positive = x.greater(0);
    return dY.mul(positive).add(dY.mul(slopes).mul(positive.neg().add(1)));
  });
  return { dX, dA };
}
