import { describe, expect, test } from "vitest";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";

const inputs = { x: randn([4, 3], new Random(1)), gamma: ones([3]), beta: zeros([3]) };
const running = { mean: zeros([3]), variance: ones([3]) };
const short = zeros([2]);

describe("batch norm refuses", () => {
  test.each<[string, () => unknown, Error]>([
    [
      "gamma of another size",
      () => batchNorm.forward({ ...inputs, gamma: short }),
      new ShapeError("batchNorm.forward: gamma must have shape (3), got (2)"),
    ],
    [
      "beta of another size",
      () => batchNorm.forward({ ...inputs, beta: short }),
      new ShapeError("batchNorm.forward: beta must have shape (3), got (2)"),
    ],
    [
      "a running mean of another size, however long beta is",
      () => batchNorm.forwardEval({ ...inputs, running: { ...running, mean: short } }),
      new ShapeError("batchNorm.forwardEval: running.mean must have shape (3), got (2)"),
    ],
    [
      "a running variance of another size",
      () => batchNorm.forwardEval({ ...inputs, running: { ...running, variance: short } }),
      new ShapeError("batchNorm.forwardEval: running.variance must have shape (3), got (2)"),
    ],
    [
      "a gradient of another shape",
      () => batchNorm.backward(short, batchNorm.forward(inputs).cache),
      new ShapeError("batchNorm.backward: dY must have shape (4, 3), got (2)"),
    ],
    [
      "a gradient of another shape, simplified",
      () => batchNorm.backwardSimplified(short, batchNorm.forward(inputs).cache),
      new ShapeError("batchNorm.backwardSimplified: dY must have shape (4, 3), got (2)"),
    ],
    [
      "a gradient of another shape at test time",
      () => batchNorm.backwardEval(short, batchNorm.forwardEval({ ...inputs, running }).cache),
      new ShapeError("batchNorm.backwardEval: dY must have shape (4, 3), got (2)"),
    ],
  ])("%s", (_what, call, error) => {
    expect(call).toThrow(error);
  });

  test("an ε or a momentum out of range", () => {
    const { cache } = batchNorm.forward(inputs);
    expect(() => batchNorm.forward(inputs, { eps: -0.5 })).toThrow(ValueError);
    for (const momentum of [-0.5, 1.5])
      expect(() => batchNorm.updateRunning(running, cache, { momentum })).toThrow(ValueError);
  });

  test("no rows, and the unbiased variance of one", () => {
    expect(() => batchNorm.forward({ ...inputs, x: zeros([0, 3]) })).toThrow(ShapeError);
    const { cache } = batchNorm.forward({ ...inputs, x: ones([1, 3]) });
    expect(() => batchNorm.updateRunning(running, cache, { unbiased: true })).toThrow(
      new ValueError("batchNorm.updateRunning: the unbiased variance needs at least 2 rows, got 1"),
    );
  });
});

test("running statistics move a tenth of the way by default, by the biased variance", () => {
  const x = tensor([[1], [5]]);
  const { cache } = batchNorm.forward({ x, gamma: ones([1]), beta: zeros([1]) });
  const start = { mean: tensor([10]), variance: tensor([1]) };
  const next = batchNorm.updateRunning(start, cache);
  expect(next.mean.item()).toBeCloseTo(0.9 * 10 + 0.1 * 3, 12);
  expect(next.variance.item()).toBeCloseTo(0.9 * 1 + 0.1 * 4, 12);
});
