import { requireOneDType } from "./dtypes.js";
import { requireShape, type Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * Throws unless an upstream gradient has the shape of what the forward pass gave, and the dtype of what it kept.
 *
 * @param gradient by its name, as `{ dY }`
 * @param kept a tensor of the cache by its name, as `{ x }`; some caches have none
 */
export function requireUpstream(
  where: string,
  gradient: Readonly<Record<string, Tensor>>,
  shape: Shape,
  kept: Readonly<Record<string, Tensor | undefined>>,
): void {
  for (const name in gradient) requireShape(where, name, gradient[name].shape, shape);
  requireOneDType(where, kept, gradient);
}
