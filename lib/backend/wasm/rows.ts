import type { View } from "../backend.js";

/** Some views of one shape, as few and as long axes as they allow: axes are joined that all of them walk as one. */
export function joined(
  shape: readonly number[],
  views: readonly Omit<View, "storage">[],
): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const strides: number[][] = views.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    const asOne =
      last >= 0 && views.every((view, v) => strides[v][last] === view.strides[axis] * size);
    if (asOne) {
      sizes[last] *= size;
      views.forEach((view, v) => (strides[v][last] = view.strides[axis]));
    } else {
      sizes.push(size);
      views.forEach((view, v) => strides[v].push(view.strides[axis]));
    }
  });
  return { shape: sizes, strides };
}
