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

/** sum + a b, rounded once where the host has an instruction for it: see multiply-add.ts. */
function addProduct<T>(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, sum);
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

/** Rows of a tall tile. */
const TALL: i32 = 3 * ROWS;

/**
 * A tile of one vector's width and 9 rows, from three panels of A that lie `panel` bytes apart: three sums at a time
 * would wait for one another.
 */
// prettier-ignore
function tallTile<T>(a: usize, panel: usize, b: usize, depth: i32, c: usize, row: usize, add: bool): void {
  let a3 = a + panel, a6 = a3 + panel;
  let c0 = v128.splat<T>(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0;
  if (add) {
    c0 = v128.load(c); c1 = v128.load(c + row); c2 = v128.load(c + 2 * row);
    c3 = v128.load(c + 3 * row); c4 = v128.load(c + 4 * row); c5 = v128.load(c + 5 * row);
    c6 = v128.load(c + 6 * row); c7 = v128.load(c + 7 * row); c8 = v128.load(c + 8 * row);
  }
  for (const end = b + (<usize>depth << 4); b < end; b += 16) {
    const v = v128.load(b);
    c0 = addProduct<T>(c0, v128.load_splat<T>(a), v);
    c1 = addProduct<T>(c1, v128.load_splat<T>(a, sizeof<T>()), v);
    c2 = addProduct<T>(c2, v128.load_splat<T>(a, 2 * sizeof<T>()), v);
    c3 = addProduct<T>(c3, v128.load_splat<T>(a3), v);
    c4 = addProduct<T>(c4, v128.load_splat<T>(a3, sizeof<T>()), v);
    c5 = addProduct<T>(c5, v128.load_splat<T>(a3, 2 * sizeof<T>()), v);
    c6 = addProduct<T>(c6, v128.load_splat<T>(a6), v);
    c7 = addProduct<T>(c7, v128.load_splat<T>(a6, sizeof<T>()), v);
    c8 = addProduct<T>(c8, v128.load_splat<T>(a6, 2 * sizeof<T>()), v);
    a += ROWS * sizeof<T>();
    a3 += ROWS * sizeof<T>();
    a6 += ROWS * sizeof<T>();
  }
  v128.store(c, c0); v128.store(c + row, c1); v128.store(c + 2 * row, c2);
  v128.store(c + 3 * row, c3); v128.store(c + 4 * row, c4); v128.store(c + 5 * row, c5);
  v128.store(c + 6 * row, c6); v128.store(c + 7 * row, c7); v128.store(c + 8 * row, c8);
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

/** How much of the inner dimension to pack at a time, so that parts are of about equal size. */
function depthOf(k: i32): i32 {
  const parts = (k + DEPTH - 1) / DEPTH;
  return (k + parts - 1) / parts;
}

/** n or the next multiple of `step`. */
export function upTo(n: i32, step: i32): i32 {
  return ((n + step - 1) / step) * step;
}

/** C (height, columns) = A B, or C += A B, from what is packed of A and of B, `depth` of the inner dimension. */
// prettier-ignore
export function multiply<T>(height: i32, depth: i32, columns: i32, packedA: usize, packedB: usize, c: usize, cDown: i32, adds: bool, own: usize): void {
  const width = VECTORS * vector<T>();
  const row = <usize>cDown * sizeof<T>();
  for (let s = 0; s < columns; s += width) {
    const wide = min(width, columns - s);
    const vectors = (wide + vector<T>() - 1) / vector<T>();
    for (let t = 0, high = 0; t < height; t += high) {
      const tall = vectors === 1 && height - t >= TALL;
      high = tall ? TALL : min(ROWS, height - t);
      const from = address<T>(packedA, t * depth);
      const to = address<T>(c, t * cDown + s);
      // A tile that hangs over the edge of C is worked on beside it.
      const inside = high >= ROWS && wide === vectors * vector<T>();
      const place = inside ? to : own;
      const apart = inside ? row : WIDTH;
      if (!inside && adds) copyRows<T>(to, row, high, wide, own, WIDTH);
      if (tall) tallTile<T>(from, address<T>(0, ROWS * depth), packedB, depth, place, apart, adds);
      else if (vectors === 3) tile<T, i32>(from, packedB, depth, place, apart, adds);
      else if (vectors === 2) tile<T, i16>(from, packedB, depth, place, apart, adds);
      else tile<T, i8>(from, packedB, depth, place, apart, adds);
      if (!inside) copyRows<T>(own, WIDTH, high, wide, to, row);
    }
    packedB += <usize>(depth * vectors) << 4;
  }
}

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B, for k > 0. `down` and `across` are how many numbers lie between
 * neighbors of a column and of a row; the rows of C are dense. Where A or B was packed whole before, its place is
 * `packedA` or `packedB`, else that is 0.
 */
// prettier-ignore
export function gemm<T>(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, packedA: usize, b: usize, bDown: i32, bAcross: i32, packedB: usize, c: usize, cDown: i32, add: bool, workspace: usize): void {
  const deepest = depthOf(k);
  const once = m <= HEIGHT && k <= DEPTH;
  const breadth = packedB !== 0 ? n : (once ? NARROW : BREADTH) / <i32>sizeof<T>();
  for (let j = 0; j < n; j += breadth) {
    const columns = min(breadth, n - j);
    for (let p = 0; p < k; p += deepest) {
      const depth = min(deepest, k - p);
      let right = workspace + PACKED_B;
      if (packedB !== 0) right = address<T>(packedB, p * upTo(n, vector<T>()));
      else packColumns<T>(address<T>(b, p * bDown + j * bAcross), bDown, bAcross, depth, columns, right);
      for (let i = 0; i < m; i += HEIGHT) {
        const height = min(HEIGHT, m - i);
        let left = workspace;
        if (packedA !== 0) left = address<T>(packedA, p * upTo(m, ROWS) + i * depth);
        else if (!once || j === 0) packRows<T>(address<T>(a, i * aDown + p * aAcross), aDown, aAcross, height, depth, left);
        multiply<T>(height, depth, columns, left, right, address<T>(c, i * cDown + j), cDown, add || p > 0, workspace + TILE);
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
