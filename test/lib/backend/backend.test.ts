import { describe, expect, it } from "vitest";
import type { BinaryOp, DType, ReduceOp, UnaryOp, View } from "../../../lib/backend/backend.js";
import { Random } from "../../../lib/random.js";
import { BACKENDS } from "./backends.js";

/** 2/√π ∫₀ˣ e^(−t²) dt by Simpson's rule. */
function erfBySimpson(x: number): number {
  const pieces = 2000;
  const h = x / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++)
    sum += Math.exp(-((i * h) ** 2)) * (i === 0 || i === pieces ? 1 : i % 2 === 1 ? 4 : 2);
  return ((2 / Math.sqrt(Math.PI)) * h * sum) / 3;
}

const UNARY: Record<UnaryOp, (x: number) => number> = {
  neg: (x) => -x,
  abs: (x) => (x < 0 ? -x : x),
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  erf: erfBySimpson,
  copy: (x) => x,
};

const BINARY: Record<BinaryOp, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: Math.pow,
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => Number(a > b),
  less: (a, b) => Number(a < b),
  equal: (a, b) => Number(a === b),
};

const REDUCE: Record<ReduceOp, (values: number[]) => number> = {
  sum: (values) => values.reduce((sum, x) => sum + x, 0),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  argmax: (values) => values.indexOf(Math.max(...values)),
};

/** Relative to the size of the numbers: float32 keeps about seven digits. */
const TOLERANCE: Record<DType, number> = { float32: 2e-6, float64: 1e-13 };

