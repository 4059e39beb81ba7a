import * as g from "../../../lib/index.js";
import { layer, rng, rows, v7, wrong, type Row } from "./row.js";

const one = { inputs: 1, outputs: 0 };

/** Modules: layers that hold their parameters. */
export const moduleRows: readonly Row[] = [
  [
    "modules.linear",
    () => g.modules.linear(one, rng),
    "modules.linear: outputs must be an integer of at least 1, got 0",
  ],
  [
    "modules.conv2d",
    () => g.modules.conv2d({ channels: 3, filters: 4, kernel: 0 }, rng),
    "modules.conv2d: kernel must be an integer of at least 1, got 0",
  ],
  [
    "modules.depthwiseSeparable",
    () => g.modules.depthwiseSeparable({ channels: 0, filters: 4, kernel: 3 }, rng),
    "modules.depthwiseSeparable: channels must be an integer of at least 1, got 0",
  ],
  [
    "modules.embedding",
    () => g.modules.embedding({ tokens: 0, features: 2 }, rng),
    "modules.embedding: tokens must be an integer of at least 1, got 0",
  ],
  [
    "modules.embedding",
    () => g.modules.embedding({ tokens: 2, features: 2 }, rng).forward(v7.add(0.5), "eval"),
    "embedding.forward: token 0 must be an integer from 0 to 1, got 0.5",
  ],
  [
    "modules.elu",
    () => g.modules.elu({ alpha: -1 }).forward(rows, "eval"),
    "modules.elu: alpha must be a finite number of at least 0, got -1",
  ],
  [
    "modules.gelu",
    () => g.modules.gelu({ form: wrong("fast") }).forward(rows, "eval"),
    'modules.gelu: form must be "erf" or "tanh", got "fast"',
  ],
  [
    "modules.leakyRelu",
    () => g.modules.leakyRelu({ slope: NaN }).forward(rows, "eval"),
    "modules.leakyRelu: slope must be a finite number, got NaN",
  ],
  [
    "modules.softplus",
    () => g.modules.softplus({ beta: 0 }).forward(rows, "eval"),
    "modules.softplus: beta must be a finite number above 0, got 0",
  ],
  [
    "modules.softmax",
    () => g.modules.softmax({ axis: 5 }).forward(rows, "eval"),
    "softmax.forward: axis must be an integer from -2 to 1 for a tensor of rank 2, got 5",
  ],
  [
    "modules.logSoftmax",
    () => g.modules.logSoftmax({ axis: 5 }).forward(rows, "eval"),
    "logSoftmax.forward: axis must be an integer from -2 to 1 for a tensor of rank 2, got 5",
  ],
  [
    "modules.relu",
    () => g.modules.relu().forward(rows, "eval").backward(v7),
    "relu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.relu6",
    () => g.modules.relu6().forward(rows, "eval").backward(v7),
    "relu6.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.selu",
    () => g.modules.selu().forward(rows, "eval").backward(v7),
    "selu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.mish",
    () => g.modules.mish().forward(rows, "eval").backward(v7),
    "mish.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.hardSwish",
    () => g.modules.hardSwish().forward(rows, "eval").backward(v7),
    "hardSwish.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.sigmoid",
    () => g.modules.sigmoid().forward(rows, "eval").backward(v7),
    "sigmoid.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.silu",
    () => g.modules.silu().forward(rows, "eval").backward(v7),
    "silu.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.tanh",
    () => g.modules.tanh().forward(rows, "eval").backward(v7),
    "tanh.backward: dY must have shape (2, 3), got (7)",
  ],
  [
    "modules.prelu",
    () => g.modules.prelu({ features: 0 }),
    "modules.prelu: features must be an integer of at least 1, got 0",
  ],
  [
    "modules.maxout",
    () => g.modules.maxout({ inputs: 2, outputs: 2, pieces: 0 }, rng),
    "modules.maxout: pieces must be an integer of at least 1, got 0",
  ],
  [
    "modules.averagePool",
    () => g.modules.averagePool({ kernel: 0 }).forward(g.zeros([1, 1, 4, 4]), "eval"),
    "modules.averagePool: kernel must be an integer of at least 1, got 0",
  ],
  [
    "modules.maxPool",
    () => g.modules.maxPool().forward(rows, "eval"),
    "maxPool.forward: x must have shape (N, C, H, W), got (2, 3)",
  ],
  [
    "modules.globalAveragePool",
    () => g.modules.globalAveragePool().forward(rows, "eval"),
    "globalAveragePool.forward: x must have shape (N, C, H, W), got (2, 3)",
  ],
  [
    "modules.flatten",
    () => g.modules.flatten().forward(g.zeros([]), "eval"),
    "flatten.forward: x must have shape (N, …), got ()",
  ],
  [
    "modules.fractionalMaxPool",
    () => g.modules.fractionalMaxPool({ output: 0 }),
    "modules.fractionalMaxPool: output must be an integer of at least 1, got 0",
  ],
  [
    "modules.batchNorm",
    () => g.modules.batchNorm({ features: 0 }),
    "modules.batchNorm: features must be an integer of at least 1, got 0",
  ],
  [
    "modules.batchNorm",
    () => g.modules.batchNorm({ features: 3, momentum: 2 }).forward(rows, "train"),
    "modules.batchNorm: momentum must be a finite number from 0 to 1, got 2",
  ],
  [
    "modules.layerNorm",
    () => g.modules.layerNorm({ features: [] }),
    "modules.layerNorm: features must be sizes of at least 1, got ()",
  ],
  [
    "modules.rmsNorm",
    () => g.modules.rmsNorm({ features: 3, eps: -1 }),
    "modules.rmsNorm: eps must be a finite number of at least 0, got -1",
  ],
  [
    "modules.groupNorm",
    () => g.modules.groupNorm({ features: 4, groups: 3 }),
    "modules.groupNorm: groups must divide the 4 channels, got 3",
  ],
  [
    "modules.instanceNorm",
    () => g.modules.instanceNorm({ features: 4, momentum: 2 }),
    "modules.instanceNorm: momentum must be a finite number from 0 to 1, got 2",
  ],
  [
    "modules.weightNorm",
    () => g.modules.weightNorm(g.modules.relu()),
    "modules.weightNorm: the module must have weights W, got none in relu",
  ],
  [
    "modules.dropout",
    () => g.modules.dropout({ p: -0.1 }),
    "modules.dropout: p must be a finite number from 0 to 1, got -0.1",
  ],
  [
    "modules.dropout2d",
    () => g.modules.dropout2d({ form: wrong("x") }),
    'modules.dropout2d: form must be "inverted" or "vanilla", got "x"',
  ],
  [
    "modules.dropConnect",
    () => g.modules.dropConnect({ ...one, p: 0.5 }, rng),
    "modules.dropConnect: outputs must be an integer of at least 1, got 0",
  ],
  [
    "modules.residual",
    () => g.modules.residual([layer]).forward(rows, "eval"),
    "modules.residual: the shortcut must have the shape of the main path, (2, 2), got (2, 3)",
  ],
  [
    "modules.stochasticDepth",
    () => g.modules.stochasticDepth([layer], { p: 2 }),
    "modules.stochasticDepth: p must be a finite number from 0 to 1, got 2",
  ],
  [
    "modules.squeezeExcite",
    () => g.modules.squeezeExcite({ features: 4, hidden: 0 }, rng),
    "modules.squeezeExcite: hidden must be an integer of at least 1, got 0",
  ],
  [
    "modules.branches",
    () => g.modules.branches([]),
    "modules.branches: expected at least one branch, got none",
  ],
];
