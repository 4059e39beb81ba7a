import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as depthwiseSeparable from "../../../lib/layers/depthwise-separable.js";
import * as dropConnect from "../../../lib/layers/drop-connect.js";
import * as embedding from "../../../lib/layers/embedding.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import * as maxout from "../../../lib/layers/maxout.js";
import * as softmax from "../../../lib/layers/softmax.js";
import * as softplus from "../../../lib/layers/softplus.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as stochasticDepth from "../../../lib/layers/stochastic-depth.js";
import * as weightNorm from "../../../lib/layers/weight-norm.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";

describe("what a layer takes if it is told nothing", () => {
  test("softmax: the last axis", () => {
    const x = randn([2, 3, 4], new Random(1));
    const { y } = softmax.forward({ x });
    expect(y.sum(-1).sub(1).abs().max().item()).toBeLessThan(1e-15);
  });

  test("layer norm: the last axis alone", () => {
    const x = randn([2, 3, 4], new Random(1));
    const { y } = layerNorm.forward({ x });
    expect(y.mean(-1).abs().max().item()).toBeLessThan(1e-15);
    expect(y.mean([1, 2]).abs().max().item()).toBeLessThan(1e-15);
    expect(y.pow(2).mean(-1).sub(1).abs().max().item()).toBeLessThan(1e-3);
  });

  test("weight norm: a unit's weights lie along all axes but the first, but for a matrix", () => {
    const v = randn([2, 3, 4], new Random(1));
    const { y } = weightNorm.forward({ v, g: tensor([2, 3]) });
    expect(
      y
        .pow(2)
        .sum([1, 2])
        .sqrt()
        .sub(tensor([2, 3]))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-14);
  });

  test("spatial batch norm: an ε of 1e-5, in training and at test time", () => {
    const x = randn([2, 3, 2, 2], new Random(1)).mul(1e-2);
    const inputs = { x, gamma: ones([3]), beta: zeros([3]) };
    const running = { mean: zeros([3]), variance: ones([3]).mul(1e-4) };
    const { forward, forwardEval } = spatialBatchNorm;
    expect(forward(inputs).y.toArray()).toEqual(forward(inputs, { eps: 1e-5 }).y.toArray());
    const tested = { ...inputs, running };
    const explicit = forwardEval(tested, { eps: 1e-5 });
    expect(forwardEval(tested).y.toArray()).toEqual(explicit.y.toArray());
  });

  test("softplus: a line above 20", () => {
    const { y } = softplus.forward({ x: tensor([19.5, 20.5]) });
    expect(y.at(0)).toBeGreaterThan(19.5);
    expect(y.at(1)).toBe(20.5);
  });
});

test.each([
  ["linear", linear, {}],
  ["dropConnect", dropConnect, { p: 0.5, seed: 1 }],
] as const)("%s takes a single row of D numbers too", (_, layer, options) => {
  const rng = new Random(1);
  const inputs = { x: randn([3], rng), W: randn([3, 2], rng), b: randn([2], rng) };
  const y = layer.forward(inputs, options as never).y;
  expect(y.shape).toEqual([2]);
  const asRow = layer.forward({ ...inputs, x: inputs.x.reshape(1, 3) }, options as never).y;
  expect(y.toArray()).toEqual(asRow.reshape(2).toArray());
});

test("stochastic depth grows to p over any number of blocks", () => {
  expect(stochasticDepth.linearDecay(1, 1, 0.3)).toBe(0.3);
  expect(stochasticDepth.linearDecay(1, 4, 0.2)).toBeCloseTo(0.05, 15);
  const inputs = { shortcut: ones([2, 2]), branch: ones([2, 2]) };
  const layer = { forward: stochasticDepth.forwardEval, backward: stochasticDepth.backwardEval };
  expect(gradCheck(layer, inputs, { options: { p: 0.2 } }).worst).toBeLessThan(1e-9);
});

