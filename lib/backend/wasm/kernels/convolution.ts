// Convolution of one image after another: its windows as columns stay in the second cache, where matrix products read
// them, and are made again on the way back. Windows of one entry, without stride, are the image itself: it takes their
// place. Filters of a group g of G see C/G channels.

import { gemm } from "./gemm";
import { address, fill, word } from "./memory";
import { spread, Windows } from "./windows";

/** What all three ways share. */
// @ts-ignore: decorator
@unmanaged
export class Convolution {
  C: i32;
  F: i32;
  groups: i32;
}

/** Whether windows have one entry and stand where the images' entries do, as those of 1×1 filters. */
function pointwise(windows: Windows): bool {
  if (
    windows.height * windows.breadth > 1 ||
    windows.down !== windows.H ||
    windows.across !== windows.W
  )
    return false;
  for (let i = 0; i < windows.H; i++) if (word(windows.rows, i) !== i) return false;
  for (let j = 0; j < windows.W; j++) if (word(windows.columns, j) !== j) return false;
  return true;
}

/** The windows of an image as columns: in the place that is given, unless the image itself will do. */
function columnsOf<T>(shape: Convolution, windows: Windows, image: usize, columns: usize): usize {
  if (pointwise(windows)) return image;
  const places = windows.down * windows.across;
  const entries = windows.height * windows.breadth;
  for (let c = 0; c < shape.C; c++)
    spread<T>(
      windows,
      address<T>(image, c * windows.H * windows.W),
      address<T>(columns, c * entries * places),
      places,
      0,
      false,
    );
  return columns;
}

/** y = W C + b for images `from` up to `until`; b may be 0, where there is none. */
// prettier-ignore
export function convolve<T>(shape: Convolution, windows: Windows, x: usize, W: usize, b: usize, y: usize, columns: usize, from: i32, until: i32, workspace: usize): void {
  const places = windows.down * windows.across;
  const inner = (shape.C / shape.groups) * windows.height * windows.breadth;
  const filters = shape.F / shape.groups;
  for (let n = from; n < until; n++) {
    const matrix = columnsOf<T>(shape, windows, address<T>(x, n * shape.C * windows.H * windows.W), columns);
    const out = address<T>(y, n * shape.F * places);
    if (b !== 0)
      for (let f = 0; f < shape.F; f++) fill<T>(address<T>(out, f * places), places, load<T>(address<T>(b, f)));
    for (let g = 0; g < shape.groups; g++)
      gemm<T>(filters, inner, places, address<T>(W, g * filters * inner), inner, 1, 0, address<T>(matrix, g * inner * places), places, 1, 0, address<T>(out, g * filters * places), places, b !== 0, workspace);
  }
}

/** dX = the windows' copies of Wᵀ dY, added up, and dW += dY Cᵀ, for images `from` up to `until`. */
// prettier-ignore
export function convolveBack<T>(shape: Convolution, windows: Windows, x: usize, W: usize, dY: usize, dX: usize, dW: usize, columns: usize, from: i32, until: i32, workspace: usize): void {
  const places = windows.down * windows.across;
  const entries = windows.height * windows.breadth;
  const inner = (shape.C / shape.groups) * entries;
  const filters = shape.F / shape.groups;
  const plane = windows.H * windows.W;
  for (let n = from; n < until; n++) {
    const matrix = columnsOf<T>(shape, windows, address<T>(x, n * shape.C * plane), columns);
    const image = address<T>(dX, n * shape.C * plane);
    const gradients = pointwise(windows) ? image : columns;
    const upstream = address<T>(dY, n * shape.F * places);
    for (let g = 0; g < shape.groups; g++) {
      const above = address<T>(upstream, g * filters * places);
      const mine = g * inner * places;
      const weights = g * filters * inner;
      gemm<T>(filters, places, inner, above, places, 1, 0, address<T>(matrix, mine), 1, places, 0, address<T>(dW, weights), inner, true, workspace);
      gemm<T>(inner, filters, places, address<T>(W, weights), 1, inner, 0, above, places, 1, 0, address<T>(gradients, mine), places, false, workspace);
    }
    if (gradients === image) continue;
    fill<T>(image, shape.C * plane, 0);
    for (let c = 0; c < shape.C; c++)
      spread<T>(windows, address<T>(image, c * plane), address<T>(columns, c * entries * places), places, 0, true);
  }
}
