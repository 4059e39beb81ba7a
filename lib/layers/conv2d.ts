import { requireNumber, ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { fusedOf, resultOf } from "./fused.js";
import { requireImages, slidingWindows, type WindowOptions, type Windows } from "./windows.js";

export type Conv2dInputs = { x: Tensor; W: Tensor; b?: Tensor };
export type Conv2dOptions = WindowOptions & {
  /**
   * The channels in so many groups, each with filters of its own that see no other group; 1 by default. It
   * divides C and F. As many groups as channels: depthwise.
   */
  groups?: number;
};
export type Conv2dCache = {
  x: Tensor;
  W: Tensor;
  b: Tensor | undefined;
  /** The windows of x. A kernel that needs them in no one piece leaves them to be made when they are asked for. */
  readonly columns: Tensor;
  groups: number;
  windows: Windows;
};

function requireFilters(where: string, { x, W, b }: Conv2dInputs, groups: number): void {
  requireImages(where, x);
  if (W.rank !== 4 || W.shape.includes(0))
    throw new ShapeError(
      `${where}: W must have shape (F, C/groups, kH, kW), got ${shapeText(W.shape)}`,
    );
  requireNumber(where, "groups", groups, { min: 1, integer: true });
  const C = x.shape[1];
  const [F, ...filter] = W.shape;
  if (C % groups !== 0 || F % groups !== 0)
    throw new ShapeError(
      `${where}: groups must divide the ${C} channels of x and the ${F} filters of W, got ${groups}`,
    );
  requireShape(where, "W", W.shape, [F, C / groups, filter[1], filter[2]]);
  if (b) requireShape(where, "b", b.shape, [F]);
  requireOneDType(where, { x, W, b });
}

/** (rows, columns) as `groups` matrices of equally many rows. */
const stack = (matrix: Tensor, groups: number, columns: number): Tensor =>
  matrix.reshape(groups, matrix.shape[0] / groups, columns);

const swap = (matrices: Tensor): Tensor => matrices.permute(0, 2, 1);

/**
 * The convolution of images with filters (without turning the filters over: a cross-correlation), by one matrix
 * product: every window of the image becomes a column (im2col), every filter is a row.
 *
 * Shapes: x (N, C, H, W); W (F, C/groups, kH, kW), a filter for each output channel; b (F), or left out;
 * y (N, F, H′, W′) with H′ = ⌊(H + 2·padding − kH) / stride⌋ + 1. columns (C·kH·kW, N·H′·W′).
 *
 * Pointwise is a filter of 1 × 1; depthwise is groups = C (Howard et al. 2017, https://arxiv.org/abs/1704.04861);
 * groups are AlexNet's (https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks).
 *
 * @throws ShapeError if the shapes do not fit together or the filter is larger than the padded image; ValueError
 * if an option is out of range.
 *
 * @example
 * const x = arange(9).reshape(1, 1, 3, 3);
 * conv2d.forward({ x, W: ones([1, 1, 2, 2]) }).y.toArray(); // [[[[8, 12], [20, 24]]]]
 */
export function forward(
  inputs: Conv2dInputs,
  { groups = 1, ...options }: Conv2dOptions = {},
  step: Step = run,
): { y: Tensor; cache: Conv2dCache } {
  const where = "conv2d.forward";
  requireFilters(where, inputs, groups);
  const { x, W, b } = inputs;
  const [N, , height, width] = x.shape;
  const [F, , kH, kW] = W.shape;
  const windows = slidingWindows([height, width], { ...options, kernel: [kH, kW] }, where);
  const { rows, columns: across } = windows;
  const kernel = fusedOf(step, x, W, b).convolve;
  const fused = kernel?.({ x: x.view, W: W.view, b: b?.view }, { ...windows, groups });
  if (fused) {
    const cache = {
      x,
      W,
      b,
      groups,
      windows,
      get columns() {
        return x.im2col(rows, across);
      },
    };
    return { y: resultOf(x, fused, [N, F, rows.windows, across.windows]), cache };
  }
  const columns = step("columns", tex`C_{(cuv),(nij)} = x_{n,\,c,\,si+du-p,\,sj+dv-p}`, () =>
    x.im2col(rows, across),
  );
  const y = step("y", tex`y = W C + b`, () => {
    const filters = stack(W, groups, W.size / F);
    const product = filters.matmul(stack(columns, groups, columns.shape[1]));
    const images = product.reshape(F, N, rows.windows, across.windows).permute(1, 0, 2, 3);
    return b ? images.add(b.reshape(F, 1, 1)) : images;
  });
  return { y, cache: { x, W, b, columns, groups, windows } };
}

/**
 * Gradients of the loss: dX has the shape of x, dW of W, dB (F), undefined without a bias. An entry of x is in
 * many windows, and its gradient is the sum over all its copies in the columns.
 *
 * @throws ShapeError if dY has not the shape of y.
 *
 * @example
 * const { y, cache } = conv2d.forward({ x: ones([1, 1, 3, 3]), W: ones([1, 1, 2, 2]) });
 * // The middle of the image is in all four windows, a corner in one.
 * conv2d.backward(ones(y.shape), cache).dX.reshape(3, 3).toArray(); // [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
 */
// prettier-ignore
export function backward(dY: Tensor, cache: Conv2dCache, step: Step = run): { dX: Tensor; dW: Tensor; dB: Tensor | undefined } {
  const { x, W, b, groups, windows } = cache;
  const { rows, columns: across } = windows;
  const [F] = W.shape;
  requireUpstream("conv2d.backward", { dY }, [x.shape[0], F, rows.windows, across.windows], { x });
  const dB       = b && step("dB",  tex`db_f = \sum_{n,i,j} dy_{nfij}`,              () => dY.sum([0, 2, 3]));
  const fused = fusedOf(step, x, dY).convolveBack?.(dY.view, { x: x.view, W: W.view }, { ...windows, groups });
  if (fused) return { dX: resultOf(x, fused.dX, x.shape), dW: resultOf(x, fused.dW, W.shape), dB };
  const { columns } = cache;
  const places = columns.shape[1];
  const filters = stack(W, groups, W.size / F);
  const upstream = stack(dY.permute(1, 0, 2, 3), groups, places);
  const dW       = step("dW",       tex`dW = dY\,C^\top`,                            () => upstream.matmul(swap(stack(columns, groups, places))).reshape(...W.shape));
  const dColumns = step("dColumns", tex`dC = W^\top dY`,                             () => swap(filters).matmul(upstream).reshape(...columns.shape));
  const dX       = step("dX",       tex`dx_{nchw} = \sum_{\text{copies}} dC_{(cuv),(nij)}`, () => dColumns.col2im(x.shape, rows, across));
  return { dX, dW, dB };
}