describe("numbers and shapes just outside of what can be", () => {
  const rows = ones([2, 3]);
  const [gamma, beta] = [ones([3]), ones([3])];
  const images = ones([1, 2, 3, 3]);
  const [Wd, Wp] = [ones([2, 1, 2, 2]), ones([3, 2, 1, 1])];
  const running = { mean: zeros([3]), variance: ones([3]) };
  const batch = batchNorm.forward({ x: rows, gamma, beta }, {}).cache;
  const bn = { x: rows, gamma, beta };
  const short = ones([2]);

  test.each<[message: string, call: () => unknown]>([
    [
      "batchNorm.forward: gamma must have shape (3), got (2)",
      () => batchNorm.forward({ ...bn, gamma: short }),
    ],
    [
      "batchNorm.forward: beta must have shape (3), got (2)",
      () => batchNorm.forward({ ...bn, beta: short }),
    ],
    [
      "batchNorm.forward: x must hold at least one entry, got (0, 3)",
      () => batchNorm.forward({ ...bn, x: zeros([0, 3]) }),
    ],
    [
      "batchNorm.forward: eps must be a finite number of at least 0, got -0.5",
      () => batchNorm.forward(bn, { eps: -0.5 }),
    ],
    [
      "batchNorm.forwardEval: running.mean must have shape (3), got (2)",
      () => batchNorm.forwardEval({ ...bn, running: { ...running, mean: short } }),
    ],
    [
      "batchNorm.forwardEval: running.variance must have shape (3), got (2)",
      () => batchNorm.forwardEval({ ...bn, running: { ...running, variance: short } }),
    ],
    ...[-0.5, 1.5].map((momentum): [string, () => unknown] => [
      `batchNorm.updateRunning: momentum must be a finite number from 0 to 1, got ${momentum}`,
      () => batchNorm.updateRunning(running, batch, { momentum }),
    ]),
    [
      "groupNorm.forward: eps must be a finite number of at least 0, got -0.5",
      () => groupNorm.forward(bn, { groups: 1, eps: -0.5 }),
    ],
    [
      "layerNorm.forward: normalizedShape must be the last sizes of x, (), got ()",
      () => layerNorm.forward({ x: zeros([]) }),
    ],
    [
      "spatialBatchNorm.forward: x must have shape (N, C, …), got (3)",
      () => spatialBatchNorm.forward({ ...bn, x: gamma }),
    ],
    [
      "softmax.backwardSimplified: dY must have shape (2, 3), got (2)",
      () => softmax.backwardSimplified(short, softmax.forward({ x: rows }).cache),
    ],
    [
      "linear.forward: x must have shape (…, 2), got (2, 3)",
      () => linear.forward({ x: rows, W: ones([2, 1]), b: ones([1]) }),
    ],
    [
      "linear.forward: x must have shape (…, 2), got ()",
      () => linear.forward({ x: zeros([]), W: ones([2, 1]), b: ones([1]) }),
    ],
    [
      "conv2d.forward: W must have shape (F, C/groups, kH, kW), got (1, 2, 0, 1)",
      () => conv2d.forward({ x: images, W: ones([1, 2, 0, 1]) }),
    ],
    [
      "depthwiseSeparable.forward: Wd must have shape (2·m, 1, kH, kW), got (2, 1, 2)",
      () => depthwiseSeparable.forward({ x: images, Wd: ones([2, 1, 2]), Wp }),
    ],
    [
      "depthwiseSeparable.forward: Wp must have shape (F, 2, 1, 1), got (3, 2, 1, 2)",
      () => depthwiseSeparable.forward({ x: images, Wd, Wp: ones([3, 2, 1, 2]) }),
    ],
    [
      "depthwiseSeparable.forward: Wp must have shape (F, 2, 1, 1), got (3, 2, 2, 1)",
      () => depthwiseSeparable.forward({ x: images, Wd, Wp: ones([3, 2, 2, 1]) }),
    ],
    [
      "depthwiseSeparable.forward: Wp must have shape (F, 2, 1, 1), got (3, 2, 1, 1, 1)",
      () => depthwiseSeparable.forward({ x: images, Wd, Wp: ones([3, 2, 1, 1, 1]) }),
    ],
    ...[-1, 3, 1e-20].map((token): [string, () => unknown] => [
      `embedding.forward: token 0 must be an integer from 0 to 2, got ${token}`,
      () => embedding.forward({ W: ones([3, 1]) }, { tokens: tensor([token]) }),
    ]),
    [
      "maxout.forward: W must have shape (k, D, M) with k at least 1, got (0, 3, 2)",
      () => maxout.forward({ x: rows, W: ones([0, 3, 2]), b: ones([0, 2]) }),
    ],
    [
      "maxout.forward: x must have shape (N, 3), got (2)",
      () => maxout.forward({ x: short, W: ones([1, 3, 2]), b: ones([1, 2]) }),
    ],
    [
      "maxout.forward: x must have shape (N, 3), got (3, 2)",
      () => maxout.forward({ x: rows.T, W: ones([1, 3, 2]), b: ones([1, 2]) }),
    ],
    [
      "maxout.forward: W must have shape (k, D, M) with k at least 1, got (0, 3, 2)",
      () => maxout.forward({ x: rows, W: ones([0, 3, 2]), b: ones([1, 2]) }),
    ],
    [
      "spatialBatchNorm.forward: x must hold at least one entry, got (2, 3, 0, 4)",
      () => spatialBatchNorm.forward({ x: ones([2, 3, 0, 4]), gamma: ones([3]), beta: ones([3]) }),
    ],
    [
      "spatialBatchNorm.forwardEval: x must have shape (N, C, …), got (2)",
      () =>
        spatialBatchNorm.forwardEval({
          ...{ x: short, gamma: ones([3]), beta: ones([3]) },
          running: { mean: ones([3]), variance: ones([3]) },
        }),
    ],
    [
      "weightNorm.forward: v must have at least one axis, got ()",
      () => weightNorm.forward({ v: ones([]), g: ones([]) }),
    ],
    [
      "weightNorm.forward: every direction in v must have a length above 0, got 0 for unit 0",
      () => weightNorm.forward({ v: tensor([[0, 1]]), g: short }),
    ],
    [
      "stochasticDepth.forwardEval: branch must have shape (2), got (2, 3)",
      () => stochasticDepth.forwardEval({ shortcut: short, branch: rows }, { p: 0.5 }),
    ],
    ...[0, 1.5].map((blocks): [string, () => unknown] => [
      `stochasticDepth.linearDecay: blocks must be an integer of at least 1, got ${blocks}`,
      () => stochasticDepth.linearDecay(1, blocks, 0.5),
    ]),
    ...[-0.5, 1.5].map((p): [string, () => unknown] => [
      `stochasticDepth.linearDecay: p must be a finite number from 0 to 1, got ${p}`,
      () => stochasticDepth.linearDecay(1, 2, p),
    ]),
  ])("%s", (message, call) => {
    expect(call).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
  });
});
