import { describe, expect, it } from "vitest";
import { DTypeError, ShapeError, ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { arange, ones, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { broadcast, entries, fitting, naive, randomOf, randomTensor } from "./naive.js";

const BINARY = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
  maximum: (a: number, b: number) => (a > b ? a : b),
  minimum: (a: number, b: number) => (a < b ? a : b),
  greater: (a: number, b: number) => Number(a > b),
  less: (a: number, b: number) => Number(a < b),
  equal: (a: number, b: number) => Number(a === b),
};

describe("arithmetic", () => {
  const rng = new Random(1);

  it.each(Object.entries(BINARY))("%s broadcasts as the oracle does, either way", (name, f) => {
    for (let round = 0; round < 60; round++) {
      const a = randomTensor(rng);
      const b = randomOf(fitting(a.shape, rng), rng);
      for (const [left, right] of [
        [a, b],
        [b, a],
      ]) {
        const got = left[name as keyof typeof BINARY](right);
        const want = broadcast(naive(left), naive(right), f);
        expect(got.shape).toEqual(want.shape);
        expect([...got.data]).toEqual(entries(want));
      }
    }
  });

  it("takes a number on the right", () => {
    expect(tensor([1, 2]).sub(1).div(2).toArray()).toEqual([0, 0.5]);
    expect(tensor([1, -2, 3]).maximum(0).toArray()).toEqual([1, 0, 3]);
  });

  it("raises to powers like Math.pow", () => {
    const x = tensor([0, 0.25, 2, 9]);
    // Math.pow itself gives 2^-0.5 with another last digit from Node 24 on.
    const power = (v: number, p: number): number => (p === -0.5 ? 1 / Math.sqrt(v) : v ** p);
    for (const p of [2, -0.5, 3, 0.5, 0, -1])
      expect([...x.pow(p).data]).toEqual([...x.data].map((v) => power(v, p)));
    expect(Number.isNaN(tensor([-2]).pow(0.5).item())).toBe(true);
    expect(tensor([-2]).pow(2).item()).toBe(4);
  });

  it("keeps NaN in maximum and minimum", () => {
    expect(
      tensor([NaN, 1])
        .maximum(tensor([0, NaN]))
        .toArray(),
    ).toEqual([NaN, NaN]);
    expect(tensor([NaN, 1]).minimum(0).toArray()).toEqual([NaN, 0]);
  });

  it("broadcasts over an axis of no entries", () => {
    expect(zeros([0, 3]).add(ones([3])).shape).toEqual([0, 3]);
    expect(zeros([0, 3]).add(ones([1, 1])).shape).toEqual([0, 3]);
  });

  it("tells rows that begin at the same number apart by their length", () => {
    const row = arange(800);
    const sum = zeros([20, 800]).add(row).reshape(40, 400).add(row.slice(0, 400));
    const expected = Float64Array.from({ length: 16_000 }, (_, i) => (i % 800) + (i % 400));
    expect(sum.data).toEqual(expected);
  });

  it("tells 0 from −0 in one formula", () => {
    const x = ones([300]);
    expect(x.div(0).minimum(x.div(-0)).data).toEqual(new Float64Array(300).fill(-Infinity));
    expect(x.div(-0).maximum(x.div(0)).data).toEqual(new Float64Array(300).fill(Infinity));
  });

  it("leaves its operands alone", () => {
    const x = tensor([1, 2]);
    x.add(5).mul(x).neg();
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("rounds every result to float32 where that is the dtype", () => {
    const x = tensor([0.1, 1 / 3], { dtype: "float32" });
    const y = tensor([0.2, 7], { dtype: "float32" });
    expect([...x.data]).toEqual([0.1, 1 / 3].map(Math.fround));
    for (const name of ["add", "sub", "mul", "div"] as const) {
      const want = [0, 1].map((i) => Math.fround(BINARY[name](x.at(i), y.at(i))));
      expect(x[name](y).dtype).toBe("float32");
      expect([...x[name](y).data]).toEqual(want);
    }
    // A number beside a float32 tensor is rounded first, as if it stood in a tensor itself.
    expect(x.add(0.1).at(0)).toBe(Math.fround(Math.fround(0.1) + Math.fround(0.1)));
  });

  it("sums float32 in float64 and rounds once", () => {
    const x = tensor([1, ...Array<number>(1000).fill(2 ** -25)], { dtype: "float32" });
    expect(x.sum().item()).toBe(Math.fround(1 + 1000 * 2 ** -25));
  });

  it("converts between dtypes by rounding", () => {
    expect(tensor([0.1]).to("float32").to("float64").item()).toBe(Math.fround(0.1));
    const x = tensor([0.1]);
    expect(x.to("float64")).toBe(x);
  });
});

describe("functions", () => {
  const rng = new Random(2);
  const FUNCTIONS = {
    neg: (x: number) => -x,
    abs: Math.abs,
    sign: Math.sign,
    exp: Math.exp,
    log: Math.log,
    sqrt: Math.sqrt,
  };

  it.each(Object.entries(FUNCTIONS))("%s is taken of every entry", (name, f) => {
    for (let round = 0; round < 30; round++) {
      const x = randomTensor(rng);
      const y = x[name as keyof typeof FUNCTIONS]();
      expect(y.shape).toEqual(x.shape);
      expect([...y.data]).toEqual(entries(naive(x)).map(f));
    }
  });
});

describe("operands that do not fit", () => {
  it("name both shapes and the axis", () => {
    expect(() => zeros([2, 3]).add(zeros([2, 4]))).toThrow(
      new ShapeError(
        "Tensor.add: shapes (2, 3) and (2, 4) do not fit together: axis -1 must be equal or 1, got 3 and 4",
      ),
    );
  });

  it("name both dtypes and how to convert", () => {
    expect(() => zeros([2]).mul(zeros([2], { dtype: "float32" }))).toThrow(
      new DTypeError(
        'Tensor.mul: expected two tensors of one dtype, got float64 and float32; convert one with .to("float64")',
      ),
    );
  });

  it("name both backends", () => {
    const other = { ...reference, name: "other" };
    expect(() => zeros([2], { backend: reference }).sub(zeros([2], { backend: other }))).toThrow(
      new ValueError("Tensor.sub: expected two tensors of one backend, got reference and other"),
    );
  });

  it("are named when they are no tensors", () => {
    const untyped = (value: unknown): Tensor => zeros([2]).add(value as number);
    expect(() => untyped("1")).toThrow(
      new ValueError("Tensor.add: expected a tensor or a number, got 1"),
    );
    expect(() => untyped(undefined)).toThrow(ValueError);
    expect(() => untyped([1, 2])).toThrow(ValueError);
  });
});
