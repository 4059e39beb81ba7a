import type { DType, Storage, TypedArray, View } from "../backend.js";
import { allocate, dataOf, HostStorage } from "../reference/storage.js";
import { bytesOf, workbench, type Workbench } from "./memory.js";

/**
 * How much of A (rows × inner) and B (inner × columns) is on the workbench at a time. Copying a number there
 * takes 0.1 ns, and the work that it then takes part in a hundred times that.
 */
const BLOCK = { rows: 512, inner: 2048, columns: 1024 };

/** As in kernels/gemm.ts. */
const TILE_ROWS = 4;
const TILE_BYTES = 32;
const HEIGHT = 128;
const DEPTH = 256;

/** Numbers next to each other are copied at once from this many on. */
const RUN = 16;

type Matrix = { data: TypedArray; start: number; down: number; across: number };

/** Some of a matrix on the workbench: place and strides. */
type Block = { place: number; down: number; across: number };

/** Rows × columns of a matrix, copied to a place in the order in which they lie. */
function lay(
  bench: Workbench,
  dtype: DType,
  { data, start, down, across }: Matrix,
  rows: number,
  columns: number,
  place: number,
): Block {
  const to = bench.numbers(dtype, place, rows * columns);
  if (across !== 1 && down === 1) {
    const turned = { data, start, down: across, across: down };
    const block = lay(bench, dtype, turned, columns, rows, place);
    return { place, down: block.across, across: block.down };
  }
  if (across === 1 && down === columns) to.set(data.subarray(start, start + rows * columns));
  else if (across === 1 && columns >= RUN)
    for (let i = 0, at = start; i < rows; i++, at += down)
      to.set(data.subarray(at, at + columns), i * columns);
  else
    for (let i = 0, o = 0; i < rows; i++)
      for (let j = 0, at = start + i * down; j < columns; j++, at += across) to[o++] = data[at];
  return { place, down: columns, across: 1 };
}

const part = (matrix: Matrix, row: number, column: number): Matrix => ({
  ...matrix,
  start: matrix.start + row * matrix.down + column * matrix.across,
});

const upTo = (n: number, step: number): number => Math.ceil(n / step) * step;

/** One matrix product into `out` from `at` on: for each block of C, the blocks of A and B that it is a sum of. */
function multiply(
  dtype: DType,
  [m, k, n]: readonly [number, number, number],
  a: Matrix,
  b: Matrix,
  out: TypedArray,
  at: number,
): void {
  const bench = workbench();
  const { kernels } = bench;
  const gemm = dtype === "float32" ? kernels.gemm32 : kernels.gemm64;
  const size = bytesOf(dtype);
  const [rows, inner] = [Math.min(m, BLOCK.rows), Math.min(k, BLOCK.inner)];
  const columns = Math.min(n, BLOCK.columns);
  const [packedA, packedB, aPlace, bPlace, c] = bench.places(
    HEIGHT * DEPTH * size,
    DEPTH * upTo(columns * size, TILE_BYTES),
    rows * inner * size,
    inner * columns * size,
    upTo(rows, TILE_ROWS) * upTo(columns * size, TILE_BYTES),
  );
  for (let j = 0; j < n; j += columns) {
    const width = Math.min(columns, n - j);
    for (let i = 0; i < m; i += rows) {
      const height = Math.min(rows, m - i);
      for (let p = 0; p < k; p += inner) {
        const depth = Math.min(inner, k - p);
        const A = lay(bench, dtype, part(a, i, p), height, depth, aPlace);
        const B = lay(bench, dtype, part(b, p, j), depth, width, bPlace);
        // prettier-ignore
        gemm(height, depth, width, A.place, A.down, A.across, B.place, B.down, B.across, packedA, packedB, c, p > 0);
      }
      const row = upTo(width * size, TILE_BYTES);
      if (row !== width * size) kernels.compact(c, height, row, width * size);
      const block = bench.numbers(dtype, c, height * width);
      if (width === n) out.set(block, at + i * n);
      else
        for (let r = 0; r < height; r++)
          out.set(block.subarray(r * width, (r + 1) * width), at + (i + r) * n + j);
    }
  }
}

/** The matrices of a view: itself, or those that are stacked along axis 0. */
function matrixOf({ storage, shape, strides, offset }: View, index: number): Matrix {
  const [down, across] = strides.slice(-2);
  const start = offset + (shape.length === 3 ? index * strides[0] : 0);
  return { data: dataOf(storage), start, down, across };
}

/** Sums run in the dtype, always in the same order. */
export function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const { dtype } = a.storage;
  const out = allocate(dtype, count * m * n);
  if (out.length > 0 && k > 0)
    for (let g = 0; g < count; g++)
      multiply(dtype, [m, k, n], matrixOf(a, g), matrixOf(b, g), out, g * m * n);
  return new HostStorage(dtype, out);
}
