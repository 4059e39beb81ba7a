import type { View } from "../backend.js";
import { joined } from "../layout.js";

/**
 * Walks views of one shape together in row-major order, a row at a time: the last axis, with those before it that all
 * of them walk as one. `visit` gets the row's length and, for each view, where the row starts and how far apart its
 * entries are.
 */
export function forEachRow(
  shape: readonly number[],
  views: readonly View[],
  visit: (length: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  if (shape.includes(0)) return;
  const { shape: sizes, strides } = joined(shape, views);
  const last = sizes.length - 1;
  const length = last < 0 ? 1 : sizes[last];
  const steps = strides.map((each) => (last < 0 ? 0 : each[last]));
  const starts = views.map((view) => view.offset);
  const index = new Array<number>(Math.max(last, 0)).fill(0);
  for (;;) {
    visit(length, starts, steps);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      index[axis]++;
      for (let v = 0; v < views.length; v++) starts[v] += strides[v][axis];
      if (index[axis] < sizes[axis]) break;
      for (let v = 0; v < views.length; v++) starts[v] -= strides[v][axis] * sizes[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
