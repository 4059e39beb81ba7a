import { ShapeError } from "../errors.js";

export type Shape = readonly number[];

/** `(2, 3)`, as a shape is written in messages and in the lectures. */
export const shapeText = (shape: readonly (number | string)[]): string => `(${shape.join(", ")})`;

/** How many entries a tensor of this shape has; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Row-major strides: how far apart in memory two neighbors along each axis are. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

export function requireShape(where: string, name: string, shape: Shape, expected: Shape): void {
  if (!sameShape(shape, expected))
    throw new ShapeError(
      `${where}: ${name} must have shape ${shapeText(expected)}, got ${shapeText(shape)}`,
    );
}

/** Throws unless each size is a whole number of at least 0. */
export function requireSizes(where: string, shape: Shape): void {
  if (!shape.every((n) => Number.isInteger(n) && n >= 0))
    throw new ShapeError(
      `${where}: a shape must hold whole numbers of at least 0, got ${shapeText(shape)}`,
    );
}

/** `axis` counted from the front; −1 is the last one. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(
      `${where}: axis must be an integer from ${-rank} to ${rank - 1} for a tensor of rank ${rank}, got ${axis}`,
    );
  return axis < 0 ? axis + rank : axis;
}

/**
 * The shape two operands share: aligned at the last axis, sizes equal or one of them 1 (NumPy's rule).
 *
 * @throws ShapeError if two sizes differ and neither is 1.
 */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  if (b.length === 0 || sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1)
      throw new ShapeError(
        `${where}: shapes ${shapeText(a)} and ${shapeText(b)} do not fit together: ` +
          `axis ${-i} must be equal or 1, got ${m} and ${n}`,
      );
    shape[rank - i] = m === 1 ? n : m;
  }
  return shape;
}

/** Strides that show a view of `shape` and `strides` as the larger shape `to`: repeated axes get 0. */
export function broadcastStrides(shape: Shape, strides: readonly number[], to: Shape): number[] {
  const added = to.length - shape.length;
  const repeated = new Array<number>(to.length).fill(0);
  for (let axis = 0; axis < shape.length; axis++)
    if (shape[axis] !== 1) repeated[axis + added] = strides[axis];
  return repeated;
}

/** Axes counted from the front, each once: one, several, or by default all. */
export function axesOf(
  where: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (typeof axes === "number") return [normalizeAxis(where, axes, rank)];
  if (axes === undefined) return [...Array(rank).keys()];
  const over = axes.map((axis) => normalizeAxis(where, axis, rank));
  if (new Set(over).size !== over.length)
    throw new ShapeError(`${where}: expected each axis once, got (${axes.join(", ")})`);
  return over;
}

/** The shape that is left when these axes are summed over; `keepDims` leaves a 1 for each. */
export const reducedShape = (shape: Shape, over: readonly number[], keepDims: boolean): number[] =>
  keepDims
    ? shape.map((n, axis) => (over.includes(axis) ? 1 : n))
    : shape.filter((_, axis) => !over.includes(axis));
