import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as averagePool from "../../../lib/layers/average-pool.js";
import * as flatten from "../../../lib/layers/flatten.js";
import * as fractionalMaxPool from "../../../lib/layers/fractional-max-pool.js";
import * as globalAveragePool from "../../../lib/layers/global-average-pool.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import * as squeezeExcite from "../../../lib/layers/squeeze-excite.js";
import { Random } from "../../../lib/random.js";
import { arange, fromData, ones, randn, zeros } from "../../../lib/tensor/create.js";

const settings: readonly (readonly [number[], maxPool.MaxPoolOptions])[] = [
  [[1, 1, 1, 1], { kernel: 1 }],
  [[2, 3, 4, 6], {}],
  [[1, 2, 7, 5], { kernel: 3, stride: 2, padding: 1 }],
  [[2, 1, 5, 6], { kernel: [2, 3], stride: [1, 2], ceil: true }],
  [[1, 2, 5, 7], { kernel: 3, stride: 3, padding: 1, ceil: true }],
];

describe.each(settings)("pooling of %j with %j", (shape, options) => {
  const x = randn(shape, new Random(shape[2] * 10 + shape[3]));

  test("max: every step has the gradient of central differences", () => {
    const report = gradCheck(maxPool, { x }, { options });
    expect(report.rows.map((row) => [row.name, row.kinks])).toEqual([
      ["entries", 0],
      ["x", 0],
    ]);
    expect(report.worst).toBeLessThan(1e-9);
  });

  test.each([true, false])("average, counting the padding: %s", (countPadding) => {
    const report = gradCheck(averagePool, { x }, { options: { ...options, countPadding } });
    expect(report.rows.map((row) => row.name)).toEqual(["total", "entries", "x"]);
    expect(report.worst).toBeLessThan(1e-9);
  });

  test("an average of ones is 1 where no padding counts", () => {
    const { y } = averagePool.forward({ x: ones(shape) }, { ...options, countPadding: false });
    expect([...y.data].every((value) => value === 1)).toBe(true);
  });
});

describe("maxPool", () => {
  test("gives the gradient of a tie to the first in reading order", () => {
    const x = fromData([3, 3, 1, 3], [1, 1, 2, 2]);
    const { cache } = maxPool.forward({ x });
    expect([...maxPool.backward(ones([1, 1, 1, 1]), cache).dX.data]).toEqual([1, 0, 0, 0]);
  });

  test("lets padding never win, and NaN always", () => {
    const x = fromData([-5, -7, NaN, -9], [1, 1, 1, 4]);
    const { y } = maxPool.forward({ x }, { kernel: 3, stride: [1, 3], padding: 1 });
    expect([...y.data]).toEqual([-5, NaN]);
  });

  test("spreads a dilated window and takes an image in any order of axes", () => {
    const x = randn([5, 2, 6, 3], new Random(3)).permute(1, 3, 0, 2);
    const options = { kernel: [2, 3], dilation: [3, 2], stride: 1 } as const;
    expect(maxPool.forward({ x }, options).y.shape).toEqual([2, 3, 2, 2]);
    expect(gradCheck(maxPool, { x }, { options }).worst).toBeLessThan(1e-9);
    expect(gradCheck(averagePool, { x }, { options: { kernel: 2 } }).worst).toBeLessThan(1e-9);
  });

  test("refuses windows that do not fit", () => {
    const x = ones([1, 1, 3, 3]);
    expect(() => maxPool.forward({ x: ones([3, 3]) })).toThrow(
      "maxPool.forward: x must have shape (N, C, H, W), got (3, 3)",
    );
    expect(() => maxPool.forward({ x }, { kernel: 4 })).toThrow(
      "maxPool.forward: the window must fit into the padded height, expected at most 3 (3 + 2 · 0), got 4",
    );
    expect(() => maxPool.forward({ x }, { kernel: 1, padding: [0, 1] })).toThrow(
      "maxPool.forward: each window must hold an entry of x, got window 0 along the width in the padding alone",
    );
    const { cache } = maxPool.forward({ x });
    expect(() => maxPool.backward(x, cache)).toThrow(
      "maxPool.backward: dY must have shape (1, 1, 1, 1), got (1, 1, 3, 3)",
    );
  });
});

describe("averagePool", () => {
  test("refuses what does not fit", () => {
    const x = ones([1, 1, 3, 3]);
    expect(() => averagePool.forward({ x }, { stride: 0 })).toThrow(
      "averagePool.forward: stride must be an integer of at least 1, got 0",
    );
    const { cache } = averagePool.forward({ x });
    expect(() => averagePool.backward(x, cache)).toThrow(
      "averagePool.backward: dY must have shape (1, 1, 1, 1), got (1, 1, 3, 3)",
    );
  });
});

describe("globalAveragePool", () => {
  test("has the gradient of central differences", () => {
    const x = randn([3, 2, 5, 1], new Random(1)).permute(3, 1, 0, 2);
    expect(gradCheck(globalAveragePool, { x }).worst).toBeLessThan(1e-9);
    expect(globalAveragePool.forward({ x }).y.at(0, 1)).toBeCloseTo(
      averagePool.forward({ x }, { kernel: [3, 5] }).y.at(0, 1, 0, 0),
      12,
    );
  });

  test("refuses what is no image", () => {
    expect(() => globalAveragePool.forward({ x: ones([2, 3]) })).toThrow(
      "globalAveragePool.forward: x must have shape (N, C, H, W), got (2, 3)",
    );
    expect(() => globalAveragePool.backward(ones([2]), { shape: [1, 2, 3, 4] })).toThrow(
      "globalAveragePool.backward: dY must have shape (1, 2), got (2)",
    );
  });
});

