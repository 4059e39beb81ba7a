import { expect, it } from "vitest";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import type { Backend } from "../../../../lib/index.js";
import * as conv2d from "../../../../lib/layers/conv2d.js";
import { Random } from "../../../../lib/random.js";
import { randn } from "../../../../lib/tensor/create.js";

type Shape = [...[N: number, C: number, H: number, W: number, F: number], padding: number];

/** Images over every edge of tiles, quads and blocks; channels over those of products. */
const SHAPES: readonly Shape[] = [
  [2, 8, 9, 16, 8, 1],
  [3, 9, 7, 15, 10, 0],
  [2, 8, 16, 23, 11, 2],
  [1, 12, 33, 31, 9, 1],
  [1, 8, 3, 8, 8, 1],
  [2, 8, 2, 40, 13, 1],
  [40, 8, 8, 8, 8, 1],
];

function both(backend: Backend, dtype: "float32" | "float64", [N, C, H, W, F, padding]: Shape) {
  const rng = new Random(1);
  const options = { dtype, backend } as const;
  const draw = (...shape: number[]) => randn(shape, rng, options);
  const inputs = { x: draw(N, C, H, W), W: draw(F, C, 3, 3), b: draw(F) };
  const { y, cache } = conv2d.forward(inputs, { padding });
  const { dX, dW } = conv2d.backward(draw(...y.shape), cache);
  return { y, dX, dW };
}

/** Over the largest number that is expected. */
function error(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const all = Array.from(expected);
  const largest = Math.max(...all.map(Math.abs));
  return Math.max(...all.map((value, i) => Math.abs(found[i] - value))) / largest;
}

it.each(SHAPES)(
  "3 × 3 filters over images (%i, %i, %i, %i), %i filters, padding %i",
  (...shape) => {
    for (const [dtype, most] of [
      ["float32", 2e-6],
      ["float64", 1e-14],
    ] as const) {
      const [ours, expected] = [both(wasm, dtype, shape), both(reference, dtype, shape)];
      for (const name of ["y", "dX", "dW"] as const)
        expect(error(ours[name].data, expected[name].data), `${dtype} ${name}`).toBeLessThan(most);
    }
  },
);
