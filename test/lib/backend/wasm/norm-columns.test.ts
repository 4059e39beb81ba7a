import { describe, expect, it } from "vitest";
import type { Backend } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import * as batchNorm from "../../../../lib/layers/batch-norm.js";
import { Random } from "../../../../lib/random.js";
import { fromData, randn } from "../../../../lib/tensor/create.js";
import type { Tensor } from "../../../../lib/tensor/tensor.js";

/** Rows are worked on four, two or one at a time, and sixteen are summed together. */
const ROWS = [3, 4, 5, 6, 7, 16, 17, 35] as const;

/** Columns over the edges of vectors and of the 1024 that are worked on together. */
const COLUMNS = [263, 1024, 1025, 1026, 1029, 2051] as const;

/** All results of both ways. */
function both(backend: Backend, dtype: "float32" | "float64", rows: number, columns: number) {
  const rng = new Random(rows + columns);
  /** Random numbers that both dtypes have. */
  const draw = (...shape: number[]): Tensor =>
    fromData(randn(shape, rng, { dtype: "float32", backend: reference }).data, shape, {
      ...{ dtype, backend },
    });
  const inputs = { x: draw(rows, columns), gamma: draw(columns), beta: draw(columns) };
  const { y, cache } = batchNorm.forward(inputs, { eps: 0.1 });
  const { dX, dGamma, dBeta } = batchNorm.backward(draw(rows, columns), cache);
  return { y, dX, dGamma, dBeta };
}

describe.each([
  ["float32", 2e-6],
  ["float64", 1e-14],
] as const)("Batch norm in %s, number by number within %d of the largest", (dtype, most) => {
  it.each(ROWS)("of %i rows", (rows) => {
    for (const columns of COLUMNS) {
      const ours = both(wasm, dtype, rows, columns);
      const wanted = both(reference, "float64", rows, columns);
      for (const name of ["y", "dX", "dGamma", "dBeta"] as const) {
        const [found, expected] = [ours[name].data, Array.from(wanted[name].data)];
        const largest = Math.max(...expected.map(Math.abs));
        const far = Math.max(...expected.map((value, i) => Math.abs(found[i] - value)));
        expect(far / largest, `${name}, ${columns} columns`).toBeLessThan(most);
      }
    }
  });
});
