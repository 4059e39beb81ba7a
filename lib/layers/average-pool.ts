import type { WindowAxis } from "../backend/backend.js";
import { run, tex, type Step } from "../step.js";
import { fromData } from "../tensor/create.js";
import { type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import {
  channelImages,
  entriesInside,
  pairOf,
  poolingWindows,
  type PoolOptions,
  type Windows,
} from "./windows.js";

export type AveragePoolOptions = PoolOptions & {
  /** Entries in the padding count as zeros (PyTorch's count_include_pad); true by default. */
  countPadding?: boolean;
};
export type AveragePoolCache = { counts: Tensor; shape: Shape; windows: Windows };

/**
 * How many entries each window divides by, (H′, W′). A window that hangs over the far edge of the padding
 * (`ceil`) ends there.
 */
function countsOf(x: Tensor, { rows, columns }: Windows, options: AveragePoolOptions): Tensor {
  const { kernel = 2, stride = kernel, padding = 0, countPadding = true } = options;
  const where = "averagePool.forward";
  const steps = pairOf(where, "stride", stride, 1);
  const pads = pairOf(where, "padding", padding, 0);
  const along = (axis: WindowAxis, i: number): number[] =>
    Array.from({ length: axis.windows }, (_, w) => {
      if (!countPadding) return entriesInside(axis, w);
      const end = x.shape[2 + i] + 2 * pads[i];
      return Math.min(axis.entries, end - w * steps[i]);
    });
  const across = along(columns, 1);
  const counts = along(rows, 0).flatMap((down) => across.map((n) => down * n));
  return fromData(counts, [rows.windows, columns.windows], x);
}

/**
 * Average pooling: the mean of each window, channel by channel.
 *
 * Shapes: x (N, C, H, W); y (N, C, H′, W′) with H′ = ⌊(H + 2·padding − kernel) / stride⌋ + 1. entries
 * (kH·kW, N·C·H′·W′).
 *
 * @throws ShapeError if a window does not fit or lies in the padding alone; ValueError if an option is out of
 * range.
 *
 * @example
 * const x = arange(16).reshape(1, 1, 4, 4);
 * averagePool.forward({ x }, { kernel: 2 }).y.toArray(); // [[[[2.5, 4.5], [10.5, 12.5]]]]
 */
// prettier-ignore
export function forward({ x }: { x: Tensor }, options: AveragePoolOptions = {}, step: Step = run): { y: Tensor; cache: AveragePoolCache } {
  const windows = poolingWindows("averagePool.forward", x, options);
  const { rows, columns } = windows;
  const [N, C] = x.shape;
  const counts = countsOf(x, windows, options);
  const entries = step("entries", tex`e_{(uv),(ncij)} = x_{n,c}[\text{window } ij,\ \text{place } uv]`, () => channelImages(x).im2col(rows, columns));
  const total   = step("total",   tex`s_{ncij} = \sum_{uv} e_{(uv),(ncij)}`,                            () => entries.sum(0).reshape(N, C, rows.windows, columns.windows));
  const y       = step("y",       tex`y_{ncij} = s_{ncij} / k_{ij}`,                                    () => total.div(counts));
  return { y, cache: { counts, shape: x.shape, windows } };
}

/**
 * Every entry of a window gets its share of the gradient.
 *
 * @example
 * const { cache } = averagePool.forward({ x: tensor([[[[1, 2], [3, 4]]]]) }, { kernel: 2 });
 * averagePool.backward(tensor([[[[8]]]]), cache).dX.reshape(2, 2).toArray(); // [[2, 2], [2, 2]]
 */
// prettier-ignore
export function backward(dY: Tensor, { counts, shape, windows }: AveragePoolCache, step: Step = run): { dX: Tensor } {
  const { rows, columns } = windows;
  const [N, C, H, W] = shape;
  requireUpstream("averagePool.backward", { dY }, [N, C, rows.windows, columns.windows], { x: counts });
  const dTotal   = step("dTotal",   tex`ds_{ncij} = dy_{ncij} / k_{ij}`,                    () => dY.div(counts));
  const dEntries = step("dEntries", tex`de_{(uv),(ncij)} = ds_{ncij}`,                      () => dTotal.reshape(-1).broadcastTo(rows.entries * columns.entries, dTotal.size));
  const dX       = step("dX",       tex`dx_{nchw} = \sum_{\text{copies}} de_{(uv),(ncij)}`, () => dEntries.col2im([N * C, 1, H, W], rows, columns).reshape(...shape));
  return { dX };
}
