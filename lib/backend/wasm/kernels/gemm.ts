// C = A B, or C += A B, from tiles of 3 rows × 3 vectors of C that stay in registers: 3 × 12 numbers of float32,
// 3 × 6 of float64. A and B are packed first, so that a tile reads both in sequence, unless B is narrow: see near.ts.
// (Goto & van de Geijn 2008, Anatomy of High-Performance Matrix Multiplication.)

import { address, vector } from "./memory";
import { isNear, nearTile } from "./near";
import { packColumns, packRows, ROWS, VECTORS } from "./pack";
import { packedTile, TALL } from "./tiles";

/** Bytes of a tile's row. */
const WIDTH: usize = 16 * VECTORS;

/** How much of the inner dimension is packed at a time, at most: a panel of B then stays in the first cache. */
const DEPTH: i32 = 384;

/** Rows of A that are packed at a time: they stay in the second cache, and are whole lines of the cache where A's columns lie dense. */
const HEIGHT: i32 = 96;

/** Bytes of a row of B that are packed at a time: with DEPTH rows, a megabyte and a half. */
const BREADTH: i32 = 4128;

/** The same where all of A is packed at once: then B is soon done with, and what is packed of it stays in the second cache. */
const NARROW: i32 = 576;

/** Where the parts of a thread's workspace begin: packed A, packed B, one tile. Its size: `WORKSPACE` in engine.ts. */
const PACKED_B: usize = <usize>(HEIGHT * DEPTH * 8);
const TILE: usize = PACKED_B + <usize>(DEPTH * BREADTH);

/** Copies rows of numbers; there are few, so that loops are faster than copies of memory. */
// prettier-ignore
function copyRows<T>(from: usize, fromRow: usize, rows: i32, columns: i32, to: usize, toRow: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<T>(address<T>(to, j), load<T>(address<T>(from, j)));
    from += fromRow;
    to += toRow;
  }
}

/** How much of the inner dimension to pack at a time, so that parts are of about equal size. */
function depthOf(k: i32): i32 {
  const parts = (k + DEPTH - 1) / DEPTH;
  return (k + parts - 1) / parts;
}

/** n or the next multiple of `step`. */
export function upTo(n: i32, step: i32): i32 {
  return ((n + step - 1) / step) * step;
}

/**
 * C (height, columns) = A B, or C += A B, over `depth` of the inner dimension, from what is packed of A and of B; or,
 * where `aRow` is not 0, from rows of A and of B that lie so many bytes apart.
 */
// prettier-ignore
export function multiply<T>(height: i32, depth: i32, columns: i32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cDown: i32, adds: bool, own: usize): void {
  const width = VECTORS * vector<T>();
  const row = <usize>cDown * sizeof<T>();
  for (let s = 0; s < columns; s += width) {
    const wide = min(width, columns - s);
    const vectors = (wide + vector<T>() - 1) / vector<T>();
    for (let t = 0, high = 0; t < height; t += high) {
      high = vectors === 1 && height - t >= TALL ? TALL : min(ROWS, height - t);
      const to = address<T>(c, t * cDown + s);
      // A tile that hangs over the edge of C is worked on beside it.
      const inside = high >= ROWS && wide === vectors * vector<T>();
      const place = inside ? to : own;
      const apart = inside ? row : WIDTH;
      if (!inside && adds) copyRows<T>(to, row, high, wide, own, WIDTH);
      if (aRow === 0) packedTile<T>(address<T>(a, t * depth), high, b, vectors, depth, place, apart, adds);
      else nearTile<T>(a + <usize>t * aRow, aRow, high, b, bRow, vectors, depth, place, apart, adds);
      if (!inside) copyRows<T>(own, WIDTH, high, wide, to, row);
    }
    b += aRow === 0 ? <usize>(depth * vectors) << 4 : WIDTH;
  }
}

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B, for k > 0. `down` and `across` are how many numbers lie between
 * neighbors of a column and of a row; the rows of C are dense. Where A or B was packed whole before, its place is
 * `packedA` or `packedB`, else that is 0.
 */
// prettier-ignore
export function gemm<T>(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, packedA: usize, b: usize, bDown: i32, bAcross: i32, packedB: usize, c: usize, cDown: i32, add: bool, workspace: usize): void {
  const near = packedA === 0 && packedB === 0 && isNear(aDown, aAcross, bDown, bAcross);
  const aRow = near ? address<T>(0, aDown) : 0;
  const bRow = near ? address<T>(0, bDown) : 0;
  const deepest = depthOf(k);
  const once = m <= HEIGHT && k <= DEPTH;
  const breadth = packedB !== 0 ? n : (once ? NARROW : BREADTH) / <i32>sizeof<T>();
  for (let j = 0; j < n; j += breadth) {
    const columns = min(breadth, n - j);
    for (let p = 0; p < k; p += deepest) {
      const depth = min(deepest, k - p);
      let right = workspace + PACKED_B;
      if (near) right = address<T>(b, p * bDown + j);
      else if (packedB !== 0) right = address<T>(packedB, p * upTo(n, vector<T>()));
      else packColumns<T>(address<T>(b, p * bDown + j * bAcross), bDown, bAcross, depth, columns, right);
      for (let i = 0; i < m; i += HEIGHT) {
        const height = min(HEIGHT, m - i);
        let left = workspace;
        if (near) left = address<T>(a, i * aDown + p);
        else if (packedA !== 0) left = address<T>(packedA, p * upTo(m, ROWS) + i * depth);
        else if (!once || j === 0) packRows<T>(address<T>(a, i * aDown + p * aAcross), aDown, aAcross, height, depth, left);
        multiply<T>(height, depth, columns, left, aRow, right, bRow, address<T>(c, i * cDown + j), cDown, add || p > 0, workspace + TILE);
      }
    }
  }
}

/** Packs panels `from` up to `until` of A (m, k) whole, those of the first part of the inner dimension first. */
// prettier-ignore
export function packA<T>(m: i32, k: i32, a: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  const panels = upTo(m, ROWS) / ROWS;
  const deepest = depthOf(k);
  while (from < until) {
    const p = (from / panels) * deepest;
    const depth = min(deepest, k - p);
    const i = (from % panels) * ROWS;
    const count = min(panels - from % panels, until - from);
    packRows<T>(address<T>(a, i * down + p * across), down, across, min(count * ROWS, m - i), depth, address<T>(to, p * panels * ROWS + i * depth));
    from += count;
  }
}

/** The same for B (k, n). */
// prettier-ignore
export function packB<T>(k: i32, n: i32, b: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  const width = VECTORS * vector<T>();
  const panels = upTo(n, width) / width;
  const deepest = depthOf(k);
  while (from < until) {
    const p = (from / panels) * deepest;
    const depth = min(deepest, k - p);
    const j = (from % panels) * width;
    const count = min(panels - from % panels, until - from);
    packColumns<T>(address<T>(b, p * down + j * across), down, across, depth, min(count * width, n - j), address<T>(to, p * upTo(n, vector<T>()) + j * depth));
    from += count;
  }
}
