import type { View } from "../backend.js";

/** Numbers of its storage that a view runs over, from its first entry to its last. */
export const extentOf = ({ shape, strides }: Pick<View, "shape" | "strides">): number =>
  shape.includes(0) ? 0 : shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], 1);

/** The entries of a view from `start` on along an axis. */
function partOf<V extends View>(view: V, axis: number, start: number, size: number): V {
  const shape = view.shape.map((whole, i) => (i === axis ? size : whole));
  return { ...view, shape, offset: view.offset + start * view.strides[axis] };
}

/** How many of so many each half has: of an odd number, the first has the one more. */
export const halfSizes = (size: number): [number, number] => [
  Math.ceil(size / 2),
  Math.floor(size / 2),
];

/** A view in two along an axis. */
export function halvesOf<V extends View>(view: V, axis: number): [V, V] {
  const [first, second] = halfSizes(view.shape[axis]);
  return [partOf(view, axis, 0, first), partOf(view, axis, first, second)];
}

/** The axis along which a view is spread out the most. */
export function widestAxis({ shape, strides }: View): number {
  const widths = shape.map((size, axis) => (size - 1) * strides[axis]);
  return widths.indexOf(Math.max(...widths));
}

/** Views of one shape in the same parts, none of which runs over more than `most` numbers. */
export function* partsOf(views: readonly View[], most: number): Generator<readonly View[]> {
  const wide = views.find((view) => extentOf(view) > most);
  if (!wide) {
    yield views;
    return;
  }
  const axis = widestAxis(wide);
  const halves = views.map((view) => halvesOf(view, axis));
  for (const i of [0, 1])
    yield* partsOf(
      halves.map((both) => both[i]),
      most,
    );
}
