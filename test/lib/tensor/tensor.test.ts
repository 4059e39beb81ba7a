import { describe, expect, it } from "vitest";
import { DTypeError, ShapeError, ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";
import { reference } from "../../../lib/backend/reference/reference.js";
import { arange, fromData, ones, tensor, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { broadcast, entries, fitting, naive, randomOf, randomTensor, reduced } from "./naive.js";

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
    for (const p of [2, -0.5, 3, 0.5, 0, -1])
      expect([...x.pow(p).data]).toEqual([...x.data].map((v) => v ** p));
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

describe("views", () => {
  const x = arange(24).reshape(2, 3, 4);

  it("permute reorders axes without copying", () => {
    const y = x.permute(2, 0, 1);
    expect(y.shape).toEqual([4, 2, 3]);
    expect(y.at(3, 1, 2)).toBe(x.at(1, 2, 3));
    expect(y.view.storage).toBe(x.view.storage);
    expect(x.T.shape).toEqual([4, 3, 2]);
    expect(x.T.T.data).toEqual(x.data);
  });

  it("reshape reads in row-major order, of a view too", () => {
    expect(arange(6).reshape(2, 3).T.reshape(6).toArray()).toEqual([0, 3, 1, 4, 2, 5]);
    expect(x.reshape(6, -1).shape).toEqual([6, 4]);
    expect(x.slice(1).reshape(-1).toArray()).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
    expect(tensor(7).reshape(1, 1).toArray()).toEqual([[7]]);
    expect(zeros([0, 3]).reshape(0, 5).shape).toEqual([0, 5]);
  });

  it("broadcastTo repeats without copying", () => {
    const y = tensor([[1], [2]]).broadcastTo(3, 2, 2);
    expect(y.at(2, 1, 0)).toBe(2);
    expect(y.view.storage.length).toBe(2);
    expect(y.sum().item()).toBe(18);
  });

  it("slice and take give rows along the first axis", () => {
    expect(x.slice(1, 2).reshape(-1).at(0)).toBe(12);
    expect(x.slice(1, 1).shape).toEqual([0, 3, 4]);
    expect(arange(6).reshape(2, 3).T.take([2, 0, 2]).toArray()).toEqual([
      [2, 5],
      [0, 3],
      [2, 5],
    ]);
    expect(x.take(new Int32Array(0)).shape).toEqual([0, 3, 4]);
  });

  it("read the same through chains of views as through copies", () => {
    const rng = new Random(5);
    for (let round = 0; round < 60; round++) {
      const a = randomTensor(rng);
      const copy = fromData(Float64Array.from(a.data), a.shape);
      expect(entries(naive(a))).toEqual([...copy.data]);
      expect(a.T.toArray()).toEqual(copy.T.toArray());
      expect(a.reshape(-1).toArray()).toEqual(copy.reshape(-1).toArray());
    }
  });

  it("say what fits when a shape does not", () => {
    expect(() => x.reshape(5, -1)).toThrow(
      new ShapeError("Tensor.reshape: expected a shape of 24 entries, got (5, -1) for (2, 3, 4)"),
    );
    expect(() => x.reshape(-1, -1)).toThrow(ShapeError);
    expect(() => x.permute(0, 1)).toThrow(
      new ShapeError("Tensor.permute: expected each of the 3 axes once, got (0, 1)"),
    );
    expect(() => x.permute(0, 1, 1)).toThrow(ShapeError);
    expect(() => x.broadcastTo(3, 4)).toThrow(
      new ShapeError("Tensor.broadcastTo: expected a shape that (2, 3, 4) fits into, got (3, 4)"),
    );
    expect(() => x.slice(0, 3)).toThrow(
      new ShapeError("Tensor.slice: expected 0 ≤ start ≤ end ≤ 2 for (2, 3, 4), got 0 and 3"),
    );
    expect(() => x.take([0, 2])).toThrow(
      new ShapeError("Tensor.take: index 1 must be an integer from 0 to 1 for (2, 3, 4), got 2"),
    );
    expect(() => tensor(1).slice()).toThrow(ShapeError);
    expect(() => tensor(1).take([0])).toThrow(ShapeError);
  });
});

describe("entries", () => {
  it("are read by index", () => {
    const x = arange(6).reshape(2, 3);
    expect(x.T.at(2, 1)).toBe(5);
    expect(() => x.at(2, 0)).toThrow(
      new ShapeError("Tensor.at: expected 2 indices inside (2, 3), got (2, 0)"),
    );
    expect(() => x.at(1)).toThrow(ShapeError);
    expect(() => x.at(0, 0.5)).toThrow(ShapeError);
  });

  it("are one number in a tensor of one", () => {
    expect(tensor([[3]]).item()).toBe(3);
    expect(() => arange(2).item()).toThrow(
      new ShapeError("Tensor.item: expected one entry, got (2)"),
    );
  });

  it("come back as nested arrays", () => {
    expect(tensor(2).toArray()).toBe(2);
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ]).T.toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(zeros([2, 0]).toArray()).toEqual([[], []]);
    expect(zeros([0, 2]).toArray()).toEqual([]);
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

describe("an index in brackets", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]) as Tensor & Record<number, unknown>;

  it("says what to write instead, where it would be undefined", () => {
    expect(() => x[1]).toThrow(
      new ShapeError(
        "Tensor: expected .at(1, …) for one number, or .slice(1, 2) for a row, got [1]",
      ),
    );
    expect(() => x[-1]).toThrow(
      new ShapeError(
        "Tensor: expected .at(i, …) for one number, or .slice(i, i + 1) for a row, got [-1]",
      ),
    );
  });

  it("cannot be written to", () => {
    expect(() => (x[0] = 5)).toThrow("Tensor: expected numbers that do not change, got [0] = …");
  });

  it("leaves all other names as they are in any object", () => {
    expect((x as unknown as Record<string, unknown>).nothing).toBeUndefined();
    expect(String(x)).toBe(x.toString());
    expect(Object.hasOwn(x, "view")).toBe(true);
    expect(x).toEqual(x.add(0).sub(0));
  });
});
