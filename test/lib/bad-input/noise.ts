import * as g from "../../../lib/index.js";
import { images, rows, v7, wrong, type Row } from "./row.js";

const x = rows;
const W = g.zeros([3, 2]);
const b = g.zeros([2]);
const drawn = { p: 0.5, seed: 1 };
const deep = { shortcut: rows, branch: rows };

/** Dropout, DropConnect and stochastic depth: probabilities, masks and seeds. */
export const noiseRows: readonly Row[] = [
  [
    "dropout.forward",
    () => g.dropout.forward({ x }, { p: 2, seed: 1 }),
    "dropout.forward: p must be a finite number from 0 to 1, got 2",
  ],
  [
    "dropout.forward",
    () => g.dropout.forward({ x }, { p: 0.5, mask: v7 }),
    "dropout.forward: mask must have shape (2, 3), got (7)",
  ],
  [
    "dropout.backward",
    () => g.dropout.backward(v7, g.dropout.forward({ x }, drawn).cache),
    "dropout.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "dropout.forwardEval",
    () => g.dropout.forwardEval({ x }, { p: NaN }),
    "dropout.forwardEval: p must be a finite number from 0 to 1, got NaN",
  ],
  [
    "dropout.backwardEval",
    () => g.dropout.backwardEval(v7, g.dropout.forwardEval({ x }, drawn).cache),
    "dropout.backwardEval: dY must have shape (2, 3), got (7)",
  ],
  [
    "dropout2d.forward",
    () => g.dropout2d.forward({ x }, drawn),
    "dropout2d.forward: x must have shape (N, C, …) with at least one spatial axis, got (2, 3)",
  ],
  [
    "dropout2d.backward",
    () => g.dropout2d.backward(v7, g.dropout2d.forward({ x: images }, drawn).cache),
    "dropout2d.backward: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "dropout2d.forwardEval",
    () => g.dropout2d.forwardEval({ x }, { p: -1 }),
    "dropout2d.forwardEval: p must be a finite number from 0 to 1, got -1",
  ],
  [
    "dropout2d.backwardEval",
    () => g.dropout2d.backwardEval(v7, g.dropout2d.forwardEval({ x }, drawn).cache),
    "dropout2d.backwardEval: dY must have shape (2, 3), got (7)",
  ],
  [
    "dropConnect.forward",
    () => g.dropConnect.forward({ x, W: v7, b }, drawn),
    "dropConnect.forward: W must have shape (D, M), got (7)",
  ],
  [
    "dropConnect.backward",
    () => g.dropConnect.backward(v7, g.dropConnect.forward({ x, W, b }, drawn).cache),
    "dropConnect.backward: dY must have shape (2, 2), got (7)",
  ],
  [
    "dropConnect.forwardEval",
    () => g.dropConnect.forwardEval({ x, W, b: v7 }, drawn),
    "dropConnect.forwardEval: b must have shape (2), got (7)",
  ],
  [
    "dropConnect.backwardEval",
    () => g.dropConnect.backwardEval(v7, g.dropConnect.forwardEval({ x, W, b }, drawn).cache),
    "dropConnect.backwardEval: dY must have shape (2, 2), got (7)",
  ],
  [
    "dropConnect.moments",
    () => g.dropConnect.moments({ x, W, b }, { p: 1.5 }),
    "dropConnect.moments: p must be a finite number from 0 to 1, got 1.5",
  ],
  [
    "stochasticDepth.forward",
    () => g.stochasticDepth.forward({ ...deep, branch: v7 }, drawn),
    "stochasticDepth.forward: branch must have shape (2, 3), got (7)",
  ],
  [
    "stochasticDepth.forward",
    () => g.stochasticDepth.forward(deep, { ...drawn, mode: wrong("all") }),
    'stochasticDepth.forward: mode must be "batch" or "row", got "all"',
  ],
  [
    "stochasticDepth.backward",
    () => g.stochasticDepth.backward(v7, g.stochasticDepth.forward(deep, drawn).cache),
    "stochasticDepth.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "stochasticDepth.forwardEval",
    () => g.stochasticDepth.forwardEval({ ...deep, branch: v7 }, drawn),
    "stochasticDepth.forwardEval: branch must have shape (2, 3), got (7)",
  ],
  [
    "stochasticDepth.backwardEval",
    () => g.stochasticDepth.backwardEval(v7, g.stochasticDepth.forwardEval(deep, drawn).cache),
    "stochasticDepth.backwardEval: dY must have shape (2, 3), got (7)",
  ],
  [
    "stochasticDepth.linearDecay",
    () => g.stochasticDepth.linearDecay(4, 3, 0.5),
    "stochasticDepth.linearDecay: index must be an integer from 1 to 3, got 4",
  ],
  [
    "keepMask",
    () => g.keepMask([2], 0.5, { seed: -1 }),
    "keepMask: seed must be an integer from 0 to 9007199254740991, got -1",
  ],
  [
    "averageOverMasks",
    () => g.averageOverMasks((mask) => mask, [21], 0.5),
    "averageOverMasks: shape must have at most 20 entries, got 21 in (21)",
  ],
];
