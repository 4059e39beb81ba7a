// The same tiles of a product whose factors are read where they lie. That saves the time to pack them where each number
// of A is needed a few times only, and rows of B lie so near each other that a tile's columns fit the first cache.

import { addProduct, TALL } from "./tiles";

/** Rows of B are near if fewer numbers lie from one to the next. */
const NEAR: i32 = 128;

/** Whether a product's factors are best left where they lie. */
export function isNear(aDown: i32, aAcross: i32, bDown: i32, bAcross: i32): bool {
  return aDown > 0 && aAcross === 1 && bDown < NEAR && bAcross === 1;
}

/** One tile of C, from three rows of A and some columns of B, whose rows are `bRow` bytes apart; V says how many vectors, as in tiles.ts. */
// prettier-ignore
function tile<T, V>(a0: usize, a1: usize, a2: usize, b: usize, bRow: usize, depth: i32, c: usize, row: usize, add: bool): void {
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
  for (const end = a0 + <usize>depth * sizeof<T>(); a0 < end; a0 += sizeof<T>()) {
    const b0 = v128.load(b);
    let b1 = b0, b2 = b0;
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) b2 = v128.load(b, 32);
    let w = v128.load_splat<T>(a0);
    c00 = addProduct<T>(c00, w, b0); if (sizeof<V>() > 1) c01 = addProduct<T>(c01, w, b1); if (sizeof<V>() > 2) c02 = addProduct<T>(c02, w, b2);
    w = v128.load_splat<T>(a1);
    c10 = addProduct<T>(c10, w, b0); if (sizeof<V>() > 1) c11 = addProduct<T>(c11, w, b1); if (sizeof<V>() > 2) c12 = addProduct<T>(c12, w, b2);
    w = v128.load_splat<T>(a2);
    c20 = addProduct<T>(c20, w, b0); if (sizeof<V>() > 1) c21 = addProduct<T>(c21, w, b1); if (sizeof<V>() > 2) c22 = addProduct<T>(c22, w, b2);
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    b += bRow;
  }
  v128.store(c, c00); if (sizeof<V>() > 1) v128.store(c, c01, 16); if (sizeof<V>() > 2) v128.store(c, c02, 32);
  v128.store(c1, c10); if (sizeof<V>() > 1) v128.store(c1, c11, 16); if (sizeof<V>() > 2) v128.store(c1, c12, 32);
  v128.store(c2, c20); if (sizeof<V>() > 1) v128.store(c2, c21, 16); if (sizeof<V>() > 2) v128.store(c2, c22, 32);
}

/** A tile of one vector's width, from 9 rows of A that are `aRow` bytes apart. */
// prettier-ignore
function tallTile<T>(a: usize, aRow: usize, b: usize, bRow: usize, depth: i32, c: usize, row: usize, add: bool): void {
  let a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow, a6 = a5 + aRow, a7 = a6 + aRow, a8 = a7 + aRow;
  let c0 = v128.splat<T>(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0;
  if (add) {
    c0 = v128.load(c); c1 = v128.load(c + row); c2 = v128.load(c + 2 * row);
    c3 = v128.load(c + 3 * row); c4 = v128.load(c + 4 * row); c5 = v128.load(c + 5 * row);
    c6 = v128.load(c + 6 * row); c7 = v128.load(c + 7 * row); c8 = v128.load(c + 8 * row);
  }
  for (const end = a + <usize>depth * sizeof<T>(); a < end; a += sizeof<T>()) {
    const v = v128.load(b);
    c0 = addProduct<T>(c0, v128.load_splat<T>(a), v);
    c1 = addProduct<T>(c1, v128.load_splat<T>(a1), v); a1 += sizeof<T>();
    c2 = addProduct<T>(c2, v128.load_splat<T>(a2), v); a2 += sizeof<T>();
    c3 = addProduct<T>(c3, v128.load_splat<T>(a3), v); a3 += sizeof<T>();
    c4 = addProduct<T>(c4, v128.load_splat<T>(a4), v); a4 += sizeof<T>();
    c5 = addProduct<T>(c5, v128.load_splat<T>(a5), v); a5 += sizeof<T>();
    c6 = addProduct<T>(c6, v128.load_splat<T>(a6), v); a6 += sizeof<T>();
    c7 = addProduct<T>(c7, v128.load_splat<T>(a7), v); a7 += sizeof<T>();
    c8 = addProduct<T>(c8, v128.load_splat<T>(a8), v); a8 += sizeof<T>();
    b += bRow;
  }
  v128.store(c, c0); v128.store(c + row, c1); v128.store(c + 2 * row, c2);
  v128.store(c + 3 * row, c3); v128.store(c + 4 * row, c4); v128.store(c + 5 * row, c5);
  v128.store(c + 6 * row, c6); v128.store(c + 7 * row, c7); v128.store(c + 8 * row, c8);
}

/** A tile of `high` rows, 3 at most or 9, and of so many vectors: the last row stands in for rows that are missing. */
// prettier-ignore
export function nearTile<T>(a: usize, aRow: usize, high: i32, b: usize, bRow: usize, vectors: i32, depth: i32, c: usize, row: usize, add: bool): void {
  if (high === TALL) {
    tallTile<T>(a, aRow, b, bRow, depth, c, row, add);
    return;
  }
  const a1 = high > 1 ? a + aRow : a;
  const a2 = high > 2 ? a1 + aRow : a1;
  if (vectors === 3) tile<T, i32>(a, a1, a2, b, bRow, depth, c, row, add);
  else if (vectors === 2) tile<T, i16>(a, a1, a2, b, bRow, depth, c, row, add);
  else tile<T, i8>(a, a1, a2, b, bRow, depth, c, row, add);
}
