import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import * as instanceNorm from "../../../lib/layers/instance-norm.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as rmsNorm from "../../../lib/layers/rms-norm.js";
import { Random } from "../../../lib/random.js";
import { full, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const GRAPH = ["xHat", "invStd", "variance", "centered", "mean", "x"];

/** x, gamma and beta at random; x stored in another order of axes than it is seen in. */
function inputsOf(shape: number[], parameters: number[], seed: number) {
  const rng = new Random(seed);
  const x = randn([...shape].reverse(), rng)
    .mul(2)
    .add(1).T;
  return { x, gamma: randn(parameters, rng), beta: randn(parameters, rng) };
}

const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe("layer norm", () => {
  test.each([
    [[5, 3], [3]],
    [[1, 4], [4]],
    [[7, 1], [1]],
    [[4], [4]],
    [
      [2, 3, 5],
      [3, 5],
    ],
    [
      [2, 1, 3, 2],
      [1, 3, 2],
    ],
    [
      [2, 3, 2, 5],
      [2, 5],
    ],
  ])("x %j over %j: every intermediate agrees with central differences", (shape, trailing) => {
    const inputs = inputsOf(shape, trailing, shape.length);
    const options = { eps: 0.1 };
    const report = gradCheck(layerNorm, inputs, { options });
    expect(report.rows.map((row) => row.name)).toEqual(["beta", "gamma", ...GRAPH]);
    expect(report.worst, String(report)).toBeLessThan(1e-7);
    const simplified = { ...layerNorm, backward: layerNorm.backwardSimplified };
    expect(gradCheck(simplified, inputs, { options }).worst).toBeLessThan(1e-7);
  });

  test("gives every row mean 0 and variance 1, whatever the other rows are", () => {
    const x = randn([4, 50], new Random(1)).mul(3).add(2);
    const { y } = layerNorm.forward({ x }, { eps: 0 });
    for (const mean of y.mean(1).data) expect(mean).toBeCloseTo(0, 12);
    for (const variance of y.pow(2).mean(1).data) expect(variance).toBeCloseTo(1, 12);
    expect(layerNorm.forward({ x: x.slice(2, 3) }, { eps: 0 }).y.toArray()).toEqual(
      y.slice(2, 3).toArray(),
    );
  });

  test("is the batch norm of the transposed", () => {
    const { x } = inputsOf([5, 3], [3], 1);
    const batch = batchNorm.forward({ x: x.T, gamma: ones([5]), beta: zeros([5]) });
    expect(farFrom(layerNorm.forward({ x }).y, batch.y.T)).toBeLessThan(1e-14);
  });

  test("leaves out gamma, beta or both, and normalizes the last axis then", () => {
    const { x, gamma, beta } = inputsOf([4, 3], [3], 2);
    const neither = layerNorm.forward({ x });
    expect(farFrom(neither.y.mul(gamma), layerNorm.forward({ x, gamma }).y)).toBe(0);
    expect(farFrom(neither.y.add(beta), layerNorm.forward({ x, beta }).y)).toBe(0);
    const gradients = layerNorm.backward(x, neither.cache);
    expect([gradients.dGamma, gradients.dBeta]).toEqual([undefined, undefined]);
    expect(gradCheck(layerNorm, { x }, { options: { eps: 0.1 } }).worst).toBeLessThan(1e-7);
    expect(gradCheck(layerNorm, { x, beta }, { options: { eps: 0.1 } }).worst).toBeLessThan(1e-7);
  });

  test("refuses what does not fit", () => {
    const x = zeros([2, 3]);
    expect(() => layerNorm.forward({ x, gamma: zeros([2]) })).toThrow(
      "layerNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got (2)",
    );
    expect(() => layerNorm.forward({ x }, { normalizedShape: [] })).toThrow(
      "layerNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got ()",
    );
    expect(() => layerNorm.forward({ x }, { normalizedShape: [1, 2, 3] })).toThrow(
      "layerNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got (1, 2, 3)",
    );
    expect(() => layerNorm.forward({ x, gamma: ones([3]), beta: zeros([2, 3]) })).toThrow(
      "layerNorm.forward: beta must have shape (3), got (2, 3)",
    );
    expect(() => layerNorm.forward({ x: zeros([0, 3]) })).toThrow(
      "layerNorm.forward: x must hold at least one entry, got (0, 3)",
    );
    expect(() => layerNorm.forward({ x }, { eps: -1 })).toThrow(
      "layerNorm.forward: eps must be a finite number of at least 0, got -1",
    );
    const { cache } = layerNorm.forward({ x });
    expect(() => layerNorm.backward(zeros([3]), cache)).toThrow(
      "layerNorm.backward: dY must have shape (2, 3), got (3)",
    );
    expect(() => layerNorm.backwardSimplified(zeros([3]), cache)).toThrow(
      "layerNorm.backwardSimplified: dY must have shape (2, 3), got (3)",
    );
  });
});

describe("group norm", () => {
  test.each([
    [[2, 6, 3, 2], 2],
    [[2, 6, 1, 3], 3],
    [[1, 4, 2, 1], 1],
    [[3, 3, 2, 2], 3],
    [[3, 6], 2],
    [[2, 4, 5], 2],
    [[1, 1, 3, 3], 1],
  ])("x %j in %i groups: every intermediate agrees with central differences", (shape, groups) => {
    const inputs = inputsOf(shape, [shape[1]], shape.length);
    const options = { groups, eps: 0.1 };
    const report = gradCheck(groupNorm, inputs, { options });
    expect(report.rows.map((row) => row.name)).toEqual(["beta", "gamma", ...GRAPH]);
    expect(report.worst, String(report)).toBeLessThan(1e-7);
    const simplified = { ...groupNorm, backward: groupNorm.backwardSimplified };
    expect(gradCheck(simplified, inputs, { options }).worst).toBeLessThan(1e-7);
  });

  test("is layer norm with one group and instance norm with as many as channels", () => {
    const { x, gamma, beta } = inputsOf([2, 6, 3, 2], [6], 1);
    const layer = layerNorm.forward({ x }, { normalizedShape: [6, 3, 2] });
    expect(farFrom(groupNorm.forward({ x }, { groups: 1 }).y, layer.y)).toBeLessThan(1e-14);
    const instance = instanceNorm.forward({ x, gamma, beta });
    const groups = groupNorm.forward({ x, gamma, beta }, { groups: 6 });
    expect(farFrom(groups.y, instance.y)).toBeLessThan(1e-14);
    const dY = randn([2, 6, 3, 2], new Random(2));
    const [a, b] = [
      groupNorm.backward(dY, groups.cache),
      instanceNorm.backward(dY, instance.cache),
    ];
    expect(farFrom(a.dX, b.dX)).toBeLessThan(1e-14);
    expect(a.dGamma?.shape).toEqual([6]);
  });

  test("refuses groups that do not divide the channels, and rows without channels", () => {
    const x = zeros([2, 6, 1, 1]);
    expect(() => groupNorm.forward({ x }, { groups: 4 })).toThrow(
      "groupNorm.forward: groups must divide the 6 channels, got 4",
    );
    expect(() => groupNorm.forward({ x }, { groups: 7 })).toThrow(
      "groupNorm.forward: groups must be an integer from 1 to 6, got 7",
    );
    expect(() => groupNorm.forward({ x: zeros([2]) }, { groups: 1 })).toThrow(
      "groupNorm.forward: x must have shape (N, C, …), got (2)",
    );
    expect(() => groupNorm.forward({ x, gamma: ones([2]) }, { groups: 2 })).toThrow(
      "groupNorm.forward: gamma must have shape (6), got (2)",
    );
    const { cache } = groupNorm.forward({ x }, { groups: 2 });
    expect(() => groupNorm.backward(zeros([2, 6]), cache)).toThrow(
      "groupNorm.backward: dY must have shape (2, 6, 1, 1), got (2, 6)",
    );
  });
});

describe("instance norm", () => {
  test.each([[[2, 3, 2, 5]], [[1, 1, 3, 3]], [[3, 2, 4]], [[2, 2, 1, 2]]])(
    "x %j: every intermediate agrees with central differences, in training and at test time",
    (shape) => {
      const inputs = inputsOf(shape, [shape[1]], shape.length);
      const options = { eps: 0.1 };
      const report = gradCheck(instanceNorm, inputs, { options });
      expect(report.rows.map((row) => row.name)).toEqual(["beta", "gamma", ...GRAPH]);
      expect(report.worst, String(report)).toBeLessThan(1e-7);
      const simplified = { ...instanceNorm, backward: instanceNorm.backwardSimplified };
      expect(gradCheck(simplified, inputs, { options }).worst).toBeLessThan(1e-7);
      const rng = new Random(9);
      const running = { mean: randn([shape[1]], rng), variance: randn([shape[1]], rng).pow(2) };
      const atTest = { forward: instanceNorm.forwardEval, backward: instanceNorm.backwardEval };
      const tested = gradCheck(atTest, { ...inputs, running }, { options });
      expect(tested.rows.map((row) => row.name)).toEqual(["beta", "gamma", "xHat", "x"]);
      expect(tested.worst, String(tested)).toBeLessThan(1e-7);
      const bare = gradCheck(atTest, { x: inputs.x, running }, { options });
      expect(bare.worst, String(bare)).toBeLessThan(1e-7);
    },
  );

  test("one position a plane gives beta, and no gradient by x", () => {
    const { x, gamma, beta } = inputsOf([2, 3, 1, 1], [3], 1);
    const { y, cache } = instanceNorm.forward({ x, gamma, beta });
    expect(y.reshape(2, 3).slice(1).reshape(3).toArray()).toEqual(beta.toArray());
    const { dX } = instanceNorm.backward(randn([2, 3, 1, 1], new Random(1)), cache);
    expect(dX.abs().max().item()).toBeLessThan(1e-12);
  });

  test("tracks the means over images, biased or not", () => {
    const x = tensor([[[1, 3]], [[2, 8]]]);
    const { cache } = instanceNorm.forward({ x });
    const start = { mean: zeros([1]), variance: ones([1]) };
    const biased = instanceNorm.updateRunning(start, cache, { momentum: 0.25 });
    expect([biased.mean.item(), biased.variance.item()]).toEqual([3.5 / 4, 0.75 + 5 / 4]);
    const next = instanceNorm.updateRunning(biased, cache, { momentum: 0.25 });
    expect(next.mean.item()).toBe((3.5 * 3) / 16 + 3.5 / 4);
    const unbiased = instanceNorm.updateRunning(start, cache, { unbiased: true });
    expect(unbiased.mean.item()).toBeCloseTo(0.35, 14);
    expect(unbiased.variance.item()).toBeCloseTo(0.9 + 0.1 * 10, 14);
    // Three positions: N / (N − 1) is no whole number there.
    const { cache: three } = instanceNorm.forward({ x: tensor([[[1, 2, 6]]]) });
    const next3 = instanceNorm.updateRunning(start, three, { unbiased: true });
    expect(next3.variance.item()).toBeCloseTo(0.9 + 0.1 * 7, 14);
  });

  test("uses the running statistics at test time", () => {
    const x = tensor([[[5], [1]]]);
    const running = { mean: tensor([3, -1]), variance: tensor([0.25, 4]) };
    const affine = { gamma: tensor([2, 10]), beta: tensor([1, 0]) };
    const exact = instanceNorm.forwardEval({ x, ...affine, running }, { eps: 0 }).y;
    expect(exact.toArray()).toEqual([[[2 * 4 + 1], [10]]]);
    const close = instanceNorm.forwardEval({ x, running }).y;
    expect(close.at(0, 0, 0)).toBeCloseTo(2 / Math.sqrt(0.25 + 1e-5), 14);
    expect(close.at(0, 1, 0)).toBeCloseTo(2 / Math.sqrt(4 + 1e-5), 14);
  });

  test("refuses what does not fit", () => {
    expect(() => instanceNorm.forward({ x: zeros([2, 3]) })).toThrow(
      "instanceNorm.forward: x must have shape (N, C, …) with at least one spatial axis, got (2, 3)",
    );
    const { cache } = instanceNorm.forward({ x: zeros([2, 3, 1]) });
    const running = { mean: zeros([3]), variance: ones([3]) };
    expect(() => instanceNorm.updateRunning(running, cache, { unbiased: true })).toThrow(
      "instanceNorm.updateRunning: the unbiased variance needs at least 2 positions, got 1",
    );
    expect(() => instanceNorm.updateRunning(running, cache, { momentum: 2 })).toThrow(
      "instanceNorm.updateRunning: momentum must be a finite number from 0 to 1, got 2",
    );
    expect(() => instanceNorm.updateRunning({ ...running, mean: zeros([2]) }, cache)).toThrow(
      "instanceNorm.updateRunning: running.mean must have shape (3), got (2)",
    );
    const wrong = { x: zeros([1, 3, 2]), running: { ...running, variance: ones([1]) } };
    expect(() => instanceNorm.forwardEval(wrong)).toThrow(
      "instanceNorm.forwardEval: running.variance must have shape (3), got (1)",
    );
    const atTest = instanceNorm.forwardEval({ x: zeros([1, 3, 2]), running });
    expect(() => instanceNorm.backwardEval(zeros([3]), atTest.cache)).toThrow(
      "instanceNorm.backwardEval: dY must have shape (1, 3, 2), got (3)",
    );
  });
});

describe("RMS norm", () => {
  test.each([
    [[5, 3], [3]],
    [[1, 4], [4]],
    [[7, 1], [1]],
    [
      [2, 3, 5],
      [3, 5],
    ],
  ])("x %j over %j: every intermediate agrees with central differences", (shape, trailing) => {
    const { x, gamma } = inputsOf(shape, trailing, shape.length);
    const report = gradCheck(rmsNorm, { x, gamma }, { options: { eps: 0.1 } });
    expect(report.rows.map((row) => row.name)).toEqual([
      ...["gamma", "xHat", "invRms", "meanSquare", "x"],
    ]);
    expect(report.worst, String(report)).toBeLessThan(1e-7);
    const bare = gradCheck(rmsNorm, { x }, { options: { eps: 0.1, normalizedShape: trailing } });
    expect(bare.worst, String(bare)).toBeLessThan(1e-7);
  });

  test("is layer norm where the mean is 0 already, and does not move a mean", () => {
    const x = tensor([[-3, 1, 2]]);
    const options = { eps: 0.01 };
    const off = farFrom(rmsNorm.forward({ x }, options).y, layerNorm.forward({ x }, options).y);
    expect(off).toBeLessThan(1e-15);
    expect(rmsNorm.forward({ x: full([1, 4], 5) }, { eps: 0 }).y.toArray()).toEqual([[1, 1, 1, 1]]);
  });

  test("leaves a row of zeros at 0, with a finite gradient", () => {
    const { y, cache } = rmsNorm.forward({ x: zeros([1, 3]) });
    expect(y.toArray()).toEqual([[0, 0, 0]]);
    expect(rmsNorm.backward(ones([1, 3]), cache).dX.at(0, 0)).toBeCloseTo(1000, 9);
  });

  test("refuses what does not fit", () => {
    expect(() => rmsNorm.forward({ x: zeros([2, 3]), gamma: ones([2]) })).toThrow(
      "rmsNorm.forward: normalizedShape must be the last sizes of x, (2, 3), got (2)",
    );
    expect(() =>
      rmsNorm.forward({ x: zeros([2, 3]), gamma: ones([2]) }, { normalizedShape: [3] }),
    ).toThrow("rmsNorm.forward: gamma must have shape (3), got (2)");
    const { cache } = rmsNorm.forward({ x: zeros([2, 3]) });
    expect(() => rmsNorm.backward(zeros([2]), cache)).toThrow(
      "rmsNorm.backward: dY must have shape (2, 3), got (2)",
    );
  });
});
