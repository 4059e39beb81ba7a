// C = A B, or C += A B, from tiles of 3 rows × 3 vectors of C that stay in registers: 3 × 12 numbers of float32,
// 3 × 6 of float64. A and B are packed first, so that a tile reads both in sequence.
// (Goto & van de Geijn 2008, Anatomy of High-Performance Matrix Multiplication.)

import { address, vector } from "./memory";
import { packColumns, packRows, ROWS, VECTORS } from "./pack";

/** Bytes of a tile's row. */
const WIDTH: usize = 16 * VECTORS;

/** How much of the inner dimension is packed at a time, at most: a panel of B then stays in the first cache. */
const DEPTH: i32 = 384;

/** Rows of A that are packed at a time: they stay in the second cache. */
const HEIGHT: i32 = 132;

/** Bytes of a row of B that are packed at a time: with DEPTH rows, a megabyte and a half. */
const BREADTH: i32 = 4128;

/** The same where all of A is packed at once: then B is soon done with, and what is packed of it stays in the second cache. */
const NARROW: i32 = 576;

/** Where the parts of a thread's workspace begin: packed A, packed B, one tile. Its size: `WORKSPACE` in engine.ts. */
const PACKED_B: usize = <usize>(HEIGHT * DEPTH * 8);
const TILE: usize = PACKED_B + <usize>(DEPTH * BREADTH);

function addProduct<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/**
 * One tile of C, whose rows are `row` bytes apart, from a panel of A and a panel of B. How many vectors wide it is, has
 * to be known when this is compiled: the size of V says so, i8 one, i16 two, i32 three.
 */
// prettier-ignore
function tile<T, V>(a: usize, b: usize, depth: i32, c: usize, row: usize, add: bool): void {
  const step = 16 * <usize>min(sizeof<V>(), 3);
  const c1 = c + row;
  const c2 = c1 + row;
  let c00 = v128.splat<T>(0), c01 = c00, c02 = c00;
  let c10 = c00, c11 = c00, c12 = c00;
  let c20 = c00, c21 = c00, c22 = c00;
  if (add) {
    c00 = v128.load(c); if (sizeof<V>() > 1) c01 = v128.load(c, 16); if (sizeof<V>() > 2) c02 = v128.load(c, 32);
    c10 = v128.load(c1); if (sizeof<V>() > 1) c11 = v128.load(c1, 16); if (sizeof<V>() > 2) c12 = v128.load(c1, 32);
    c20 = v128.load(c2); if (sizeof<V>() > 1) c21 = v128.load(c2, 16); if (sizeof<V>() > 2) c22 = v128.load(c2, 32);
  }
  const end = b + <usize>depth * step;
  let b0 = v128.load(b), b1 = b0, b2 = b0;
  if (sizeof<V>() > 1) b1 = v128.load(b, 16);
  if (sizeof<V>() > 2) b2 = v128.load(b, 32);
  // The first step stands before the loop, so that V8 works out once where the places of a begin.
  let w = v128.load_splat<T>(a);
  c00 = addProduct<T>(c00, w, b0); if (sizeof<V>() > 1) c01 = addProduct<T>(c01, w, b1); if (sizeof<V>() > 2) c02 = addProduct<T>(c02, w, b2);
  w = v128.load_splat<T>(a, sizeof<T>());
  c10 = addProduct<T>(c10, w, b0); if (sizeof<V>() > 1) c11 = addProduct<T>(c11, w, b1); if (sizeof<V>() > 2) c12 = addProduct<T>(c12, w, b2);
  w = v128.load_splat<T>(a, 2 * sizeof<T>());
  c20 = addProduct<T>(c20, w, b0); if (sizeof<V>() > 1) c21 = addProduct<T>(c21, w, b1); if (sizeof<V>() > 2) c22 = addProduct<T>(c22, w, b2);
  a += ROWS * sizeof<T>();
  b += step;
  while (b < end) {
    b0 = v128.load(b);
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) b2 = v128.load(b, 32);
    w = v128.load_splat<T>(a);
    c00 = addProduct<T>(c00, w, b0); if (sizeof<V>() > 1) c01 = addProduct<T>(c01, w, b1); if (sizeof<V>() > 2) c02 = addProduct<T>(c02, w, b2);
    w = v128.load_splat<T>(a, sizeof<T>());
    c10 = addProduct<T>(c10, w, b0); if (sizeof<V>() > 1) c11 = addProduct<T>(c11, w, b1); if (sizeof<V>() > 2) c12 = addProduct<T>(c12, w, b2);
    w = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = addProduct<T>(c20, w, b0); if (sizeof<V>() > 1) c21 = addProduct<T>(c21, w, b1); if (sizeof<V>() > 2) c22 = addProduct<T>(c22, w, b2);
    a += ROWS * sizeof<T>();
    b += step;
  }
  v128.store(c, c00); if (sizeof<V>() > 1) v128.store(c, c01, 16); if (sizeof<V>() > 2) v128.store(c, c02, 32);
  v128.store(c1, c10); if (sizeof<V>() > 1) v128.store(c1, c11, 16); if (sizeof<V>() > 2) v128.store(c1, c12, 32);
  v128.store(c2, c20); if (sizeof<V>() > 1) v128.store(c2, c21, 16); if (sizeof<V>() > 2) v128.store(c2, c22, 32);
}

