import { describe, expect, test } from "vitest";
import { gradCheck, type Checkable } from "../../../lib/check/grad-check.js";
import * as gradlab from "../../../lib/index.js";
import { Random } from "../../../lib/random.js";
import { full, ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

type OneInput = Checkable<{ x: Tensor }, never, never>;
const { elu, gelu, hardSwish, leakyRelu, logSoftmax, maxout, mish, prelu } = gradlab;
const { relu6, selu, sigmoid, silu, softmax, softplus, tanh } = gradlab;

/** Each layer of one input with its options, and its slope at −10, 0 and 10 by hand. */
const LAYERS: [string, unknown, Record<string, unknown>, number[]][] = [
  ["sigmoid", sigmoid, {}, [Math.exp(-10) / (1 + Math.exp(-10)) ** 2, 0.25, 4.5395807735907655e-5]],
  ["tanh", tanh, {}, [8.244614512e-9, 1, 8.244614512e-9]],
  ["leakyRelu", leakyRelu, {}, [0.01, 0.01, 1]],
  ["leakyRelu", leakyRelu, { slope: -0.3 }, [-0.3, -0.3, 1]],
  ["elu", elu, {}, [Math.exp(-10), 1, 1]],
  ["elu", elu, { alpha: 1.7 }, [1.7 * Math.exp(-10), 1.7, 1]],
  ["selu", selu, {}, [1.7580993408473766 * Math.exp(-10), 1.7580993408473766, 1.0507009873554805]],
  ["gelu", gelu, {}, [0, 0.5, 1]],
  ["gelu", gelu, { form: "tanh" }, [0, 0.5, 1]],
  ["silu", silu, {}, [-0.0004085602, 0.5, 1.0004085602]],
  ["softplus", softplus, {}, [4.5397868702e-5, 0.5, 0.9999546021]],
  ["softplus", softplus, { beta: 2.5, threshold: 3 }, [1.38879e-11, 0.5, 1]],
  ["relu6", relu6, {}, [0, 0, 0]],
  ["hardSwish", hardSwish, {}, [0, 0.5, 1]],
  ["mish", mish, {}, [-0.0004085797869, 0.6, 1.0000000783]],
  ["softmax", softmax, {}, [0, 0, 0]],
  ["logSoftmax", logSoftmax, {}, [0, 0, 0]],
];

const named = LAYERS.map(([name, layer, options, slopes]) => ({
  name: Object.keys(options).length > 0 ? `${name} ${JSON.stringify(options)}` : name,
  layer: layer as OneInput,
  options: options as never,
  slopes,
}));

const layerOf = (layer: OneInput, back: string): OneInput =>
  ({ ...layer, backward: (layer as unknown as Record<string, unknown>)[back] }) as OneInput;

describe.each(named)("$name", ({ name, layer, options, slopes }) => {
  test.each([[[5, 3]], [[1, 4]], [[7, 1]], [[2, 3, 1, 5]]])(
    "agrees with central differences in every intermediate, x %j",
    (shape) => {
      const x = randn(shape, new Random(shape.length)).mul(3);
      const report = gradCheck(layer, { x }, { options });
      expect(report.worst, String(report)).toBeLessThan(1e-8);
      expect(report.rows.every(({ kinks }) => kinks === 0)).toBe(true);
    },
  );

  test("takes a transposed input as it takes its copy", () => {
    const x = randn([3, 4], new Random(1));
    const dY = randn([4, 3], new Random(2));
    const copy = tensor(x.T.toArray());
    const [a, b] = [layer.forward({ x: x.T }, options), layer.forward({ x: copy }, options)];
    const yOf = (out: object): Tensor => (out as { y: Tensor }).y;
    expect(yOf(a).toArray()).toEqual(yOf(b).toArray());
    expect(layer.backward(dY, a.cache).dX?.toArray()).toEqual(
      layer.backward(dY, b.cache).dX?.toArray(),
    );
  });

  test("has the slope that the formula says at −10, 0 and 10", () => {
    const x = tensor([[-10], [0], [10]]);
    const { cache } = layer.forward({ x }, options);
    const dX = layer.backward(ones([3, 1]), cache).dX;
    slopes.forEach((slope, i) => expect(dX?.at(i, 0)).toBeCloseTo(slope, 8));
  });

  test("stays finite at ±1e4, and lets NaN through", () => {
    const x = tensor([[-1e4, 1e4]]);
    const out = layer.forward({ x }, options) as { y: Tensor; cache: never };
    const { dX } = layer.backward(ones([1, 2]), out.cache);
    for (const value of [...out.y.data, ...(dX?.data ?? [])]) expect(value).toBeTypeOf("number");
    expect([...out.y.data, ...(dX?.data ?? [])].every(Number.isFinite)).toBe(true);
    const lost = layer.forward({ x: tensor([[NaN]]) }, options) as { y: Tensor };
    expect(lost.y.at(0, 0)).toBeNaN();
  });

  test("refuses a gradient of another shape", () => {
    const { cache } = layer.forward({ x: zeros([2, 3]) }, options);
    expect(() => layer.backward(zeros([3, 2]), cache)).toThrow(
      `${name.split(" ")[0]}.backward: dY must have shape (2, 3), got (3, 2)`,
    );
  });
});

test("float32 stays float32", () => {
  const x = randn([2, 3], new Random(1), { dtype: "float32" });
  for (const { layer, options } of named) {
    const { y, cache } = layer.forward({ x }, options) as { y: Tensor; cache: never };
    expect([y.dtype, layer.backward(x, cache).dX?.dtype]).toEqual(["float32", "float32"]);
  }
});

test("sigmoid keeps the digits of tiny values", () => {
  const { y } = sigmoid.forward({ x: tensor([-700, -40, 40]) });
  const wanted = [Math.exp(-700), Math.exp(-40), 1];
  wanted.forEach((want, i) => expect(y.at(i) / want).toBeCloseTo(1, 14));
});

test("the activations of the lecture saturate far from 0, or do not", () => {
  const x = tensor([[-30, 30]]);
  const slope = (name: string): number[] => {
    const { layer, options } = named.find((one) => one.name === name) ?? named[0];
    const dX = layer.backward(ones([1, 2]), layer.forward({ x }, options).cache).dX;
    return [...(dX?.data ?? [])].map((value) => Math.round(value * 1e6) / 1e6);
  };
  expect(slope("sigmoid")).toEqual([0, 0]);
  expect(slope("tanh")).toEqual([0, 0]);
  expect(slope("leakyRelu")).toEqual([0.01, 1]);
  expect(slope("elu")).toEqual([0, 1]);
});

describe("kinks", () => {
  test.each([
    ["leakyRelu", leakyRelu, { slope: 0.1 }, 0, 0.1],
    ["elu", elu, { alpha: 2 }, 0, 2],
    ["relu6", relu6, {}, 6, 0],
    ["hardSwish", hardSwish, {}, 3, 1],
    ["hardSwish", hardSwish, {}, -3, 0],
  ])("%s: reported, not judged; the slope there is the documented one", (...args) => {
    const [, layer, options, at, slope] = args;
    const one = layer as unknown as OneInput;
    const x = tensor([[at, 1.3]]);
    const report = gradCheck(one, { x }, { options: options as never });
    expect(report.ok).toBe(true);
    const dx = report.rows.find((row) => row.name === "x");
    expect(dx?.kinks).toBe(1);
    const { cache } = one.forward({ x }, options as never);
    expect(one.backward(ones([1, 2]), cache).dX?.at(0, 0)).toBeCloseTo(slope, 12);
  });
});

describe("prelu", () => {
  test.each([
    [[3, 5], [5]],
    [[3, 5], [1]],
    [[1, 1], [1]],
    [[4], [1]],
    [[2, 3, 2, 1], [3]],
    [[2, 3, 5], [1]],
  ])("x %j with a %j agrees with central differences", (shape, slopes) => {
    const rng = new Random(shape.length);
    const inputs = { x: randn(shape, rng), a: randn(slopes, rng) };
    const report = gradCheck(prelu, inputs);
    expect(report.rows.map((row) => row.name)).toEqual(["a", "x"]);
    expect(report.worst, String(report)).toBeLessThan(1e-8);
  });

  test("of one slope is a leaky ReLU", () => {
    const x = randn([4, 3], new Random(3));
    expect(prelu.forward({ x, a: tensor([0.2]) }).y.toArray()).toEqual(
      leakyRelu.forward({ x }, { slope: 0.2 }).y.toArray(),
    );
  });

  test("refuses slopes that fit no axis", () => {
    expect(() => prelu.forward({ x: zeros([2, 5]), a: zeros([2]) })).toThrow(
      "prelu.forward: a must have shape (1) or (5), got (2)",
    );
    expect(() => prelu.forward({ x: zeros([5]), a: zeros([5]) })).toThrow(
      "prelu.forward: a must have shape (1), got (5)",
    );
  });
});

describe("maxout", () => {
  test.each([
    [3, 4, 2, 5],
    [1, 3, 1, 1],
    [5, 1, 3, 2],
  ])("N = %i, D = %i, M = %i, k = %i agrees with central differences", (N, D, M, k) => {
    const rng = new Random(N);
    const inputs = { x: randn([D, N], rng).T, W: randn([k, D, M], rng), b: randn([k, M], rng) };
    const report = gradCheck(maxout, inputs);
    expect(report.rows.map((row) => row.name)).toEqual(["z", "b", "W", "x"]);
    expect(report.worst, String(report)).toBeLessThan(1e-8);
  });

  test("gives the gradient to the first of equals, and to it alone", () => {
    const inputs = { x: ones([1, 2]), W: ones([3, 2, 1]), b: zeros([3, 1]) };
    const { y, cache } = maxout.forward(inputs);
    expect(y.toArray()).toEqual([[2]]);
    expect(maxout.backward(full([1, 1], 7), cache).dB.toArray()).toEqual([[7], [0], [0]]);
  });

  test("refuses shapes that do not fit", () => {
    const [x, W, b] = [zeros([2, 3]), zeros([2, 3, 4]), zeros([2, 4])];
    expect(() => maxout.forward({ x, W: zeros([3, 4]), b })).toThrow(
      "maxout.forward: W must have shape (k, D, M) with k at least 1, got (3, 4)",
    );
    expect(() => maxout.forward({ x: zeros([3]), W, b })).toThrow(
      "maxout.forward: x must have shape (N, 3), got (3)",
    );
    expect(() => maxout.forward({ x, W, b: zeros([4]) })).toThrow(
      "maxout.forward: b must have shape (2, 4), got (4)",
    );
    expect(() => maxout.backward(zeros([2, 3]), maxout.forward({ x, W, b }).cache)).toThrow(
      "maxout.backward: dY must have shape (2, 4), got (2, 3)",
    );
  });
});

describe("softmax and its logarithm", () => {
  test.each([0, 1, 2, -2])("along axis %i: graph and simplified gradients agree", (axis) => {
    const x = randn([3, 2, 5], new Random(1)).mul(4);
    for (const layer of [softmax, logSoftmax]) {
      const one = layer as unknown as OneInput;
      for (const back of ["backward", "backwardSimplified"]) {
        const report = gradCheck(layerOf(one, back), { x }, { options: { axis } as never });
        expect(report.worst, String(report)).toBeLessThan(1e-8);
      }
    }
    const { y } = softmax.forward({ x }, { axis });
    for (const sum of y.sum(axis).data) expect(sum).toBeCloseTo(1, 14);
    const off = logSoftmax.forward({ x }, { axis }).y.exp().sub(y).abs().max().item();
    expect(off).toBeLessThan(1e-15);
  });

  test("refuses an axis that is not there", () => {
    expect(() => softmax.forward({ x: zeros([2, 3]) }, { axis: 2 })).toThrow(
      "softmax.forward: axis must be an integer from -2 to 1 for a tensor of rank 2, got 2",
    );
    expect(() => logSoftmax.forward({ x: zeros([]) })).toThrow(
      "logSoftmax.forward: axis must be an integer from 0 to -1 for a tensor of rank 0, got -1",
    );
  });
});

describe("options that cannot mean anything are refused", () => {
  const x = zeros([2]);
  test.each([
    [
      () => leakyRelu.forward({ x }, { slope: NaN }),
      "leakyRelu.forward: slope must be a finite number, got NaN",
    ],
    [
      () => elu.forward({ x }, { alpha: -1 }),
      "elu.forward: alpha must be a finite number of at least 0, got -1",
    ],
    [
      () => softplus.forward({ x }, { beta: 0 }),
      "softplus.forward: beta must be a finite number above 0, got 0",
    ],
    [
      () => softplus.forward({ x }, { threshold: -1 }),
      "softplus.forward: threshold must be a finite number of at least 0, got -1",
    ],
    [
      () => gelu.forward({ x }, { form: "none" as never }),
      'gelu.forward: form must be "erf" or "tanh", got "none"',
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
