import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as weightNorm from "../../../lib/layers/weight-norm.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";

const farFrom = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

describe("weight norm", () => {
  test.each([
    { shape: [5, 3], g: [3], axes: undefined },
    { shape: [1, 4], g: [4], axes: undefined },
    { shape: [6], g: [], axes: undefined },
    { shape: [2, 3, 1, 3], g: [2], axes: undefined },
    { shape: [3, 4], g: [3], axes: [-1] },
  ])("v $shape, g $g: every intermediate agrees with central differences", (given) => {
    const rng = new Random(given.shape.length);
    const inputs = { v: randn([...given.shape].reverse(), rng).T, g: randn(given.g, rng) };
    const report = gradCheck(weightNorm, inputs, { options: { axes: given.axes } });
    expect(report.rows.map((row) => row.name)).toEqual(["g", "norm", "v"]);
    expect(report.worst, String(report)).toBeLessThan(1e-7);
  });

  test("gives weights of length g, and dV at right angles to v", () => {
    const rng = new Random(1);
    const [v, g] = [randn([5, 3], rng), tensor([1, 2, 0.5])];
    const { y, cache } = weightNorm.forward({ v, g });
    y.pow(2)
      .sum(0)
      .sqrt()
      .data.forEach((length, i) => expect(length).toBeCloseTo(g.at(i), 14));
    const { dV } = weightNorm.backward(randn([5, 3], rng), cache);
    for (const along of dV.mul(v).sum(0).data) expect(along).toBeCloseTo(0, 13);
  });

  test("split and put together again, weights are what they were", () => {
    for (const W of [randn([4, 3], new Random(2)), randn([2, 3, 2, 2], new Random(3))])
      expect(farFrom(weightNorm.forward(weightNorm.split(W)).y, W)).toBeLessThan(1e-15);
  });

  test("refuses a direction of length 0 and a g that does not fit", () => {
    expect(() => weightNorm.forward({ v: tensor([[1, 0]]), g: ones([2]) })).toThrow(
      "weightNorm.forward: every direction in v must have a length above 0, got 0 for unit 1",
    );
    expect(() => weightNorm.forward({ v: ones([2, 3]), g: ones([2]) })).toThrow(
      "weightNorm.forward: g must have shape (3), got (2)",
    );
    expect(() => weightNorm.forward({ v: ones([0, 3]), g: ones([3]) })).toThrow(
      "weightNorm.forward: v must hold at least one entry, got (0, 3)",
    );
    const { cache } = weightNorm.forward({ v: ones([2, 3]), g: ones([3]) });
    expect(() => weightNorm.backward(ones([3]), cache)).toThrow(
      "weightNorm.backward: dY must have shape (2, 3), got (3)",
    );
    expect(() => weightNorm.split(ones([]))).toThrow(
      "weightNorm.split: W must have at least one axis, got ()",
    );
  });
});
