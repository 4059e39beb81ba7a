import * as g from "../../../lib/index.js";
import { rng, rows, scalar, v3, v7, wrong, type Row } from "./row.js";

const scores = rows;
const labels = [0, 1];
const x = rows;
const target = g.zeros([2, 3]);
const W = rows;

/** Losses, penalties and first weights. */
export const lossRows: readonly Row[] = [
  [
    "softmaxCrossEntropy.forward",
    () => g.softmaxCrossEntropy.forward({ scores }, { labels: [0] }),
    "softmaxCrossEntropy.forward: labels must have shape (2), got (1)",
  ],
  [
    "softmaxCrossEntropy.forward",
    () => g.softmaxCrossEntropy.forward({ scores }, { labels: [0, 3] }),
    "softmaxCrossEntropy.forward: labels[1] must be an integer from 0 to 2, got 3",
  ],
  [
    "softmaxCrossEntropy.forward",
    () => g.softmaxCrossEntropy.forward({ scores: v3 }, { labels }),
    "softmaxCrossEntropy.forward: scores must have shape (N, C) with at least one row and class, got (3)",
  ],
  [
    "softmaxCrossEntropy.forward",
    () => g.softmaxCrossEntropy.forward({ scores }, { labels, labelSmoothing: 2 }),
    "softmaxCrossEntropy.forward: labelSmoothing must be a finite number from 0 to 1, got 2",
  ],
  [
    "softmaxCrossEntropy.backward",
    () =>
      g.softmaxCrossEntropy.backward(
        v7,
        g.softmaxCrossEntropy.forward({ scores }, { labels }).cache,
      ),
    "softmaxCrossEntropy.backward: dLoss must have shape (), got (7)",
  ],
  [
    "softmaxCrossEntropy.backwardSimplified",
    () =>
      g.softmaxCrossEntropy.backwardSimplified(
        v7,
        g.softmaxCrossEntropy.forward({ scores }, { labels }).cache,
      ),
    "softmaxCrossEntropy.backwardSimplified: dLoss must have shape (), got (7)",
  ],
  [
    "multiclassSvm.forward",
    () => g.multiclassSvm.forward({ scores }, { labels, margin: -1 }),
    "multiclassSvm.forward: margin must be a finite number of at least 0, got -1",
  ],
  [
    "multiclassSvm.forward",
    () => g.multiclassSvm.forward({ scores }, { labels: [0, NaN] }),
    "multiclassSvm.forward: labels[1] must be an integer from 0 to 2, got NaN",
  ],
  [
    "multiclassSvm.backward",
    () => g.multiclassSvm.backward(v7, g.multiclassSvm.forward({ scores }, { labels }).cache),
    "multiclassSvm.backward: dLoss must have shape (), got (7)",
  ],
  [
    "squaredError.forward",
    () => g.squaredError.forward({ x, target: v7 }),
    "squaredError.forward: target must have shape (2, 3), got (7)",
  ],
  [
    "squaredError.forward",
    () => g.squaredError.forward({ x, target }, { reduction: wrong("none") }),
    'squaredError.forward: reduction must be "mean" or "sum", got "none"',
  ],
  [
    "squaredError.backward",
    () => g.squaredError.backward(v7, g.squaredError.forward({ x, target }).cache),
    "squaredError.backward: dLoss must have shape (), got (7)",
  ],
  [
    "absoluteError.forward",
    () => g.absoluteError.forward({ x, target: v7 }),
    "absoluteError.forward: target must have shape (2, 3), got (7)",
  ],
  [
    "absoluteError.backward",
    () => g.absoluteError.backward(v7, g.absoluteError.forward({ x, target }).cache),
    "absoluteError.backward: dLoss must have shape (), got (7)",
  ],
  [
    "smoothL1.forward",
    () => g.smoothL1.forward({ x, target }, { beta: -1 }),
    "smoothL1.forward: beta must be a finite number above 0, got -1",
  ],
  [
    "smoothL1.backward",
    () => g.smoothL1.backward(v7, g.smoothL1.forward({ x, target }).cache),
    "smoothL1.backward: dLoss must have shape (), got (7)",
  ],
  [
    "binaryCrossEntropy.forward",
    () => g.binaryCrossEntropy.forward({ x, target: rows }),
    "binaryCrossEntropy.forward: entry 1 of target must be a number from 0 to 1, got 2",
  ],
  [
    "binaryCrossEntropy.backward",
    () => g.binaryCrossEntropy.backward(v7, g.binaryCrossEntropy.forward({ x, target }).cache),
    "binaryCrossEntropy.backward: dLoss must have shape (), got (7)",
  ],
  [
    "l2.forward",
    () => g.l2.forward({ W }, { reg: -1 }),
    "l2.forward: reg must be a finite number of at least 0, got -1",
  ],
  [
    "l2.backward",
    () => g.l2.backward(v7, g.l2.forward({ W }, { reg: 1 }).cache),
    "l2.backward: dLoss must have shape (), got (7)",
  ],
  [
    "l1.forward",
    () => g.l1.forward({ W }, { reg: NaN }),
    "l1.forward: reg must be a finite number of at least 0, got NaN",
  ],
  [
    "l1.backward",
    () => g.l1.backward(v7, g.l1.forward({ W }, { reg: 1 }).cache),
    "l1.backward: dLoss must have shape (), got (7)",
  ],
  [
    "elasticNet.forward",
    () => g.elasticNet.forward({ W }, { reg: 1, l1: -2 }),
    "elasticNet.forward: l1 must be a finite number of at least 0, got -2",
  ],
  [
    "elasticNet.backward",
    () => g.elasticNet.backward(v7, g.elasticNet.forward({ W }, { reg: 1, l1: 1 }).cache),
    "elasticNet.backward: dLoss must have shape (), got (7)",
  ],
  [
    "maxNorm.project",
    () => g.maxNorm.project(W, { max: 0 }),
    "maxNorm.project: max must be a finite number above 0, got 0",
  ],
  [
    "init.normal",
    () => g.init.normal({ std: -1 })([2, 2], rng),
    "init.normal: std must be a finite number of at least 0, got -1",
  ],
  [
    "init.uniform",
    () => g.init.uniform({ bound: NaN })([2, 2], rng),
    "init.uniform: bound must be a finite number of at least 0, got NaN",
  ],
  [
    "init.fansOf",
    () => g.init.fansOf([3]),
    "init.fansOf: W must have shape (D, M) or (F, C, kH, kW) without a size of 0, got (3)",
  ],
  [
    "init.gain",
    () => g.init.gain(wrong("swish")),
    'init.gain: nonlinearity must be "linear" or "sigmoid" or "tanh" or "relu" or "leakyRelu" or "selu", got "swish"',
  ],
  [
    "init.xavier",
    () => g.init.xavier({ gain: -1 })([2, 2], rng),
    "init.xavier: gain must be a finite number of at least 0, got -1",
  ],
  [
    "init.he",
    () => g.init.he({ fan: wrong("both") })([2, 2], rng),
    'init.he: fan must be "in" or "out", got "both"',
  ],
  [
    "init.orthogonal",
    () => g.init.orthogonal()([3], rng),
    "init.orthogonal: W must have shape (D, M) or (F, C, kH, kW) without a size of 0, got (3)",
  ],
  [
    "init.randomWalk",
    () => g.init.randomWalk({ nonlinearity: wrong("tanh") })([2, 2], rng),
    'init.randomWalk: nonlinearity must be "relu" or "linear", got "tanh"',
  ],
  [
    "init.lsuv",
    () => g.init.lsuv([], rows, rng),
    "init.lsuv: expected a layer with weights W, got none",
  ],
  [
    "init.dataDependent",
    () => g.init.dataDependent([g.modules.relu()], rows),
    "init.dataDependent: expected a layer with weights W, got relu",
  ],
  [
    "init.balanceLayers",
    () => g.init.balanceLayers([], rows, rng, { damping: 2 }),
    "init.balanceLayers: damping must be a finite number from 5e-324 to 1, got 2",
  ],
  [
    "init.balanceLayers",
    () => g.init.balanceLayers([], scalar.reshape(1).slice(0, 0), rng),
    "init.balanceLayers: x must hold at least one example, got (0)",
  ],
];
