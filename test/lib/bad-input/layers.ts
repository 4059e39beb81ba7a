import * as g from "../../../lib/index.js";
import { floats, images, rows, v3, v7, wrong, type Row } from "./row.js";

const x = rows;
const W = g.zeros([3, 2]);
const b = g.zeros([2]);
const maxoutIn = { x, W: g.zeros([2, 3, 2]), b: g.zeros([2, 2]) };
const gate = { W1: g.zeros([4, 2]), b1: g.zeros([2]), W2: g.zeros([2, 4]), b2: g.zeros([4]) };
const tokens = { tokens: g.tensor([0, 1]) };

/** Linear layers and activations: forward refuses what it cannot take, backward a gradient that is not of the output's shape. */
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
];