describe.each(BACKENDS.map((backend) => [backend.name, backend] as const))(
  "the %s backend",
  (_name, backend) => {
    describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
      /** A view with offset, gaps, any order of axes and repeated ones, over random numbers. */
      function randomView(shape: readonly number[], rng: Random): View {
        const order = [...rng.permutation(shape.length)];
        const strides = new Array<number>(shape.length).fill(0);
        let length = 1;
        for (const axis of order) {
          if (rng.integer(5) === 0) continue; // a stride of 0 repeats
          const gap = 1 + rng.integer(2);
          strides[axis] = length * gap;
          length = strides[axis] * Math.max(1, shape[axis]);
        }
        const offset = rng.integer(3);
        const values = Float64Array.from({ length: length + offset }, () => rng.normal());
        return { storage: backend.upload(values, dtype), shape, strides, offset };
      }

      const at = (view: View, index: readonly number[]): number =>
        backend.read(view.storage)[
          index.reduce((sum, i, axis) => sum + i * view.strides[axis], view.offset)
        ];

      function indices(shape: readonly number[]): number[][] {
        return shape.reduce<number[][]>(
          (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
          [[]],
        );
      }

      const randomShape = (rng: Random): number[] =>
        Array.from({ length: rng.integer(5) }, () => rng.integer(9) && 1 + rng.integer(4));

      function expectClose(got: ArrayLike<number>, want: readonly number[]): void {
        expect(got).toHaveLength(want.length);
        want.forEach((value, i) => {
          if (!Number.isFinite(value)) expect(got[i]).toBe(value);
          else
            expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(
              TOLERANCE[dtype] * (1 + Math.abs(value)),
            );
        });
      }

      it("gives back what was uploaded, rounded", () => {
        const values = [0.1, -0, 1e300, NaN, -Infinity, 3];
        const storage = backend.upload(values, dtype);
        expect([storage.dtype, storage.length]).toEqual([dtype, 6]);
        expect([...backend.read(storage)]).toEqual(
          dtype === "float64" ? values : values.map(Math.fround),
        );
      });

      it.each(Object.keys(UNARY) as UnaryOp[])("computes %s of any view", (op) => {
        const rng = new Random(10);
        for (let round = 0; round < 25; round++) {
          const x = randomView(randomShape(rng), rng);
          const out = backend.unary(op, x, dtype);
          expect(out.dtype).toBe(dtype);
          expectClose(
            backend.read(out),
            indices(x.shape).map((i) => UNARY[op](at(x, i))),
          );
        }
      });

      it.each(Object.keys(BINARY) as BinaryOp[])("computes %s of any two views", (op) => {
        const rng = new Random(11);
        for (let round = 0; round < 25; round++) {
          const shape = randomShape(rng);
          const [a, b] = [randomView(shape, rng), randomView(shape, rng)];
          const want = indices(shape).map((i) => BINARY[op](at(a, i), at(b, i)));
          expectClose(backend.read(backend.binary(op, a, b)), want);
        }
      });

      it.each(["sum", "max", "min"] as const)("reduces by %s over any axes", (op) => {
        const rng = new Random(12);
        for (let round = 0; round < 40; round++) {
          const x = randomView(randomShape(rng), rng);
          const axes = [...rng.permutation(x.shape.length)].slice(
            0,
            rng.integer(x.shape.length + 1),
          );
          expectClose(backend.read(backend.reduce(op, x, axes)), reduceNaively(op, x, axes));
        }
      });

      it("finds the first maximum along an axis", () => {
        const rng = new Random(13);
        for (let round = 0; round < 40; round++) {
          const shape = [1 + rng.integer(4), 1 + rng.integer(4), 1 + rng.integer(4)];
          const x = randomView(shape, rng);
          const axis = rng.integer(3);
          const got = backend.read(backend.reduce("argmax", x, [axis]));
          expect([...got]).toEqual(reduceNaively("argmax", x, [axis]));
        }
      });

      function reduceNaively(op: ReduceOp, x: View, axes: readonly number[]): number[] {
        const sizeIf = (kept: boolean): number[] =>
          x.shape.map((n, axis) => (axes.includes(axis) === kept ? 1 : n));
        return indices(sizeIf(true)).map((outer) =>
          REDUCE[op](
            indices(sizeIf(false)).map((inner) =>
              at(
                x,
                inner.map((i, axis) => i + outer[axis]),
              ),
            ),
          ),
        );
      }

      it("multiplies matrices of any strides", () => {
        const rng = new Random(14);
        for (let round = 0; round < 40; round++) {
          const [m, k, n] = [rng.integer(6), rng.integer(6), rng.integer(6)];
          const [a, b] = [randomView([m, k], rng), randomView([k, n], rng)];
          const want = indices([m, n]).map(([i, j]) =>
            REDUCE.sum(Array.from({ length: k }, (_, p) => at(a, [i, p]) * at(b, [p, j]))),
          );
          expectClose(backend.read(backend.matmul(a, b)), want);
        }
      });

      it("takes rows by index, repeated and out of order", () => {
        const rng = new Random(15);
        for (let round = 0; round < 25; round++) {
          const x = randomView([4, ...randomShape(rng)], rng);
          const rows = Int32Array.from({ length: rng.integer(6) }, () => rng.integer(4));
          const want = [...rows].flatMap((row) =>
            indices(x.shape.slice(1)).map((rest) => at(x, [row, ...rest])),
          );
          expectClose(backend.read(backend.take(x, rows)), want);
        }
      });

      it("converts to the other dtype", () => {
        const other = dtype === "float32" ? "float64" : "float32";
        const x = { storage: backend.upload([0.1, 2], dtype), shape: [2], strides: [1], offset: 0 };
        const out = backend.unary("copy", x, other);
        expect(out.dtype).toBe(other);
        expect([...backend.read(out)]).toEqual(
          [Math.fround(0.1), 2].map((v, i) => (i ? v : Math.fround(v))),
        );
      });
    });

    it("refuses a storage of another backend", () => {
      const foreign = { dtype: "float64" as const, length: 1 };
      expect(() => backend.read(foreign)).toThrow(
        `backend: expected numbers of the ${backend.name} backend, got another backend's`,
      );
    });
  },
);
