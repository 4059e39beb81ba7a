import * as g from "../../../lib/index.js";
import { batch, images, normed, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

const x = rows;
const W = g.zeros([3, 2]);
const b = g.zeros([2]);
const channels = { gamma: g.zeros([4]), beta: g.zeros([4]) };
const running = { mean: v3, variance: v3 };
const filters = g.zeros([2, 4, 3, 3]);
const units = g.ones([3, 2]);

/** Normalization: parameters and statistics of other shapes, options out of range. */
export const normRows: readonly Row[] = [
  [
    "foldBatchNorm.intoLinear",
    () => g.foldBatchNorm.intoLinear(wrong({ W, b, ...normed, running })),
    "foldBatchNorm.intoLinear: gamma must have shape (2), got (3)",
  ],
  [
    "foldBatchNorm.intoConv",
    () => g.foldBatchNorm.intoConv(wrong({ W: filters, ...normed, running })),
    "foldBatchNorm.intoConv: gamma must have shape (2), got (3)",
  ],
  [
    "batchNorm.forward",
    () => g.batchNorm.forward({ x, ...normed, gamma: v7 }),
    "batchNorm.forward: gamma must have shape (3), got (7)",
  ],
  [
    "batchNorm.forward",
    () => g.batchNorm.forward({ x: images, ...normed }),
    "batchNorm.forward: x must have shape (N, D), got (2, 4, 5, 6)",
  ],
  [
    "batchNorm.forward",
    () => g.batchNorm.forward({ x, ...normed }, { eps: -1 }),
    "batchNorm.forward: eps must be a finite number of at least 0, got -1",
  ],
  [
    "batchNorm.backward",
    () => g.batchNorm.backward(v7, batch),
    "batchNorm.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "batchNorm.backwardSimplified",
    () => g.batchNorm.backwardSimplified(v7, batch),
    "batchNorm.backwardSimplified: dY must have shape (2, 3), got (7)",
  ],
  [
    "batchNorm.forwardEval",
    () => g.batchNorm.forwardEval({ x, ...normed, running: { ...running, mean: v7 } }),
    "batchNorm.forwardEval: running.mean must have shape (3), got (7)",
  ],
  [
    "batchNorm.backwardEval",
    () => g.batchNorm.backwardEval(v7, g.batchNorm.forwardEval({ x, ...normed, running }).cache),
    "batchNorm.backwardEval: dY must have shape (2, 3), got (7)",
  ],
  [
    "batchNorm.updateRunning",
    () => g.batchNorm.updateRunning(running, batch, { momentum: 2 }),
    "batchNorm.updateRunning: momentum must be a finite number from 0 to 1, got 2",
  ],
  [
    "spatialBatchNorm.forward",
    () => g.spatialBatchNorm.forward({ x: images, ...normed }),
    "spatialBatchNorm.forward: gamma must have shape (4), got (3)",
  ],
  [
    "spatialBatchNorm.backward",
    () =>
      g.spatialBatchNorm.backward(v7, g.spatialBatchNorm.forward({ x: images, ...channels }).cache),
    "spatialBatchNorm.backward: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "spatialBatchNorm.forwardEval",
    () => g.spatialBatchNorm.forwardEval({ x: images, ...channels, running }),
    "spatialBatchNorm.forwardEval: running.mean must have shape (4), got (3)",
  ],
  [
    "spatialBatchNorm.backwardEval",
    () =>
      g.spatialBatchNorm.backwardEval(
        v7,
        g.spatialBatchNorm.forwardEval({ x, ...normed, running }).cache,
      ),
    "spatialBatchNorm.backwardEval: dY must have shape (2, 3), got (7)",
  ],
  [
    "layerNorm.forward",
    () => g.layerNorm.forward({ x, ...normed, gamma: v7 }),
    "layerNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got (7)",
  ],
  [
    "layerNorm.trailingShape",
    () => g.layerNorm.trailingShape("layerNorm.trailingShape", { x }, { normalizedShape: [7] }),
    "layerNorm.trailingShape: normalizedShape must be the last sizes of x, (2, 3), got (7)",
  ],
  [
    "layerNorm.backward",
    () => g.layerNorm.backward(v7, g.layerNorm.forward({ x }).cache),
    "layerNorm.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "layerNorm.backwardSimplified",
    () => g.layerNorm.backwardSimplified(v7, g.layerNorm.forward({ x }).cache),
    "layerNorm.backwardSimplified: dY must have shape (2, 3), got (7)",
  ],
  [
    "groupNorm.forward",
    () => g.groupNorm.forward({ x: images }, { groups: 3 }),
    "groupNorm.forward: groups must divide the 4 channels, got 3",
  ],
  [
    "groupNorm.backward",
    () => g.groupNorm.backward(v7, g.groupNorm.forward({ x: images }, { groups: 2 }).cache),
    "groupNorm.backward: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "groupNorm.backwardSimplified",
    () =>
      g.groupNorm.backwardSimplified(v7, g.groupNorm.forward({ x: images }, { groups: 2 }).cache),
    "groupNorm.backwardSimplified: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "instanceNorm.forward",
    () => g.instanceNorm.forward({ x }),
    "instanceNorm.forward: x must have shape (N, C, …) with at least one spatial axis, got (2, 3)",
  ],
  [
    "instanceNorm.backward",
    () => g.instanceNorm.backward(v7, g.instanceNorm.forward({ x: images }).cache),
    "instanceNorm.backward: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "instanceNorm.backwardSimplified",
    () => g.instanceNorm.backwardSimplified(v7, g.instanceNorm.forward({ x: images }).cache),
    "instanceNorm.backwardSimplified: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "instanceNorm.forwardEval",
    () => g.instanceNorm.forwardEval({ x: images, running }),
    "instanceNorm.forwardEval: running.mean must have shape (4), got (3)",
  ],
  [
    "instanceNorm.backwardEval",
    () =>
      g.instanceNorm.backwardEval(
        v7,
        g.instanceNorm.forwardEval({
          x: images,
          running: { mean: g.zeros([4]), variance: g.ones([4]) },
        }).cache,
      ),
    "instanceNorm.backwardEval: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "instanceNorm.updateRunning",
    () => g.instanceNorm.updateRunning(running, g.instanceNorm.forward({ x: images }).cache),
    "instanceNorm.updateRunning: running.mean must have shape (4), got (3)",
  ],
  [
    "rmsNorm.forward",
    () => g.rmsNorm.forward({ x, gamma: v7 }),
    "rmsNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got (7)",
  ],
  [
    "rmsNorm.backward",
    () => g.rmsNorm.backward(v7, g.rmsNorm.forward({ x }).cache),
    "rmsNorm.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "weightNorm.forward",
    () => g.weightNorm.forward({ v: units, g: v7 }),
    "weightNorm.forward: g must have shape (2), got (7)",
  ],
  [
    "weightNorm.forward",
    () => g.weightNorm.forward({ v: W, g: b }),
    "weightNorm.forward: every direction in v must have a length above 0, got 0 for unit 0",
  ],
  [
    "weightNorm.backward",
    () => g.weightNorm.backward(v7, g.weightNorm.forward({ v: units, g: b }).cache),
    "weightNorm.backward: dY must have shape (3, 2), got (7)",
  ],
  [
    "weightNorm.split",
    () => g.weightNorm.split(scalar),
    "weightNorm.split: W must have at least one axis, got ()",
  ],
];
