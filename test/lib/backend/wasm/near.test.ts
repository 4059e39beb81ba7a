import { describe, expect, it } from "vitest";
import { Engine } from "../../../../lib/backend/wasm/engine.js";
import { hasMultiplyAdd } from "../../../../lib/backend/wasm/multiply-add.js";
import { Random } from "../../../../lib/random.js";

/** As in kernels/near.ts. */
const NEAR = 128;
/** Numbers around each matrix that are NaN. */
const AROUND = 32;

describe.each([
  ["with multiply-add", true],
  ["without", false],
])("Products %s of a matrix with few columns", (_, multiplyAdd) => {
  const engine = new Engine(hasMultiplyAdd() && multiplyAdd);
  const place = engine.extend(4_000_000);

  /** Rows that begin so many numbers apart, and NaN in all other places; the address of the first. */
  function lay(dtype: "float32" | "float64", at: number, rows: readonly number[][], down: number) {
    const size = dtype === "float32" ? 4 : 8;
    const count = rows.length * down + 2 * AROUND;
    const numbers = engine.numbers(dtype, at, count).fill(NaN);
    rows.forEach((row, i) => {
      numbers.set(row, AROUND + i * down);
    });
    return { first: at + AROUND * size, end: at + count * size };
  }

  it.each(["float32", "float64"] as const)(
    "have the bits of packed ones, whatever lies beside, in %s",
    (dtype) => {
      const rng = new Random(3);
      const draw = (rows: number, columns: number): number[][] =>
        Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.normal()));
      for (const m of [1, 2, 3, 4, 9, 11, 23, 140])
        for (const [k, n] of [
          ...[1, 2, 3, 4, 5, 12, 13, 50, NEAR - 1].map((n) => [70, n]),
          ...[1, 384, 385, 801].map((k) => [k, 29]),
        ]) {
          const [A, B] = [draw(m, k), draw(k, n)];
          /** The product, and what was written around it. */
          const product = (down: number): { C: number[]; beside: number[] } => {
            const a = lay(dtype, place, A, k + 3);
            const b = lay(dtype, a.end, B, down);
            const C = Array.from({ length: m }, () => [0]);
            const { first, end } = lay(dtype, b.end, C, n);
            expect(end).toBeLessThan(place + 4_000_000);
            const kernel = engine.kernels[dtype === "float32" ? "gemm32" : "gemm64"];
            kernel(
              ...[m, k, n, a.first, k + 3, 1, 0, b.first, down, 1, 0],
              ...[first, n, 0, engine.workspace(0)],
            );
            const all = Array.from(engine.numbers(dtype, b.end, m * n + 2 * AROUND));
            return { C: all.splice(AROUND, m * n), beside: all };
          };
          const near = product(n);
          expect(near.C.every(Number.isFinite)).toBe(true);
          expect(near.beside.every(Number.isNaN)).toBe(true);
          expect(near).toEqual(product(NEAR + n));
        }
    },
  );
});
