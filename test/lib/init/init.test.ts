import { describe, expect, test } from "vitest";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import * as init from "../../../lib/init/index.js";
import * as modules from "../../../lib/models/modules.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";
import { orthonormalColumns } from "../../../lib/tensor/orthonormal.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const stdOf = (W: Tensor): number => Math.sqrt(W.sub(W.mean()).pow(2).mean().item());

/** How far the columns are from orthonormal. */
const skew = (Q: Tensor): number => {
  const n = Q.shape[1];
  const identity = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  );
  return Q.T.matmul(Q).sub(tensor(identity)).abs().max().item();
};

const rules: readonly (readonly [string, init.Initializer, number, number])[] = [
  // The standard deviation for (200, 100) and for (40, 20, 5, 2).
  ["normal", init.normal({ std: 0.3 }), 0.3, 0.3],
  ["uniform", init.uniform({ bound: 0.6 }), 0.6 / Math.sqrt(3), 0.6 / Math.sqrt(3)],
  ["xavier", init.xavier(), Math.sqrt(2 / 300), Math.sqrt(2 / 600)],
  ["xavier", init.xavier({ fan: "in", gain: 2 }), 2 / Math.sqrt(200), 2 / Math.sqrt(200)],
  ["xavier", init.xavier({ form: "uniform" }), Math.sqrt(2 / 300), Math.sqrt(2 / 600)],
  ["he", init.he(), Math.sqrt(2 / 200), Math.sqrt(2 / 200)],
  ["he", init.he({ fan: "out", form: "uniform" }), Math.sqrt(2 / 100), Math.sqrt(2 / 400)],
  ["he", init.he({ slope: 1 }), Math.sqrt(1 / 200), Math.sqrt(1 / 200)],
  ["randomWalk", init.randomWalk(), 1.006092 * Math.sqrt(2 / 200), 1.006092 * Math.sqrt(2 / 200)],
];

describe.each(rules)("init.%s", (name, rule, matrixStd, filterStd) => {
  test("draws with its standard deviation, mean 0, in the shape and dtype asked for", () => {
    for (const [shape, std] of [
      [[200, 100], matrixStd],
      [[40, 20, 5, 2], filterStd],
    ] as const) {
      const W = rule(shape, new Random(1), { dtype: "float32" });
      expect(W.shape).toEqual(shape);
      expect(W.dtype).toBe("float32");
      expect(Math.abs(stdOf(W) / std - 1)).toBeLessThan(0.03);
      expect(Math.abs(W.mean().item()) / std).toBeLessThan(0.05);
    }
  });

  test("repeats with its seed", () => {
    const draw = (seed: number) => rule([3, 4], new Random(seed)).toArray();
    expect(draw(2)).toEqual(draw(2));
    expect(draw(2)).not.toEqual(draw(3));
  });

  if (!["normal", "uniform"].includes(name))
    test("refuses shapes that are no weights", () => {
      for (const shape of [[5], [2, 3, 4], [0, 3]])
        expect(() => rule(shape, new Random(1))).toThrow(
          new ShapeError(
            `init.${name}: W must have shape (D, M) or (F, C, kH, kW) without a size of 0, got (${shape.join(", ")})`,
          ),
        );
    });
});

test("a random walk's gain is the paper's, for narrow layers too", () => {
  const unit = (shape: number[]): Tensor => init.normal({ std: 1 })(shape, new Random(1));
  const gainOf = (N: number, nonlinearity: "relu" | "linear"): number =>
    init
      .randomWalk({ nonlinearity })([N, 3], new Random(1))
      .div(unit([N, 3]))
      .at(0, 0) * Math.sqrt(N);
  expect(gainOf(10, "relu")).toBeCloseTo(Math.SQRT2 * Math.exp(1.2 / 7.6), 12);
  expect(gainOf(4, "relu")).toBeCloseTo(Math.SQRT2 * Math.exp(1.2 / 3.6), 12);
  expect(gainOf(5, "linear")).toBeCloseTo(Math.exp(0.1), 12);
});