/** Copies rows of numbers; there are few, so that loops are faster than copies of memory. */
// prettier-ignore
function copyRows<T>(from: usize, fromRow: usize, rows: i32, columns: i32, to: usize, toRow: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<T>(address<T>(to, j), load<T>(address<T>(from, j)));
    from += fromRow;
    to += toRow;
  }
}

/** How many of `all` to take at a time, so that parts of at most `most` are of about equal size. */
function partOf(all: i32, most: i32): i32 {
  const parts = (all + most - 1) / most;
  return (all + parts - 1) / parts;
}

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B, for k > 0. `down` and `across` are how many numbers lie between
 * neighbors of a column and of a row; the rows of C are dense.
 */
// prettier-ignore
export function gemm<T>(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, b: usize, bDown: i32, bAcross: i32, c: usize, cDown: i32, add: bool, workspace: usize): void {
  const width = VECTORS * vector<T>();
  const row = <usize>cDown * sizeof<T>();
  const deepest = partOf(k, DEPTH);
  const once = m <= HEIGHT && k <= DEPTH;
  const breadth = (once ? NARROW : BREADTH) / <i32>sizeof<T>();
  const packedB = workspace + PACKED_B;
  const own = workspace + TILE;
  for (let j = 0; j < n; j += breadth) {
    const columns = min(breadth, n - j);
    for (let p = 0; p < k; p += deepest) {
      const depth = min(deepest, k - p);
      const adds = add || p > 0;
      packColumns<T>(address<T>(b, p * bDown + j * bAcross), bDown, bAcross, depth, columns, packedB);
      for (let i = 0; i < m; i += HEIGHT) {
        const height = min(HEIGHT, m - i);
        if (!once || j === 0) packRows<T>(address<T>(a, i * aDown + p * aAcross), aDown, aAcross, height, depth, workspace);
        let panel = packedB;
        for (let s = 0; s < columns; s += width) {
          const wide = min(width, columns - s);
          const vectors = (wide + vector<T>() - 1) / vector<T>();
          const step = <usize>vectors << 4;
          for (let t = 0; t < height; t += ROWS) {
            const high = min(ROWS, height - t);
            const from = address<T>(workspace, t * depth);
            const to = address<T>(c, (i + t) * cDown + j + s);
            // A tile that hangs over the edge of C is worked on beside it.
            const inside = high === ROWS && wide === vectors * vector<T>();
            const place = inside ? to : own;
            const apart = inside ? row : WIDTH;
            if (!inside && adds) copyRows<T>(to, row, high, wide, own, WIDTH);
            if (vectors === 3) tile<T, i32>(from, panel, depth, place, apart, adds);
            else if (vectors === 2) tile<T, i16>(from, panel, depth, place, apart, adds);
            else tile<T, i8>(from, panel, depth, place, apart, adds);
            if (!inside) copyRows<T>(own, WIDTH, high, wide, to, row);
          }
          panel += <usize>depth * step;
        }
      }
    }
  }
}