describe("flatten", () => {
  test("makes rows and has the gradient of central differences", () => {
    const x = randn([2, 3, 2, 2], new Random(2)).permute(1, 0, 3, 2);
    expect(flatten.forward({ x }).y.shape).toEqual([3, 8]);
    expect(gradCheck(flatten, { x }).worst).toBeLessThan(1e-9);
    expect(flatten.forward({ x: zeros([0, 3, 2]) }).y.shape).toEqual([0, 6]);
    expect(flatten.forward({ x: zeros([4]) }).y.shape).toEqual([4, 1]);
  });

  test("refuses a scalar and a gradient of another shape", () => {
    expect(() => flatten.forward({ x: zeros([]) })).toThrow(
      "flatten.forward: x must have shape (N, …), got ()",
    );
    expect(() => flatten.backward(zeros([2, 3]), { shape: [2, 2, 2] })).toThrow(
      "flatten.backward: dY must have shape (2, 4), got (2, 3)",
    );
  });
});

describe("fractionalMaxPool", () => {
  const layouts = [true, false].flatMap((overlapping) =>
    (["random", "pseudorandom"] as const).map((sequence) => ({ overlapping, sequence })),
  );

  test.each(layouts)("covers the image in steps of 1 and 2: %j", (layout) => {
    for (let seed = 0; seed < 50; seed++) {
      const [H, W] = [9 + (seed % 4), 8];
      const options = { ...layout, output: [6, 5] as const, seed };
      const x = arange(H * W).reshape(1, 1, H, W);
      const { y, cache } = fractionalMaxPool.forward({ x }, options);
      const last = [...y.data].at(-1);
      expect(last).toBe(H * W - 1); // the last window ends on the last entry
      const { rows } = cache.windows;
      for (let i = 0; i < rows.windows; i++) {
        const own = [...rows.index].filter((at, k) => k % rows.windows === i && at >= 0);
        const next = rows.index[i + 1];
        expect(own.length - (layout.overlapping ? 1 : 0)).toBeOneOf([1, 2]);
        if (i + 1 < rows.windows) expect(own.at(-1)).toBe(layout.overlapping ? next : next - 1);
      }
      expect(rows.index[0]).toBe(0);
    }
  });

  test.each(layouts)("has the gradient of central differences: %j", (layout) => {
    const x = randn([2, 3, 7, 5], new Random(5));
    const options = { ...layout, output: [4, 3] as const, seed: 3 };
    expect(gradCheck(fractionalMaxPool, { x }, { options }).worst).toBeLessThan(1e-9);
  });

  test("repeats with its seed and differs with another", () => {
    const x = randn([1, 1, 20, 20], new Random(5));
    const draw = (seed: number, sequence: "random" | "pseudorandom") =>
      fractionalMaxPool.forward({ x }, { output: 14, seed, sequence }).y.toArray();
    for (const sequence of ["random", "pseudorandom"] as const) {
      expect(draw(1, sequence)).toEqual(draw(1, sequence));
      expect(draw(1, sequence)).not.toEqual(draw(2, sequence));
    }
  });

  test("refuses an output that is too large or too small, and unknown words", () => {
    const x = ones([1, 1, 9, 9]);
    expect(() => fractionalMaxPool.forward({ x }, { output: 9 })).toThrow(
      "fractionalMaxPool.forward: output must reduce the height of x, 9, at most by half, expected 4 to 8, got 9",
    );
    expect(() => fractionalMaxPool.forward({ x }, { output: [5, 3] })).toThrow(
      "output must reduce the width of x, 9, at most by half, expected 4 to 8, got 3",
    );
    expect(() =>
      fractionalMaxPool.forward({ x }, { output: 4, sequence: "even" as "random" }),
    ).toThrow('fractionalMaxPool.forward: sequence must be "random" or "pseudorandom", got "even"');
    expect(() => fractionalMaxPool.forward({ x }, { output: 4, seed: -1 })).toThrow(
      "fractionalMaxPool.forward: seed must be an integer from 0 to 9007199254740991, got -1",
    );
  });
});

describe("squeezeExcite", () => {
  test.each([
    [2, 4, 3, 5, 3],
    [1, 1, 1, 1, 1],
  ])("N %i, C %i, H %i, W %i, R %i: every step has its gradient", (N, C, H, W, R) => {
    const rng = new Random(N + C);
    const inputs = {
      x: randn([N, C, H, W], rng),
      ...{ W1: randn([C, R], rng), b1: randn([R], rng) },
      ...{ W2: randn([R, C], rng), b2: randn([C], rng) },
    };
    const report = gradCheck(squeezeExcite, inputs);
    expect(report.rows).toHaveLength(10);
    expect(report.worst).toBeLessThan(1e-8);
  });

  test("refuses shapes that do not fit", () => {
    const right = {
      x: ones([1, 3, 2, 2]),
      ...{ W1: ones([3, 2]), b1: ones([2]), W2: ones([2, 3]), b2: ones([3]) },
    };
    const refusal = (wrong: Partial<squeezeExcite.SqueezeExciteInputs>) => () =>
      squeezeExcite.forward({ ...right, ...wrong });
    expect(refusal({ W1: ones([3]) })).toThrow(
      "squeezeExcite.forward: W1 must have shape (3, R), got (3)",
    );
    expect(refusal({ W1: ones([4, 2]) })).toThrow("W1 must have shape (3, 2), got (4, 2)");
    expect(refusal({ b1: ones([3]) })).toThrow("b1 must have shape (2), got (3)");
    expect(refusal({ W2: ones([3, 2]) })).toThrow("W2 must have shape (2, 3), got (3, 2)");
    expect(refusal({ b2: ones([2]) })).toThrow("b2 must have shape (3), got (2)");
  });
});