test("uniform weights stay inside their bound and come close to it", () => {
  const W = init.xavier({ form: "uniform" })([200, 100], new Random(1));
  const bound = Math.sqrt(6 / 300);
  expect(W.max().item()).toBeLessThan(bound);
  expect(W.min().item()).toBeGreaterThanOrEqual(-bound);
  expect(W.abs().max().item()).toBeGreaterThan(0.999 * bound);
});

test("options out of range are refused by name", () => {
  expect(() => init.normal({ std: -1 })).toThrow(
    "init.normal: std must be a finite number of at least 0, got -1",
  );
  expect(() => init.xavier({ gain: NaN })).toThrow(
    "init.xavier: gain must be a finite number of at least 0, got NaN",
  );
  expect(() => init.xavier({ fan: "out" as "in" })).toThrow(
    'init.xavier: fan must be "both" or "in", got "out"',
  );
  expect(() => init.he({ form: "flat" as "normal" })([2, 2], new Random(1))).toThrow(
    'init.he: form must be "normal" or "uniform", got "flat"',
  );
  expect(() => init.orthogonal({ gain: -1 })).toThrow(
    "init.orthogonal: gain must be a finite number of at least 0, got -1",
  );
  expect(() => init.gain("softmax" as "relu")).toThrow(ValueError);
});

describe("init.orthogonal", () => {
  test.each([
    [6, 6],
    [7, 3],
    [1, 1],
    [5, 1],
  ])("makes the columns of a (%i, %i) matrix orthonormal", (D, M) => {
    expect(skew(init.orthogonal()([D, M], new Random(1)))).toBeLessThan(1e-14);
  });

  test("makes the rows of a wide matrix orthonormal, and the filters of a convolution, times the gain", () => {
    expect(skew(init.orthogonal()([3, 7], new Random(1)).T)).toBeLessThan(1e-14);
    const filters = init.orthogonal({ gain: 2 })([4, 2, 3, 3], new Random(1));
    expect(filters.shape).toEqual([4, 2, 3, 3]);
    expect(skew(filters.reshape(4, 18).T.div(2))).toBeLessThan(1e-14);
  });

  test("turns either way with equal chance", () => {
    const rng = new Random(1);
    const signs = Array.from({ length: 200 }, () => init.orthogonal()([1, 1], rng).item());
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign))).toBeLessThan(60);
  });
});

describe("orthonormalColumns", () => {
  test("spans what the columns span, with a positive diagonal of R, even when they almost agree", () => {
    const A = tensor([
      [1, 1],
      [1, 1 + 1e-9],
      [1, 1],
    ]);
    const Q = orthonormalColumns(A);
    expect(skew(Q)).toBeLessThan(1e-14);
    expect(Q.T.matmul(A).at(0, 0)).toBeCloseTo(Math.sqrt(3), 14);
    expect(Q.T.matmul(A).at(1, 1)).toBeGreaterThan(0);
  });

  test("refuses wide matrices and dependent columns", () => {
    expect(() => orthonormalColumns(ones([2, 3]))).toThrow(
      new ShapeError("orthonormalColumns: A must have shape (m, n) with m ≥ n, got (2, 3)"),
    );
    expect(() => orthonormalColumns(ones([3, 2]))).toThrow(
      new ValueError(
        "orthonormalColumns: the columns of A must be linearly independent, column 1 is not",
      ),
    );
  });
});

