// Tiles of a product whose factors are packed (pack.ts): they stay in registers.

import { address } from "./memory";
import { ROWS } from "./pack";

/** sum + a b, rounded once where the host has an instruction for it: see multiply-add.ts. */
export function addProduct<T>(sum: v128, a: v128, b: v128): v128 {
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
export const TALL: i32 = 3 * ROWS;

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

/** A tile of `high` rows, 3 at most or 9, and of so many vectors. */
// prettier-ignore
export function packedTile<T>(a: usize, high: i32, b: usize, vectors: i32, depth: i32, c: usize, row: usize, add: bool): void {
  if (high === TALL) tallTile<T>(a, address<T>(0, ROWS * depth), b, depth, c, row, add);
  else if (vectors === 3) tile<T, i32>(a, b, depth, c, row, add);
  else if (vectors === 2) tile<T, i16>(a, b, depth, c, row, add);
  else tile<T, i8>(a, b, depth, c, row, add);
}
