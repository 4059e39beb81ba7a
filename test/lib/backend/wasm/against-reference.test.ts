import { describe, expect, it } from "vitest";
import type { BinaryOp, DType, UnaryOp, View } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { Random } from "../../../../lib/random.js";
import { stridesOf } from "../../../../lib/tensor/shape.js";

const DTYPES: readonly DType[] = ["float32", "float64"];
const rng = new Random(7);

/** Random numbers with some that arithmetic treats apart. */
function numbers(length: number, special = true): Float64Array {
  const odd = [NaN, Infinity, -Infinity, 0, -0, 1, 2];
  return Float64Array.from({ length }, () =>
    special && rng.uniform() < 0.05 ? odd[rng.integer(odd.length)] : rng.normal(),
  );
}

function view(shape: readonly number[], dtype: DType, special = true): View {
  const length = shape.reduce((size, n) => size * n, 1);
  const storage = wasm.upload(numbers(length + 3, special), dtype);
  return { storage, shape, strides: stridesOf(shape), offset: 3 };
}

/** Axis `axis` repeated, or all of them. */
const repeated = (x: View, shape: readonly number[], axes: readonly number[]): View => ({
  ...x,
  shape,
  strides: x.strides.map((step, axis) => (axes.includes(axis) ? 0 : step)),
});

const turned = (x: View): View => ({
  ...x,
  shape: [...x.shape].reverse(),
  strides: [...x.strides].reverse(),
});

