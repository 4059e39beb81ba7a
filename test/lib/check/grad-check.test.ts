import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import * as relu from "../../../lib/layers/relu.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import * as l2 from "../../../lib/penalties/l2.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { run, type Step } from "../../../lib/step.js";

const shapes = [
  [5, 3],
  [1, 4],
  [7, 1],
  [2, 9],
];

describe("every named intermediate agrees with central differences", () => {
  test.each(shapes)("linear, %i rows of %i", (N, D) => {
    const rng = new Random(N * 10 + D);
    const inputs = { x: randn([N, D], rng), W: randn([D, 3], rng), b: randn([3], rng) };
    expect(gradCheck(linear, inputs).worst).toBeLessThan(1e-9);
  });

  test("linear with more batch axes, a transposed input and no bias", () => {
    const rng = new Random(3);
    const inputs = { x: randn([4, 2, 3], rng).permute(1, 2, 0), W: randn([4, 5], rng) };
    expect(gradCheck(linear, inputs).worst).toBeLessThan(1e-9);
  });

  test.each(shapes)("batch norm, graph and simplified, %i rows of %i", (N, D) => {
    const rng = new Random(N * 10 + D);
    const x = randn([N, D], rng).mul(3).add(1);
    const inputs = { x, gamma: randn([D], rng), beta: randn([D], rng) };
    const options = { eps: 0.1 };
    const report = gradCheck(batchNorm, inputs, { options });
    expect(report.rows.map((row) => row.name)).toEqual([
      "beta",
      "gamma",
      "xHat",
      "invStd",
      "variance",
      "centered",
      "mean",
      "x",
    ]);
    expect(report.worst).toBeLessThan(1e-7);
    const simplified = { ...batchNorm, backward: batchNorm.backwardSimplified };
    expect(gradCheck(simplified, inputs, { options }).worst).toBeLessThan(1e-7);
  });

  test("batch norm at test time", () => {
    const rng = new Random(5);
    const running = { mean: randn([3], rng), variance: randn([3], rng).pow(2) };
    const inputs = {
      x: randn([4, 3], rng),
      gamma: randn([3], rng),
      beta: randn([3], rng),
      running,
    };
    const layer = { forward: batchNorm.forwardEval, backward: batchNorm.backwardEval };
    expect(gradCheck(layer, inputs, { options: { eps: 0.01 } }).worst).toBeLessThan(1e-8);
  });

  test("spatial batch norm, in training and at test time", () => {
    const rng = new Random(6);
    const [x, gamma, beta] = [randn([2, 3, 2, 5], rng), randn([3], rng), randn([3], rng)];
    const report = gradCheck(spatialBatchNorm, { x, gamma, beta });
    expect(report.worst).toBeLessThan(1e-7);
    expect(report.rows.map((row) => row.name)).toEqual(
      expect.arrayContaining(["x", "rows", "xHat", "yRows", "gamma"]),
    );
    const running = { mean: randn([3], rng), variance: randn([3], rng).pow(2) };
    const atTest = {
      forward: spatialBatchNorm.forwardEval,
      backward: spatialBatchNorm.backwardEval,
    };
    expect(gradCheck(atTest, { x, gamma, beta, running }).worst).toBeLessThan(1e-7);
  });

  test("softmax cross-entropy, graph and simplified, with smoothing and weights", () => {
    const scores = randn([4, 5], new Random(7)).mul(3);
    const options = { labels: [0, 4, 2, 2], labelSmoothing: 0.1, classWeights: [1, 2, 0.5, 1, 3] };
    const report = gradCheck(softmaxCrossEntropy, { scores }, { options });
    expect(report.rows.map((row) => row.name)).toEqual([
      "lossEach",
      "logP",
      "sumExp",
      "shifted",
      "scores",
    ]);
    expect(report.worst).toBeLessThan(1e-8);
    const simplified = { ...softmaxCrossEntropy, backward: softmaxCrossEntropy.backwardSimplified };
    expect(gradCheck(simplified, { scores }, { options }).worst).toBeLessThan(1e-8);
  });

  test.each([true, false])("the L2 penalty with half: %s", (half) => {
    const W = randn([3, 4], new Random(8));
    expect(gradCheck(l2, { W }, { options: { reg: 0.3, half } }).worst).toBeLessThan(1e-8);
  });

  test("relu away from its kink", () => {
    const report = gradCheck(relu, { x: randn([6, 3], new Random(9)) });
    expect(report).toMatchObject({ ok: true });
    expect(report.rows[0].kinks).toBe(0);
  });
});

describe("gradCheck", () => {
  test("reports a ReLU at 0 as a kink and does not judge it", () => {
    const report = gradCheck(relu, { x: tensor([-1, 0, 2]) });
    expect(report.ok).toBe(true);
    expect(report.rows[0].kinks).toBe(1);
    expect(String(report)).toContain("1 at a kink, not judged");
  });

  test("steps closer where a kink is near but not at the entry", () => {
    const report = gradCheck(relu, { x: tensor([-1, 3e-6, 2]) });
    expect(report).toMatchObject({ ok: true });
    expect(report.rows[0].kinks).toBe(0);
  });

  test("catches a zero dX of a batch norm, which dY = 1 would hide", () => {
    const broken = {
      forward: batchNorm.forward,
      backward: (dY: Tensor, _cache: batchNorm.BatchNormCache, step: Step = run) => ({
        dX: step("dX", "0", () => dY.mul(0)),
      }),
    };
    const rng = new Random(1);
    const inputs = { x: randn([4, 3], rng), gamma: randn([3], rng), beta: randn([3], rng) };
    expect(gradCheck(broken, inputs, { dY: ones([4, 3]) }).ok).toBe(true);
    const report = gradCheck(broken, inputs);
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(/the gradient is wrong: dX[\s\S]*backward says 0/);
  });

  test("refuses a gradient that belongs to no value", () => {
    const misspelt = {
      forward: relu.forward,
      backward: (dY: Tensor, _cache: unknown, step: Step = run) => ({
        dX: step("dXX", "", () => dY),
      }),
    };
    expect(() => gradCheck(misspelt, { x: tensor([1]) })).toThrow(
      "gradCheck: gradient dXX has no forward value, expected d followed by one of x, y",
    );
  });

  test("refuses a gradient of another shape and a float32 input", () => {
    const flat = {
      forward: relu.forward,
      backward: (dY: Tensor, _cache: unknown, step: Step = run) => ({
        dX: step("dX", "", () => dY.sum()),
      }),
    };
    expect(() => gradCheck(flat, { x: tensor([1, 2]) })).toThrow(
      "gradCheck: dX must have the shape of x, (2), got ()",
    );
    expect(() => gradCheck(relu, { x: tensor([1], { dtype: "float32" }) })).toThrow(
      'gradCheck: x must be float64, got float32; use .to("float64")',
    );
  });
});
