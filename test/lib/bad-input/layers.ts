import * as g from "../../../lib/index.js";
import { batch, floats, images, normed, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

const x = rows;
const W = g.zeros([3, 2]);
const b = g.zeros([2]);
const channels = { gamma: g.zeros([4]), beta: g.zeros([4]) };
const running = { mean: v3, variance: v3 };
const filters = g.zeros([2, 4, 3, 3]);
const maxoutIn = { x, W: g.zeros([2, 3, 2]), b: g.zeros([2, 2]) };
const gate = { W1: g.zeros([4, 2]), b1: g.zeros([2]), W2: g.zeros([2, 4]), b2: g.zeros([4]) };
const separable = { x: images, Wd: g.zeros([4, 1, 3, 3]), Wp: g.zeros([2, 4, 1, 1]) };
const units = g.ones([3, 2]);
const drawn = { p: 0.5, seed: 1 };
const deep = { shortcut: rows, branch: rows };
const tokens = { tokens: g.tensor([0, 1]) };

/** Layers: forward refuses what it cannot take, backward a gradient that is not of the output's shape. */
export const layerRows: readonly Row[] = [
  [
    "linear.forward",
    () => g.linear.forward({ x, W: v7, b }),
    "linear.forward: W must have shape (D, M), got (7)",
  ],
  [
    "linear.forward",
    () => g.linear.forward({ x: floats, W, b }),
    'linear.forward: W must have the dtype of x, float32, got float64; convert one with .to("float32")',
  ],
  [
    "linear.forward",
    () => g.linear.forward({ x, W, b: v7 }),
    "linear.forward: b must have shape (2), got (7)",
  ],
  [
    "linear.backward",
    () => g.linear.backward(v7, g.linear.forward({ x, W, b }).cache),
    "linear.backward: dY must have shape (2, 2), got (7)",
  ],
  [
    "relu.backward",
    () => g.relu.backward(v7, g.relu.forward({ x }).cache),
    "relu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "sigmoid.backward",
    () => g.sigmoid.backward(v7, g.sigmoid.forward({ x }).cache),
    "sigmoid.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "tanh.backward",
    () => g.tanh.backward(v7, g.tanh.forward({ x }).cache),
    "tanh.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "leakyRelu.forward",
    () => g.leakyRelu.forward({ x }, { slope: NaN }),
    "leakyRelu.forward: slope must be a finite number, got NaN",
  ],
  [
    "leakyRelu.backward",
    () => g.leakyRelu.backward(v7, g.leakyRelu.forward({ x }).cache),
    "leakyRelu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "prelu.forward",
    () => g.prelu.forward({ x, a: v7 }),
    "prelu.forward: a must have shape (1) or (3), got (7)",
  ],
  [
    "prelu.backward",
    () => g.prelu.backward(v7, { x, a: v3 }),
    "prelu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "elu.forward",
    () => g.elu.forward({ x }, { alpha: -1 }),
    "elu.forward: alpha must be a finite number of at least 0, got -1",
  ],
  [
    "elu.backward",
    () => g.elu.backward(v7, g.elu.forward({ x }).cache),
    "elu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "selu.backward",
    () => g.selu.backward(v7, g.selu.forward({ x }).cache),
    "selu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "gelu.forward",
    () => g.gelu.forward({ x }, { form: wrong("fast") }),
    'gelu.forward: form must be "erf" or "tanh", got "fast"',
  ],
  [
    "gelu.backward",
    () => g.gelu.backward(v7, g.gelu.forward({ x }).cache),
    "gelu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "silu.backward",
    () => g.silu.backward(v7, g.silu.forward({ x }).cache),
    "silu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "softplus.forward",
    () => g.softplus.forward({ x }, { beta: 0 }),
    "softplus.forward: beta must be a finite number above 0, got 0",
  ],
  [
    "softplus.backward",
    () => g.softplus.backward(v7, g.softplus.forward({ x }).cache),
    "softplus.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "relu6.backward",
    () => g.relu6.backward(v7, g.relu6.forward({ x }).cache),
    "relu6.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "hardSwish.backward",
    () => g.hardSwish.backward(v7, g.hardSwish.forward({ x }).cache),
    "hardSwish.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "mish.backward",
    () => g.mish.backward(v7, g.mish.forward({ x }).cache),
    "mish.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "maxout.forward",
    () => g.maxout.forward({ ...maxoutIn, W }),
    "maxout.forward: W must have shape (k, D, M) with k at least 1, got (3, 2)",
  ],
  [
    "maxout.forward",
    () => g.maxout.forward({ ...maxoutIn, x: v7 }),
    "maxout.forward: x must have shape (N, 3), got (7)",
  ],
  [
    "maxout.backward",
    () => g.maxout.backward(v7, g.maxout.forward(maxoutIn).cache),
    "maxout.backward: dY must have shape (2, 2), got (7)",
  ],
  [
    "softmax.forward",
    () => g.softmax.forward({ x }, { axis: 2 }),
    "softmax.forward: axis must be an integer from -2 to 1 for a tensor of rank 2, got 2",
  ],
  [
    "softmax.backward",
    () => g.softmax.backward(v7, g.softmax.forward({ x }).cache),
    "softmax.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "softmax.backwardSimplified",
    () => g.softmax.backwardSimplified(v7, g.softmax.forward({ x }).cache),
    "softmax.backwardSimplified: dY must have shape (2, 3), got (7)",
  ],
  [
    "logSoftmax.forward",
    () => g.logSoftmax.forward({ x }, { axis: 0.5 }),
    "logSoftmax.forward: axis must be an integer from -2 to 1 for a tensor of rank 2, got 0.5",
  ],
  [
    "logSoftmax.backward",
    () => g.logSoftmax.backward(v7, g.logSoftmax.forward({ x }).cache),
    "logSoftmax.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "logSoftmax.backwardSimplified",
    () => g.logSoftmax.backwardSimplified(v7, g.logSoftmax.forward({ x }).cache),
    "logSoftmax.backwardSimplified: dY must have shape (2, 3), got (7)",
  ],
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
    "squeezeExcite.forward",
    () => g.squeezeExcite.forward({ x: images, ...gate, b2: v7 }),
    "squeezeExcite.forward: b2 must have shape (4), got (7)",
  ],
  [
    "squeezeExcite.backward",
    () => g.squeezeExcite.backward(v7, g.squeezeExcite.forward({ x: images, ...gate }).cache),
    "squeezeExcite.backward: dY must have shape (2, 4, 5, 6), got (7)",
  ],
  [
    "embedding.forward",
    () => g.embedding.forward({ W }, { tokens: g.tensor([3]) }),
    "embedding.forward: token 0 must be an integer from 0 to 2, got 3",
  ],
  [
    "embedding.backward",
    () => g.embedding.backward(v7, g.embedding.forward({ W }, tokens).cache),
    "embedding.backward: dY must have shape (2, 2), got (7)",
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
