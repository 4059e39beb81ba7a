import type { Storage, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { bytesOf, kernelName } from "./engine.js";
import { fromHost, hosted, placeOf, reserve, withPlaces } from "./storage.js";
import { parallel } from "./threads.js";

/** Products of at most so many multiplications are worked out by plain loops. */
const FEW = 512;

/** Rows and columns of a tile, as in kernels/gemm.ts: threads meet at the edge of one. */
const TILE_ROWS = 4;
const TILE_BYTES = 32;

/** Sums run in the dtype, always in the same order. */
export function matmul(a: View, b: View): Storage {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = a.shape.length === 3 ? a.shape[0] : 1;
  const { dtype } = a.storage;
  const onHost = (): Storage => fromHost(reference.matmul(hosted(a), hosted(b)));
  if (count * m * n === 0 || k === 0) return onHost();
  if (count * m * n * k <= FEW && a.storage.length <= 8 * FEW && b.storage.length <= 8 * FEW)
    return onHost();
  const size = bytesOf(dtype);
  const out = withPlaces([a, b], (left, right) => {
    const c = reserve(dtype, count * m * n);
    if (!c) return undefined;
    const [aDown, aAcross] = left.strides.slice(-2);
    const [bDown, bAcross] = right.strides.slice(-2);
    const [aStack, bStack] = count === 1 ? [0, 0] : [left.strides[0], right.strides[0]];
    for (let g = 0; g < count; g++) {
      const A = left.place + g * aStack * size;
      const B = right.place + g * bStack * size;
      const C = placeOf(c) + g * m * n * size;
      // prettier-ignore
      const values = (rows: number, columns: number, i: number, j: number, workspace: number) => [
        rows, k, columns, A + i * aDown * size, aDown, aAcross, B + j * bAcross * size, bDown, bAcross, C + (i * n + j) * size, n, 0, workspace,
      ];
      const work = m * n * k;
      if (m >= n)
        parallel(
          kernelName("gemm", dtype),
          { count: m, grain: TILE_ROWS, work },
          (from, until, workspace) => values(until - from, n, from, 0, workspace),
        );
      else
        parallel(
          kernelName("gemm", dtype),
          { count: n, grain: TILE_BYTES / size, work },
          (from, until, workspace) => values(m, until - from, 0, from, workspace),
        );
    }
    return c;
  });
  return out ?? onHost();
}
