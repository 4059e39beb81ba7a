import type { WindowAxis } from "../backend/backend.js";
import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** One number for both axes of an image, or [height, width]. */
export type Pair = number | readonly [number, number];

export type WindowOptions = {
  /** How far a window is from the next one; at least 1, 1 by default. */
  stride?: Pair;
  /** Places added around the image on each side; at least 0, 0 by default. */
  padding?: Pair;
  /** How far neighbors inside a window are apart; at least 1, 1 by default. */
  dilation?: Pair;
};

/** The windows over images, one axis each. */
export type Windows = { rows: WindowAxis; columns: WindowAxis };

const AXES = ["height", "width"] as const;

/** `value` as [height, width], each an integer of at least `min`. */
export function pairOf(where: string, name: string, value: Pair, min: number): [number, number] {
  if (typeof value === "number") {
    requireNumber(where, name, value, { min, integer: true });
    return [value, value];
  }
  const sides: readonly number[] = value;
  if (!Array.isArray(value) || sides.length !== 2)
    throw new ValueError(
      `${where}: ${name} must be a number or [height, width], got ${JSON.stringify(value)}`,
    );
  sides.forEach((n, i) =>
    requireNumber(where, `${name} along the ${AXES[i]}`, n, { min, integer: true }),
  );
  return [sides[0], sides[1]];
}

/** Throws unless x holds images, (N, C, H, W), of at least one entry each. */
export function requireImages(where: string, x: Tensor): void {
  if (x.rank !== 4 || x.shape.slice(1).includes(0))
    throw new ShapeError(`${where}: x must have shape (N, C, H, W), got ${shapeText(x.shape)}`);
}

export type AxisOptions = {
  kernel: number;
  stride?: number;
  padding?: number;
  dilation?: number;
  /** A last window that hangs over the edge counts too, unless it begins outside. False by default. */
  ceil?: boolean;
};

/**
 * How many windows fit along an axis of `size` entries: ⌊(W − F + 2P) / S⌋ + 1, the lecture's formula, with
 * (F − 1)·dilation + 1 for F under dilation. Without remainder nothing is left over at the edge; with one,
 * the last entries are not looked at.
 *
 * @throws ShapeError if the filter is larger than the padded axis; ValueError if a number is out of range.
 *
 * @example
 * convOutputSize(227, { kernel: 11, stride: 4 }); // 55
 * convOutputSize(32, { kernel: 5, padding: 2 }); // 32
 */
export function convOutputSize(
  size: number,
  options: AxisOptions,
  where = "convOutputSize",
): number {
  return countWindows(where, "axis", size, options);
}

function countWindows(
  where: string,
  axis: string,
  size: number,
  { kernel, stride = 1, padding = 0, dilation = 1, ceil = false }: AxisOptions,
): number {
  requireNumber(where, axis === "axis" ? "size" : axis, size, { min: 1, integer: true });
  requireNumber(where, "kernel", kernel, { min: 1, integer: true });
  requireNumber(where, "stride", stride, { min: 1, integer: true });
  requireNumber(where, "padding", padding, { min: 0, integer: true });
  requireNumber(where, "dilation", dilation, { min: 1, integer: true });
  const extent = (kernel - 1) * dilation + 1;
  const room = size + 2 * padding - extent;
  if (room < 0)
    throw new ShapeError(
      `${where}: the window must fit into the padded ${axis}, expected at most ${size + 2 * padding} (${size} + 2 · ${padding}), got ${extent}`,
    );
  if (!ceil) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  return (count - 1) * stride >= size + padding ? count - 1 : count;
}

/** The windows along one axis as the backend wants them. */
function windowAxis(where: string, axis: string, size: number, options: AxisOptions): WindowAxis {
  const { kernel, stride = 1, padding = 0, dilation = 1 } = options;
  const windows = countWindows(where, axis, size, options);
  const index = new Int32Array(kernel * windows);
  for (let k = 0; k < kernel; k++)
    for (let i = 0; i < windows; i++) {
      const at = i * stride - padding + k * dilation;
      index[k * windows + i] = at >= 0 && at < size ? at : -1;
    }
  return { entries: kernel, windows, index };
}

/**
 * The windows of a convolution or pooling over images of `size` [H, W], and where each entry of each window
 * comes from. `x.im2col(rows, columns)` takes them out.
 *
 * @throws ShapeError if a window does not fit; ValueError if an option is out of range.
 *
 * @example
 * const { rows, columns } = slidingWindows([4, 5], { kernel: 2, stride: 2 });
 * [rows.windows, columns.windows]; // [2, 2]
 */
export function slidingWindows(
  size: readonly [number, number],
  options: WindowOptions & { kernel: Pair; ceil?: boolean },
  where = "slidingWindows",
): Windows {
  const kernel = pairOf(where, "kernel", options.kernel, 1);
  const stride = pairOf(where, "stride", options.stride ?? 1, 1);
  const padding = pairOf(where, "padding", options.padding ?? 0, 0);
  const dilation = pairOf(where, "dilation", options.dilation ?? 1, 1);
  const [rows, columns] = AXES.map((axis, i) =>
    windowAxis(where, axis, size[i], {
      kernel: kernel[i],
      stride: stride[i],
      padding: padding[i],
      dilation: dilation[i],
      ceil: options.ceil,
    }),
  );
  return { rows, columns };
}

export type PoolOptions = {
  /** The size of a window; 2 by default. */
  kernel?: Pair;
  /** How far a window is from the next one; the size of the window by default, so that none overlap. */
  stride?: Pair;
  /** Places added around the image on each side; 0 by default. */
  padding?: Pair;
  /** A last window that hangs over the edge counts too; false by default. */
  ceil?: boolean;
};

/**
 * The windows of a pooling layer over images x.
 *
 * @throws ShapeError if a window does not fit, or lies in the padding alone: there is nothing to pool in it.
 */
export function poolingWindows(
  where: string,
  x: Tensor,
  { kernel = 2, stride = kernel, padding, ceil, dilation }: PoolOptions & { dilation?: Pair },
): Windows {
  requireImages(where, x);
  const [, , height, width] = x.shape;
  const options = { kernel, stride, padding, dilation, ceil };
  const windows = slidingWindows([height, width], options, where);
  requireEntries(where, "height", windows.rows);
  requireEntries(where, "width", windows.columns);
  return windows;
}

function requireEntries(where: string, side: string, axis: WindowAxis): void {
  for (let i = 0; i < axis.windows; i++)
    if (entriesInside(axis, i) === 0)
      throw new ShapeError(
        `${where}: each window must hold an entry of x, got window ${i} along the ${side} in the padding alone`,
      );
}

/** How many entries of window i are inside the image. */
export function entriesInside({ entries, windows, index }: WindowAxis, i: number): number {
  let count = 0;
  for (let k = 0; k < entries; k++) if (index[k * windows + i] >= 0) count++;
  return count;
}

/** (N, C, H, W) as N·C images of one channel: pooling looks at each channel alone. */
export const channelImages = (x: Tensor): Tensor =>
  x.reshape(x.shape[0] * x.shape[1], 1, x.shape[2], x.shape[3]);
