import type { View } from "../backend.js";

/**
 * Walks views of one shape together in row-major order, a row (the last axis) at a time. `visit` gets
 * the row's length and, for each view, where the row starts and how far apart its entries are.
 */
export function forEachRow(
  shape: readonly number[],
  views: readonly View[],
  visit: (length: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  const last = shape.length - 1;
  const length = last < 0 ? 1 : shape[last];
  const steps = views.map((view) => (last < 0 ? 0 : view.strides[last]));
  const starts = views.map((view) => view.offset);
  if (shape.includes(0)) return;
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  for (;;) {
    visit(length, starts, steps);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      index[axis]++;
      for (let v = 0; v < views.length; v++) starts[v] += views[v].strides[axis];
      if (index[axis] < shape[axis]) break;
      for (let v = 0; v < views.length; v++) starts[v] -= views[v].strides[axis] * shape[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
