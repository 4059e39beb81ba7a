import { describe, expect, test } from "vitest";
import type { WindowAxis } from "../../../lib/backend/backend.js";
import { Random } from "../../../lib/random.js";
import { concat } from "../../../lib/tensor/concat.js";
import { ones, randn, tensor, zeros, type TensorOptions } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import { BACKENDS } from "./backends.js";

/** Windows anywhere: some entries outside, some twice. */
function randomAxis(size: number, rng: Random): WindowAxis {
  const [entries, windows] = [1 + rng.integer(3), 1 + rng.integer(4)];
  const index = Int32Array.from({ length: entries * windows }, () => rng.integer(size + 1) - 1);
  return { entries, windows, index };
}

/** Entry by entry, as the interface says it. */
function naively(x: Tensor, rows: WindowAxis, columns: WindowAxis, outside: number): number[][] {
  const out: number[][] = [];
  for (let c = 0; c < x.shape[1]; c++)
    for (let u = 0; u < rows.entries; u++)
      for (let v = 0; v < columns.entries; v++) {
        const line: number[] = [];
        for (let n = 0; n < x.shape[0]; n++)
          for (let i = 0; i < rows.windows; i++)
            for (let j = 0; j < columns.windows; j++) {
              const row = rows.index[u * rows.windows + i];
              const column = columns.index[v * columns.windows + j];
              line.push(row < 0 || column < 0 ? outside : x.at(n, c, row, column));
            }
        out.push(line);
      }
  return out;
}

describe.each(BACKENDS.map((backend) => [backend.name, backend] as const))(
  "the %s backend",
  (_name, backend) => {
    describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
      const options: TensorOptions = { dtype, backend };

      test("takes windows out of images of any strides", () => {
        const rng = new Random(20);
        for (let round = 0; round < 20; round++) {
          const [N, C, H, W] = [1, 1, 1, 1].map((least) => least + rng.integer(3));
          const x = randn([W, C, N, H], rng, options).permute(2, 1, 3, 0);
          const [rows, columns] = [randomAxis(H, rng), randomAxis(W, rng)];
          const got = x.im2col(rows, columns, -Infinity);
          expect(got.toArray()).toEqual(naively(x, rows, columns, -Infinity));
          expect(got.dtype).toBe(dtype);
        }
      });

      test("puts windows back as the transpose of taking them out", () => {
        const rng = new Random(21);
        for (let round = 0; round < 20; round++) {
          const shape = [1, 1, 1, 1].map((least) => least + rng.integer(3));
          const x = randn(shape, rng, options);
          const [rows, columns] = [randomAxis(shape[2], rng), randomAxis(shape[3], rng)];
          const out = x.im2col(rows, columns);
          const m = randn([out.shape[1], out.shape[0]], rng, options).T;
          const back = m.col2im(shape, rows, columns);
          expect(back.shape).toEqual(shape);
          expect(back.dot(x)).toBeCloseTo(m.dot(out), dtype === "float32" ? 3 : 10);
        }
      });

      test("multiplies stacks of matrices pair by pair", () => {
        const rng = new Random(22);
        const a = randn([4, 3, 5], rng, options).permute(1, 0, 2);
        const b = randn([3, 2, 5], rng, options).permute(0, 2, 1);
        const got = a.matmul(b);
        expect(got.shape).toEqual([3, 4, 2]);
        for (let g = 0; g < 3; g++) {
          const pair = a
            .slice(g, g + 1)
            .reshape(4, 5)
            .matmul(b.slice(g, g + 1).reshape(5, 2));
          expect(
            got
              .slice(g, g + 1)
              .reshape(4, 2)
              .toArray(),
          ).toEqual(pair.toArray());
        }
        expect(
          zeros([2, 3, 0], options)
            .matmul(zeros([2, 0, 1], options))
            .sum()
            .item(),
        ).toBe(0);
      });

      test("joins along any axis", () => {
        const rng = new Random(23);
        const a = randn([3, 2, 2], rng, options).permute(1, 2, 0);
        const b = randn([2, 4, 3], rng, options);
        const joined = concat([a, b, a], 1);
        expect(joined.shape).toEqual([2, 8, 3]);
        const part = (start: number, end: number) =>
          joined.permute(1, 0, 2).slice(start, end).permute(1, 0, 2).toArray();
        expect([part(0, 2), part(2, 6), part(6, 8)]).toEqual([
          a.toArray(),
          b.toArray(),
          a.toArray(),
        ]);
        expect(concat([a], -1).toArray()).toEqual(a.toArray());
      });
    });
  },
);

describe("windows and stacks", () => {
  test("refuse shapes that do not fit", () => {
    const axis = { entries: 1, windows: 2, index: Int32Array.of(0, 1) };
    expect(() => ones([2, 2]).im2col(axis, axis)).toThrow(
      "Tensor.im2col: expected images (N, C, H, W), got (2, 2)",
    );
    expect(() => ones([2, 4]).col2im([1, 1, 2, 2], axis, axis)).toThrow(
      "Tensor.col2im: expected shape (1, 4) for images (1, 1, 2, 2), got (2, 4)",
    );
    expect(() => ones([2, 3, 4]).matmul(ones([3, 4, 2]))).toThrow(
      "Tensor.matmul: expected (m, k) times (k, n), got (2, 3, 4) times (3, 4, 2)",
    );
    expect(() => ones([3, 4]).matmul(ones([2, 4, 2]))).toThrow("got (3, 4) times (2, 4, 2)");
    expect(() => concat([])).toThrow("concat: expected at least one tensor, got none");
    expect(() => concat([ones([2, 3]), ones([3, 2])])).toThrow(
      "concat: expected shapes that differ in axis 0 alone, got (2, 3) and (3, 2)",
    );
    expect(() => concat([ones([2]), ones([2, 1])])).toThrow("got (2) and (2, 1)");
    expect(() => concat([tensor([1]), tensor([1], { dtype: "float32" })])).toThrow(
      "concat: expected two tensors of one dtype, got float64 and float32",
    );
  });
});
