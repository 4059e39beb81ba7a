import { describe, expect, it } from "vitest";
import type { DType } from "../../../../lib/backend/backend.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { Random } from "../../../../lib/random.js";
import { randn, tensor } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

const rng = new Random(5);
/** Around the 2 ** 15 numbers of a piece, and more than one thread does. */
const SIZES = [257, 2 ** 15 - 1, 2 ** 15, 2 ** 15 + 1, 3 * 2 ** 15 + 7, 1_100_003];

const draw = (n: number, dtype: DType): Tensor => randn([n], rng, { dtype, backend: wasm });
function exactSum({ data }: Tensor): number {
  let sum = 0;
  for (const x of data) sum += x;
  return sum;
}

describe.each(["float32", "float64"] as const)("a sum over all entries of %s", (dtype) => {
  const rounding = dtype === "float32" ? 1e-6 : 1e-12;

  it.each(SIZES)("is that of float64, for %d numbers", (n) => {
    const x = draw(n, dtype);
    const rest = x.slice(1, n);
    expect(Math.abs(x.sum().item() - exactSum(x))).toBeLessThan(rounding * n);
    expect(Math.abs(rest.sum().item() - exactSum(rest))).toBeLessThan(rounding * n);
  });

  it.each(SIZES)("has the same bits of a product that waits, for %d numbers", (n) => {
    const [a, b] = [draw(n, dtype), draw(n, dtype)];
    const waiting = [a.mul(b), a.mul(a), a.pow(2)];
    const sums = waiting.map((product) => product.sum().item());
    waiting.forEach((product) => expect(product.data).toHaveLength(n));
    expect(waiting.map((product) => product.sum().item())).toEqual(sums);
    expect(sums[0]).toBeCloseTo(exactSum(waiting[0]), dtype === "float32" ? 1 : 6);
  });

  it("is right where a factor is repeated, turned, a part or waits itself", () => {
    const a = randn([60, 70], rng, { dtype, backend: wasm });
    const row = randn([1, 70], rng, { dtype, backend: wasm });
    const turned = randn([70, 60], rng, { dtype, backend: wasm }).T;
    const part = randn([61, 70], rng, { dtype, backend: wasm }).slice(1, 61);
    for (const other of [row, turned, part, a.exp(), tensor(3, { dtype, backend: wasm })]) {
      const product = a.mul(other);
      const sum = product.sum().item();
      expect(sum / exactSum(product)).toBeCloseTo(1, dtype === "float32" ? 5 : 12);
    }
  });

  it("is NaN with a NaN, and infinite with an infinity", () => {
    for (const [odd, expected] of [
      [NaN, NaN],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ]) {
      const values = Array.from({ length: 999 }, (_, i) => (i === 500 ? odd : 1));
      const x = tensor(values, { dtype, backend: wasm });
      expect(x.sum().item()).toBe(expected);
      expect(x.mul(x.abs()).sum().item()).toBe(expected);
    }
  });
});
