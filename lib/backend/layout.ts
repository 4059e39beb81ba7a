import type { View } from "./backend.js";
import { sizeOf, stridesOf } from "../tensor/shape.js";

/** Some views of one shape, as few and as long axes as they allow: axes are joined that all of them walk as one. */
export function joined(
  shape: readonly number[],
  views: readonly Pick<View, "strides">[],
): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const strides: number[][] = views.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis];
    if (size === 1) continue;
    const last = sizes.length - 1;
    const asOne =
      last >= 0 && views.every((view, v) => strides[v][last] === view.strides[axis] * size);
    if (asOne) sizes[last] *= size;
    else sizes.push(size);
    for (let v = 0; v < views.length; v++) strides[v][sizes.length - 1] = views[v].strides[axis];
  }
  return { shape: sizes, strides };
}

/** Whether the entries of a view follow each other in row-major order. */
export function liesDense({ shape, strides }: Pick<View, "shape" | "strides">): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

/** Whether a view shows its storage from the first number to the last. */
export const isWhole = (view: View): boolean =>
  view.offset === 0 && view.storage.length === sizeOf(view.shape) && liesDense(view);

/** Whether a view shows one number in every place. */
export function isConstant({ shape, strides }: Pick<View, "shape" | "strides">): boolean {
  for (let axis = 0; axis < shape.length; axis++)
    if (strides[axis] !== 0 && shape[axis] !== 1) return false;
  return true;
}

/** A whole view of a storage. */
export const wholeOf = (storage: View["storage"], shape: readonly number[]): View => ({
  storage,
  shape,
  strides: stridesOf(shape),
  offset: 0,
});
