import * as g from "../../../lib/index.js";
import { images, rows, v7, wrong, type Row } from "./row.js";

const x = rows;
const filters = g.zeros([2, 4, 3, 3]);
const separable = { x: images, Wd: g.zeros([4, 1, 3, 3]), Wp: g.zeros([2, 4, 1, 1]) };

/** Convolutions and pooling: windows that do not fit, filters of other channels. */
export const windowRows: readonly Row[] = [
  [
    "conv2d.forward",
    () => g.conv2d.forward({ x, W: filters }),
    "conv2d.forward: x must have shape (N, C, H, W), got (2, 3)",
  ],
  [
    "conv2d.forward",
    () => g.conv2d.forward({ x: images, W: g.zeros([2, 3, 3, 3]) }),
    "conv2d.forward: W must have shape (2, 4, 3, 3), got (2, 3, 3, 3)",
  ],
  [
    "conv2d.forward",
    () => g.conv2d.forward({ x: images, W: filters }, { stride: 0 }),
    "conv2d.forward: stride must be an integer of at least 1, got 0",
  ],
  [
    "conv2d.forward",
    () => g.conv2d.forward({ x: images, W: filters }, { groups: 3 }),
    "conv2d.forward: groups must divide the 4 channels of x and the 2 filters of W, got 3",
  ],
  [
    "conv2d.backward",
    () => g.conv2d.backward(v7, g.conv2d.forward({ x: images, W: filters }).cache),
    "conv2d.backward: dY must have shape (2, 2, 3, 4), got (7)",
  ],
  [
    "depthwiseSeparable.forward",
    () => g.depthwiseSeparable.forward({ ...separable, Wd: v7 }),
    "depthwiseSeparable.forward: Wd must have shape (4·m, 1, kH, kW), got (7)",
  ],
  [
    "depthwiseSeparable.forward",
    () => g.depthwiseSeparable.forward({ ...separable, Wp: v7 }),
    "depthwiseSeparable.forward: Wp must have shape (F, 4, 1, 1), got (7)",
  ],
  [
    "depthwiseSeparable.backward",
    () => g.depthwiseSeparable.backward(v7, g.depthwiseSeparable.forward(separable).cache),
    "depthwiseSeparable.backward: dY must have shape (2, 2, 3, 4), got (7)",
  ],
  [
    "maxPool.forward",
    () => g.maxPool.forward({ x }),
    "maxPool.forward: x must have shape (N, C, H, W), got (2, 3)",
  ],
  [
    "maxPool.forward",
    () => g.maxPool.forward({ x: images }, { kernel: 9 }),
    "maxPool.forward: the window must fit into the padded height, expected at most 5 (5 + 2 · 0), got 9",
  ],
  [
    "maxPool.backward",
    () => g.maxPool.backward(v7, g.maxPool.forward({ x: images }).cache),
    "maxPool.backward: dY must have shape (2, 4, 2, 3), got (7)",
  ],
  [
    "averagePool.forward",
    () => g.averagePool.forward({ x: images }, { stride: -1 }),
    "averagePool.forward: stride must be an integer of at least 1, got -1",
  ],
  [
    "averagePool.backward",
    () => g.averagePool.backward(v7, g.averagePool.forward({ x: images }).cache),
    "averagePool.backward: dY must have shape (2, 4, 2, 3), got (7)",
  ],
  [
    "globalAveragePool.forward",
    () => g.globalAveragePool.forward({ x }),
    "globalAveragePool.forward: x must have shape (N, C, H, W), got (2, 3)",
  ],
  [
    "globalAveragePool.backward",
    () => g.globalAveragePool.backward(v7, g.globalAveragePool.forward({ x: images }).cache),
    "globalAveragePool.backward: dY must have shape (2, 4), got (7)",
  ],
  [
    "fractionalMaxPool.forward",
    () => g.fractionalMaxPool.forward({ x: images }, { output: 9 }),
    "fractionalMaxPool.forward: output must reduce the height of x, 5, at most by half, expected 2 to 4, got 9",
  ],
  [
    "fractionalMaxPool.backward",
    () =>
      g.fractionalMaxPool.backward(
        v7,
        g.fractionalMaxPool.forward({ x: images }, { output: 3 }).cache,
      ),
    "fractionalMaxPool.backward: dY must have shape (2, 4, 3, 3), got (7)",
  ],
  [
    "convOutputSize",
    () => g.convOutputSize(4, { kernel: 5 }),
    "convOutputSize: the window must fit into the padded axis, expected at most 4 (4 + 2 · 0), got 5",
  ],
  [
    "slidingWindows",
    () => g.slidingWindows([4, 4], { kernel: wrong([1, 2, 3]) }),
    "slidingWindows: kernel must be a number or [height, width], got [1,2,3]",
  ],
];
