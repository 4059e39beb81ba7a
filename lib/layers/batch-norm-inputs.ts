import { requireNumber, ShapeError } from "../errors.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Throws unless x has entries, gamma and beta have one for each channel (axis 1 of x), and eps is right. */
export function requireChannels(
  where: string,
  { x, gamma, beta }: { x: Tensor; gamma: Tensor; beta: Tensor },
  eps: number,
): void {
  const [, channels] = x.shape;
  if (x.size === 0)
    throw new ShapeError(`${where}: x must hold at least one entry, got ${shapeText(x.shape)}`);
  requireShape(where, "gamma", gamma.shape, [channels]);
  requireShape(where, "beta", beta.shape, [channels]);
  requireOneDType(where, { x, gamma, beta });
  requireNumber(where, "eps", eps, { min: 0 });
}

/** Throws unless both running statistics have the shape of gamma. */
export function requireRunning(
  where: string,
  { mean, variance }: { mean: Tensor; variance: Tensor },
  gamma: Tensor,
): void {
  requireShape(where, "running.mean", mean.shape, gamma.shape);
  requireShape(where, "running.variance", variance.shape, gamma.shape);
  requireOneDType(where, { gamma, "running.mean": mean, "running.variance": variance });
}