/** ‖got − expected‖ / ‖scale‖ */
function distance(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale: ArrayLike<number> = expected,
): number {
  expect(got.length).toBe(expected.length);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (got[i] - expected[i]) ** 2;
    size += scale[i] ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

/** How many float32 lie between two numbers: 0 for two NaN, and for −0 and 0. */
function unitsApart(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  const size = Math.max(Math.abs(a), Math.abs(b), 2 ** -126);
  return Math.abs(a - b) / 2 ** (Math.floor(Math.log2(size)) - 23);
}

const LIMIT: Record<DType, number> = { float32: 1e-6, float64: 1e-14 };

/** How far the product of two views is from the reference's, beside that of their absolute values. */
function productError(a: View, b: View): number {
  const [left, right] = [inDouble(a), inDouble(b)];
  const positive = (x: View): View => {
    const storage = reference.unary("abs", x, "float64");
    return { storage, shape: x.shape, strides: stridesOf(x.shape), offset: 0 };
  };
  const scale = reference.read(reference.matmul(positive(left), positive(right)));
  const expected = reference.read(reference.matmul(left, right));
  return distance(wasm.read(wasm.matmul(a, b)), expected, scale);
}

/** The same view of the same numbers on the reference, of its own dtype or another. */
const mirror = (x: View, dtype: DType = x.storage.dtype): View => ({
  ...x,
  storage: reference.upload(wasm.read(x.storage), dtype),
});

// Sums and products are held against those in float64.
const inDouble = (x: View): View => mirror(x, "float64");

describe.each(DTYPES)("in %s", (dtype) => {
  const BINARY = "add sub mul div pow maximum minimum greater less equal".split(" ") as BinaryOp[];
  const SHAPES = [[0], [], [1], [127], [128], [129], [2048], [2049], [4099], [3, 131], [5, 2050]];

  it.each(BINARY)("%s has the bits of the reference, NaN and infinity included", (op) => {
    for (const shape of SHAPES) {
      const [a, b] = [view(shape, dtype), view(shape, dtype)];
      const pairs: [View, View][] = [[a, b]];
      if (shape.length === 2) {
        pairs.push([a, repeated(b, shape, [0])], [repeated(a, shape, [1]), b]);
        pairs.push([turned(a), turned(b)], [turned(repeated(a, shape, [0])), turned(b)]);
      }
      pairs.push([a, repeated(view([1], dtype), shape, [0, 1])]);
      for (const [left, right] of pairs) {
        const strides = right.shape.map((_, axis) => right.strides[axis] ?? 0);
        const fits = { ...right, strides };
        const got = wasm.read(wasm.binary(op, left, fits));
        expect(got).toEqual(reference.read(reference.binary(op, mirror(left), mirror(fits))));
      }
    }
  });

  const UNARY = "neg abs sign exp log sqrt tanh erf copy".split(" ") as UnaryOp[];
  const byPolynomials = (op: UnaryOp): boolean =>
    dtype === "float32" && ["exp", "log", "tanh", "erf"].includes(op);

  it.each(UNARY)("%s agrees with the reference, to the last bit unless by polynomials", (op) => {
    for (const shape of SHAPES)
      for (const x of [view(shape, dtype), turned(view(shape, dtype))])
        for (const to of DTYPES) {
          const got = wasm.read(wasm.unary(op, x, to));
          const expected = reference.read(reference.unary(op, mirror(x), to));
          if (!byPolynomials(op)) expect(got).toEqual(expected);
          else got.forEach((value, i) => expect(unitsApart(value, expected[i])).toBeLessThan(5));
        }
  });

  it("squares by pow 2 and takes other powers as the reference does", () => {
    const x = view([300], dtype);
    for (const power of [2, -0.5, 0.5, 3]) {
      const b = { storage: wasm.upload([power], dtype), shape: [300], strides: [0], offset: 0 };
      const got = wasm.read(wasm.binary("pow", x, b));
      const expected = reference.read(reference.binary("pow", mirror(x), mirror(b)));
      // 1/√x is rounded twice in float32.
      got.forEach((value, i) =>
        expect(unitsApart(value, expected[i])).toBeLessThanOrEqual(
          power === -0.5 && dtype === "float32" ? 1 : 0,
        ),
      );
    }
  });

  it("sums over any axes, of rows long and short", () => {
    for (const shape of [[1], [127], [5001], [7, 129], [129, 7], [3, 5, 130], [2, 3, 11, 13]])
      for (const x of [view(shape, dtype, false), turned(view(shape, dtype, false))]) {
        const subsets = Array.from({ length: 2 ** shape.length }, (_, mask) =>
          shape.map((_, axis) => axis).filter((axis) => (mask >> axis) & 1),
        );
        for (const axes of subsets) {
          const expected = reference.read(reference.reduce("sum", inDouble(x), axes));
          const got = wasm.read(wasm.reduce("sum", x, axes));
          expect(distance(got, expected)).toBeLessThan(LIMIT[dtype]);
        }
      }
  });

  it("sums NaN to NaN, and infinities of both signs", () => {
    const row = new Float64Array(300);
    const sum = (x: ArrayLike<number>): number =>
      wasm.read(
        wasm.reduce(
          "sum",
          { ...view([300], dtype), storage: wasm.upload(x, dtype), offset: 0 },
          [0],
        ),
      )[0];
    expect(sum(row.with(299, NaN))).toBeNaN();
    expect(sum(row.with(5, Infinity))).toBe(Infinity);
    expect(sum(row.with(5, Infinity).with(298, -Infinity))).toBeNaN();
  });

  const PRODUCTS = [
    [1, 1, 1],
    [0, 3, 2],
    [3, 0, 2],
    [3, 2, 0],
    [3, 5, 7],
    [3, 4, 4],
    [4, 8, 8],
    [3, 9, 12],
    [5, 9, 13],
    [12, 1, 3],
    [96, 256, 24],
    [97, 257, 50],
    [265, 3, 5],
    [2, 2049, 3],
    [3, 2, 516],
    [4, 5, 517],
    [3, 2, 1032],
    [4, 5, 1033],
    [1, 700, 1],
    [515, 2050, 11],
    [29, 3001, 19],
    [100, 1030, 97],
  ] as const;

  it.each(PRODUCTS)("multiplies (%i, %i) by the columns of (…, %i), in any layout", (m, k, n) => {
    const [a, b] = [view([m, k], dtype, false), view([k, n], dtype, false)];
    const [at, bt] = [turned(view([k, m], dtype, false)), turned(view([n, k], dtype, false))];
    const gaps = { ...view([m, 2 * k], dtype, false), shape: [m, k], strides: [2 * k, 2] };
    const alike = repeated(a, [m, k], [0]);
    const same = repeated(view([1, n], dtype, false), [k, n], [0]);
    for (const left of [a, at, gaps, alike])
      for (const right of [b, bt, same]) {
        expect(wasm.matmul(left, right).dtype).toBe(dtype);
        expect(productError(left, right)).toBeLessThan(LIMIT[dtype]);
      }
  });

  it("multiplies stacks, also where one matrix stands for all", () => {
    const a = view([3, 5, 130], dtype, false);
    const b = view([3, 130, 9], dtype, false);
    const one = { ...a, strides: [0, 130, 1] };
    for (const left of [a, one]) expect(productError(left, b)).toBeLessThan(LIMIT[dtype]);
  });

  it("lets NaN and infinity through a product to their row and column, and no farther", () => {
    const [m, k, n] = [6, 10, 11];
    const values = new Float64Array(m * k).fill(1);
    values[2 * k + 3] = NaN;
    values[4 * k + 1] = Infinity;
    const a = { ...view([m, k], dtype), storage: wasm.upload(values, dtype), offset: 0 };
    const b = {
      ...view([k, n], dtype),
      storage: wasm.upload(new Float64Array(k * n).fill(1), dtype),
    };
    const got = wasm.read(wasm.matmul(a, { ...b, offset: 0 }));
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        expect(got[i * n + j]).toBe(i === 2 ? NaN : i === 4 ? Infinity : k);
  });

  it("gives the same bits each time", () => {
    const [a, b] = [view([130, 300], dtype, false), view([300, 70], dtype, false)];
    const first = wasm.read(wasm.matmul(a, b));
    wasm.matmul(view([600, 2100], dtype, false), view([2100, 1100], dtype, false));
    expect(wasm.read(wasm.matmul(a, b))).toEqual(first);
  });
});