describe("weights fitted to a batch", () => {
  const deep = (rng: Random): init.Calibratable[] =>
    Array.from({ length: 6 }, () => [
      modules.linear({ inputs: 20, outputs: 20, init: init.normal({ std: 0.01 }) }, rng),
      modules.relu(),
    ]).flat();
  const outputs = (layers: readonly init.Calibratable[], x: Tensor): Tensor[] =>
    layers.map((layer) => (x = layer.forward(x, "train").y));

  test("by LSUV give every linear output variance 1, where small weights let it die", () => {
    const rng = new Random(1);
    const x = randn([100, 20], rng).mul(5).add(2);
    const layers = deep(rng);
    const last = (): number => stdOf(outputs(layers, x)[10]);
    expect(last()).toBeLessThan(1e-5);
    const variances = init.lsuv(layers, x, rng);
    expect(variances).toHaveLength(6);
    for (const variance of variances) expect(variance).toBeCloseTo(1, 10);
    expect(last()).toBeCloseTo(1, 10);
  });

  test("by LSUV also converge where a bias adds to the variance", () => {
    const rng = new Random(2);
    const [layer] = deep(rng);
    layer.params = { ...layer.params, b: randn([20], rng).mul(0.5) };
    const [variance] = init.lsuv([layer], randn([50, 20], rng).mul(9), rng, { tolerance: 1e-3 });
    expect(Math.abs(variance - 1)).toBeLessThan(1e-3);
  });

  test("by the data give each output mean 0 and variance 1", () => {
    const rng = new Random(3);
    const x = randn([100, 20], rng).mul(5).add(2);
    const layers = deep(rng);
    init.dataDependent(layers, x);
    const y = outputs(layers, x)[8];
    expect(y.mean(0).abs().max().item()).toBeLessThan(1e-12);
    expect(y.pow(2).mean(0).sub(1).abs().max().item()).toBeLessThan(1e-12);
  });

  /** One 1×1 filter bank: y (N, F, H, W) = Σ_c W[f, c] x[n, c]. */
  const pointwise = (rng: Random): init.Calibratable => ({
    kind: "pointwise",
    params: { W: randn([3, 2, 1, 1], rng) },
    buffers: {},
    forward(x) {
      const [N, C, H, width] = x.shape;
      const rows = x.permute(0, 2, 3, 1).reshape(-1, C);
      const y = rows.matmul(this.params.W.reshape(3, C).T);
      return { y: y.reshape(N, H, width, 3).permute(0, 3, 1, 2) };
    },
  });

  test("of a convolution are scaled filter by filter; without a bias the mean stays", () => {
    const rng = new Random(4);
    const layer = pointwise(rng);
    const x = randn([5, 2, 3, 4], rng).add(1);
    init.dataDependent([layer], x);
    const { y } = layer.forward(x, "train");
    const centered = y.sub(y.mean([0, 2, 3], true));
    expect(centered.pow(2).mean([0, 2, 3]).sub(1).abs().max().item()).toBeLessThan(1e-12);
    expect(y.mean([0, 2, 3]).abs().max().item()).toBeGreaterThan(0.1);
    expect(init.lsuv([layer], x, rng)[0]).toBeCloseTo(1, 12);
  });

  test("leave running statistics as they were", () => {
    const rng = new Random(5);
    const norm = modules.batchNorm({ features: 20 });
    init.dataDependent([norm, ...deep(rng)], randn([30, 20], rng).add(3));
    expect(norm.buffers.runningMean.toArray()).toEqual(zeros([20]).toArray());
  });

  test("are refused where an output does not vary, or nothing has weights", () => {
    const rng = new Random(6);
    const layers = deep(rng);
    expect(() => init.lsuv(layers, ones([1, 20]).mul(0), rng)).toThrow(
      new ValueError(
        "init.lsuv: the output of linear, layer 0 must have a finite variance above 0, got 0",
      ),
    );
    expect(() => init.dataDependent(layers, ones([4, 20]))).toThrow(
      /init.dataDependent: the output of linear, layer 0 must have a finite variance above 0, got /,
    );
    expect(() => init.dataDependent([modules.relu()], ones([4, 20]))).toThrow(
      "init.dataDependent: expected a layer with weights W, got relu",
    );
    expect(() => init.dataDependent(layers, ones([0, 20]))).toThrow(
      "init.dataDependent: x must hold at least one example, got (0, 20)",
    );
    expect(() => init.lsuv(layers, ones([4, 20]), rng, { rounds: 0 })).toThrow(
      "init.lsuv: rounds must be an integer of at least 1, got 0",
    );
  });
});
