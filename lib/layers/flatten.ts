import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireShape, shapeText, sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

export type FlattenCache = { shape: Shape };

/**
 * Every example as one row of numbers: what a fully connected layer takes after the images.
 *
 * Shapes: x (N, …), with at least one axis; y (N, D).
 *
 * @throws ShapeError if x is a scalar.
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: FlattenCache } {
  if (x.rank === 0)
    throw new ShapeError(`flatten.forward: x must have shape (N, …), got ${shapeText(x.shape)}`);
  const [N, ...rest] = x.shape;
  const y = step("y", tex`y_{n,(chw)} = x_{nchw}`, () => x.reshape(N, sizeOf(rest)));
  return { y, cache: { shape: x.shape } };
}

/** The same numbers in the shape of x. */
export function backward(dY: Tensor, { shape }: FlattenCache, step: Step = run): { dX: Tensor } {
  const [N, ...rest] = shape;
  requireShape("flatten.backward", "dY", dY.shape, [N, sizeOf(rest)]);
  const dX = step("dX", tex`dx_{nchw} = dy_{n,(chw)}`, () => dY.reshape(...shape));
  return { dX };
}
