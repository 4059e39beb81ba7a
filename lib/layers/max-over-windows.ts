import { tex, type Step } from "../step.js";
import { arange } from "../tensor/create.js";
import { type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { fusedOf, resultOf } from "./fused.js";
import { channelImages, type Windows } from "./windows.js";

/** What max pooling keeps: the entries of every window, (kH·kW, N·C·H′·W′). */
export type MaxCache = { x: Tensor; readonly entries: Tensor; shape: Shape; windows: Windows };

/** The largest entry of each window; entries outside the image never win. */
// prettier-ignore
export function forward(x: Tensor, windows: Windows, step: Step): { y: Tensor; cache: MaxCache } {
  const { rows, columns } = windows;
  const [N, C] = x.shape;
  const take = (): Tensor => channelImages(x).im2col(rows, columns, -Infinity);
  const fused = fusedOf(step, x).maxPool?.(x.view, rows, columns);
  if (fused) {
    const cache = { x, shape: x.shape, windows, get entries() { return take(); } };
    return { y: resultOf(x, fused, [N, C, rows.windows, columns.windows]), cache };
  }
  const entries = step("entries", tex`e_{(uv),(ncij)} = x_{n,c}[\text{window } ij,\ \text{place } uv]`, take);
  const y       = step("y",       tex`y_{ncij} = \max_{uv} e_{(uv),(ncij)}`,                            () => entries.max(0).reshape(N, C, rows.windows, columns.windows));
  return { y, cache: { x, entries, shape: x.shape, windows } };
}

/** The gradient goes to the entry that won; of equal ones, to the first in reading order. */
// prettier-ignore
export function backward(where: string, dY: Tensor, cache: MaxCache, step: Step): { dX: Tensor } {
  const { x, shape, windows } = cache;
  const { rows, columns } = windows;
  const [N, C, H, W] = shape;
  requireUpstream(where, { dY }, [N, C, rows.windows, columns.windows], { x });
  const fused = fusedOf(step, x, dY).maxPoolBack?.(dY.view, x.view, rows, columns);
  if (fused) return { dX: resultOf(x, fused, shape) };
  const { entries } = cache;
  const places = arange(entries.shape[0], entries).reshape(-1, 1);
  const dEntries = step("dEntries", tex`de_{(uv),(ncij)} = dy_{ncij} \cdot \mathbf 1[uv = \arg\max e]`, () => places.equal(entries.argmax(0)).mul(dY.reshape(-1)));
  const dX       = step("dX",       tex`dx_{nchw} = \sum_{\text{copies}} de_{(uv),(ncij)}`,             () => dEntries.col2im([N * C, 1, H, W], rows, columns).reshape(...shape));
  return { dX };
}
