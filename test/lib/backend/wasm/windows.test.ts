import { describe, expect, it } from "vitest";
import type { WindowAxis } from "../../../../lib/backend/backend.js";
import { reference } from "../../../../lib/backend/reference/reference.js";
import { wasm } from "../../../../lib/backend/wasm/wasm.js";
import { slidingWindows } from "../../../../lib/layers/windows.js";
import { Random } from "../../../../lib/random.js";
import { randn } from "../../../../lib/tensor/create.js";
import { Tensor } from "../../../../lib/tensor/tensor.js";

/** The same numbers on the reference. */
const there = ({ view, backend, dtype }: Tensor): Tensor =>
  new Tensor(reference, { ...view, storage: reference.upload(backend.read(view.storage), dtype) });

const CASES = [
  { size: [9, 13], kernel: [3, 3], padding: 1, stride: 1 },
  { size: [8, 32], kernel: [5, 5], padding: 2, stride: 1 },
  { size: [9, 17], kernel: [3, 4], padding: 0, stride: 2 },
  { size: [7, 7], kernel: [2, 2], padding: 3, stride: 1 },
  { size: [5, 40], kernel: [1, 1], padding: 0, stride: 1 },
  { size: [6, 1], kernel: [3, 1], padding: [1, 0], stride: 1 },
] as const;

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  const rng = new Random(11);

  it.each(CASES)("windows over $size by $kernel, padding $padding, stride $stride", (options) => {
    const { size, kernel, padding, stride } = options;
    const windows = slidingWindows([...size], { kernel, padding, stride }, "test");
    const { rows, columns } = windows;
    const shape = [2, 3, ...size];
    const images = randn(shape, rng, { dtype, backend: wasm });
    const turned = randn([...shape].reverse(), rng, { dtype, backend: wasm }).T;
    for (const x of [images, turned]) {
      const out = x.im2col(rows, columns, -Infinity);
      expect(out.data).toEqual(there(x).im2col(rows, columns, -Infinity).data);
      const matrix = randn(out.shape, rng, { dtype, backend: wasm });
      const turnedMatrix = randn([...out.shape].reverse(), rng, { dtype, backend: wasm }).T;
      for (const m of [matrix, turnedMatrix])
        close(m.col2im(shape, rows, columns), there(m).col2im(shape, rows, columns));
    }
  });

  it("windows that go back, repeat themselves or lie outside", () => {
    const axis = (entries: number, index: readonly number[]): WindowAxis => ({
      entries,
      windows: index.length / entries,
      index: Int32Array.from(index),
    });
    const x = randn([2, 2, 6, 6], rng, { dtype, backend: wasm });
    const tables = [
      axis(2, [5, 4, 3, 2, 1, 0, 0, 0, 1, 1, -1, 5]),
      axis(1, [-1, -1, -1, -1, -1]),
      axis(1, [-1, 1, 2, -1, 4, 5, -1]),
      axis(3, []),
    ];
    for (const rows of tables)
      for (const columns of tables) {
        const out = x.im2col(rows, columns);
        expect(out.data).toEqual(there(x).im2col(rows, columns).data);
        close(out.col2im(x.shape, rows, columns), there(out).col2im(x.shape, rows, columns));
      }
  });

  function close(got: Tensor, expected: Tensor): void {
    expect(got.shape).toEqual(expected.shape);
    const limit = dtype === "float32" ? 1e-5 : 1e-13;
    got.data.forEach((value, i) =>
      expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(limit),
    );
  }
});
