import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { arange, tensor, zeros } from "../../../lib/tensor/create.js";
import { entries, naive, randomOf, randomTensor, reduced } from "./naive.js";

describe("reductions", () => {
  const rng = new Random(3);
  const sum = (values: number[]): number => values.reduce((total, x) => total + x, 0);
  const REDUCTIONS = {
    sum,
    mean: (values: number[]) => sum(values) / values.length,
    max: (values: number[]) => values.reduce((most, x) => Math.max(most, x), -Infinity),
    min: (values: number[]) => values.reduce((least, x) => Math.min(least, x), Infinity),
  };

  it.each(Object.entries(REDUCTIONS))("%s runs over any axes, as the oracle's", (name, f) => {
    for (let round = 0; round < 60; round++) {
      const x = randomTensor(rng);
      const axes = [...rng.permutation(x.rank)].slice(0, rng.integer(x.rank + 1));
      const want = reduced(naive(x), axes, f);
      const got = x[name as keyof typeof REDUCTIONS](axes);
      expect(got.shape).toEqual(want.shape);
      entries(want).forEach((value, i) => expect(got.data[i]).toBeCloseTo(value, 12));
      const kept = x[name as keyof typeof REDUCTIONS](axes, true);
      expect(kept.shape).toEqual(x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
      expect(kept.data).toEqual(got.data);
    }
  });

  it("run over everything when no axis is named", () => {
    expect(arange(6).reshape(2, 3).sum().toArray()).toBe(15);
    expect(arange(6).reshape(2, 3).T.mean().toArray()).toBe(2.5);
  });

  it("count axes from the end when negative", () => {
    expect(arange(6).reshape(2, 3).sum(-1).toArray()).toEqual([3, 12]);
  });

  it("argmax gives the first of equals along an axis", () => {
    const x = tensor([
      [1, 5, 5],
      [7, 2, 7],
    ]);
    expect(x.argmax(1).toArray()).toEqual([1, 0]);
    expect(x.argmax(-1).toArray()).toEqual([1, 0]);
    expect(x.argmax(0).toArray()).toEqual([1, 0, 1]);
    expect(x.T.argmax(0).toArray()).toEqual([1, 0]);
  });

  it("let NaN through", () => {
    const x = tensor([
      [1, NaN],
      [3, 4],
    ]);
    for (const name of ["sum", "mean", "max", "min"] as const)
      expect(Number.isNaN(x[name](1).at(0)), name).toBe(true);
    expect(tensor([1, NaN, 3, NaN]).argmax(0).item()).toBe(1);
  });

  it("over nothing: a sum is 0, the others say that there is nothing", () => {
    expect(zeros([2, 0]).sum(1).toArray()).toEqual([0, 0]);
    for (const name of ["mean", "max", "min"] as const)
      expect(() => zeros([2, 0])[name](1)).toThrow(
        new ShapeError(`Tensor.${name}: expected at least one entry, got (2, 0)`),
      );
    expect(() => zeros([0]).argmax(0)).toThrow(ShapeError);
  });

  it("refuse an axis twice or outside", () => {
    expect(() => zeros([2, 3]).sum([0, -2])).toThrow(
      new ShapeError("Tensor.sum: expected each axis once, got (0, -2)"),
    );
    expect(() => zeros([2, 3]).sum(2)).toThrow(
      new ShapeError(
        "Tensor.sum: axis must be an integer from -2 to 1 for a tensor of rank 2, got 2",
      ),
    );
  });

  it("dot sums the products of two tensors of one shape", () => {
    const x = arange(6).reshape(2, 3);
    expect(x.dot(x)).toBe(55);
    expect(x.T.dot(x.reshape(3, 2))).toBe(0 * 0 + 3 * 1 + 1 * 2 + 4 * 3 + 2 * 4 + 5 * 5);
    expect(() => x.dot(x.T)).toThrow(
      new ShapeError("Tensor.dot: expected two tensors of one shape, got (2, 3) and (3, 2)"),
    );
  });
});

describe("matmul", () => {
  it("multiplies as the oracle does, transposed and sliced operands too", () => {
    const rng = new Random(4);
    for (let round = 0; round < 40; round++) {
      const [m, k, n] = [rng.integer(5), rng.integer(5), rng.integer(5)];
      const a = rng.integer(2) ? randomOf([m, k], rng) : randomOf([k, m], rng).T;
      const b = rng.integer(2) ? randomOf([n, k], rng).T : randomOf([k + 2, n], rng).slice(2);
      const got = a.matmul(b);
      expect(got.shape).toEqual([m, n]);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += a.at(i, p) * b.at(p, j);
          expect(got.at(i, j)).toBeCloseTo(sum, 12);
        }
    }
  });

  it("refuses matrices that do not fit", () => {
    expect(() => zeros([2, 3]).matmul(zeros([2, 3]))).toThrow(ShapeError);
    expect(() => zeros([2, 3]).matmul(zeros([3]))).toThrow(ShapeError);
  });
});
