import { describe, expect, it } from "vitest";
import { Engine } from "../../../../lib/backend/wasm/engine.js";
import { hasMultiplyAdd } from "../../../../lib/backend/wasm/multiply-add.js";
import { Random } from "../../../../lib/random.js";

type Type = "float32" | "float64";

/** A (m, k) B (k, n) by an engine's kernel; all rows dense. */
function product(
  engine: Engine,
  dtype: Type,
  [m, k, n]: readonly [number, number, number],
  [a, b]: readonly (readonly number[])[],
): number[] {
  const size = dtype === "float32" ? 4 : 8;
  const place = (values: readonly number[]): number => {
    const at = engine.extend(size * values.length + 64);
    engine.numbers(dtype, at, values.length).set(values);
    return at;
  };
  const [A, B, C] = [place(a), place(b), engine.extend(size * m * n + 64)];
  const kernel = engine.kernels[dtype === "float32" ? "gemm32" : "gemm64"];
  kernel(m, k, n, A, k, 1, 0, B, n, 1, 0, C, n, 0, engine.workspace(0));
  return Array.from(engine.numbers(dtype, C, m * n));
}

it("Every Node that the library runs on has the instruction", () => {
  expect(hasMultiplyAdd()).toBe(true);
});

describe.each([
  ["with multiply-add", true],
  ["without", false],
])("Products %s", (_, multiplyAdd) => {
  const engine = new Engine(hasMultiplyAdd() && multiplyAdd);

  it.each([
    ["float32", 2e-7],
    ["float64", 4e-16],
  ] as const)("are right in %s", (dtype, precision) => {
    const rng = new Random(1);
    for (const size of [
      [1, 1, 1],
      [3, 12, 12],
      [7, 401, 13],
      [22, 401, 13],
      [30, 7, 16],
      [135, 9, 29],
    ] as const) {
      const [m, k, n] = size;
      const draw = (count: number): number[] =>
        Array.from({ length: count }, () => Math.fround(rng.normal()));
      const [a, b] = [draw(m * k), draw(k * n)];
      product(engine, dtype, size, [a, b]).forEach((got, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let [sum, length] = [0, 0];
        for (let p = 0; p < k; p++) {
          sum += a[i * k + p] * b[p * n + j];
          length += Math.abs(a[i * k + p] * b[p * n + j]);
        }
        expect(Math.abs(got - sum)).toBeLessThanOrEqual(precision * Math.sqrt(k) * length);
      });
    }
  });

  it("are rounded as this says", () => {
    const e = 2 ** -12;
    // −(1 + 2ε) · 1 + (1 + ε)(1 + ε) = ε²; what is rounded before it is added has lost that. Some old processors do so.
    const [got] = product(engine, "float32", [1, 2, 1], [[-(1 + 2 * e), 1 + e], [1, 1 + e]]); // prettier-ignore
    expect(multiplyAdd ? [e * e, 0] : [0]).toContain(got);
  });
});
