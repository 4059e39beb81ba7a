// Matrices in the order in which the tiles of gemm.ts read them.

import { address, vector } from "./memory";

/**
 * Rows and vectors of a tile: rows of A in a panel, and vectors of a row of B. A tile's 9 sums leave registers for what
 * they are made of; 12, as 4 × 3 or 6 × 2, do not, at half the speed. 4 × 2 takes more instructions for as many numbers,
 * a fifth of the time.
 */
export const ROWS: i32 = 3;
export const VECTORS: i32 = 3;

/** Four vectors of four numbers of float32, next to each other from `to` on, as the columns of what was the rows. */
// prettier-ignore
function storeTurned(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, apart: usize): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
  v128.store(to + apart, v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  v128.store(to + 2 * apart, v128.shuffle<i32>(c, d, 0, 1, 4, 5));
  v128.store(to + 3 * apart, v128.shuffle<i32>(c, d, 2, 3, 6, 7));
}

/** Three rows of four numbers of float32 as their columns, one after the other. */
function storeThrees(r0: v128, r1: v128, r2: v128, to: usize): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r1, r2, 1, 5, 2, 6);
  const c = v128.shuffle<i32>(r2, r0, 2, 7, 3, 3);
  v128.store(to, v128.shuffle<i32>(a, r2, 0, 1, 4, 2));
  v128.store(to, v128.shuffle<i32>(b, r0, 0, 1, 6, 2), 16);
  v128.store(to, v128.shuffle<i32>(c, r1, 0, 1, 7, 2), 32);
}

/**
 * Panels of 3 rows of A, a column of each after the other; the last row stands in for rows that are missing.
 */
// prettier-ignore
export function packRows<T>(a: usize, down: i32, across: i32, height: i32, depth: i32, to: usize): void {
  const step = address<T>(0, across);
  let i = 0;
  if (sizeof<T>() === 4 && down === 1)
    while (i + ROWS <= height) {
      const panels = min(TOGETHER, (height - i) / ROWS);
      panelsTogether(address<T>(a, i), step, depth, panels, to);
      to += <usize>(panels * ROWS * depth) * sizeof<T>();
      i += panels * ROWS;
    }
  for (; i < height; i += ROWS) {
    let row0 = address<T>(a, i * down);
    let row1 = address<T>(a, min(i + 1, height - 1) * down);
    let row2 = address<T>(a, min(i + 2, height - 1) * down);
    let p = 0;
    if (sizeof<T>() === 4 && across === 1)
      for (; p + 4 <= depth; p += 4) {
        storeThrees(v128.load(row0), v128.load(row1), v128.load(row2), to);
        row0 += 16;
        row1 += 16;
        row2 += 16;
        to += 48;
      }
    for (; p < depth; p++) {
      store<T>(to, load<T>(row0));
      store<T>(to, load<T>(row1), sizeof<T>());
      store<T>(to, load<T>(row2), 2 * sizeof<T>());
      row0 += step;
      row1 += step;
      row2 += step;
      to += ROWS * sizeof<T>();
    }
  }
}

/** Panels that are packed together: what they read of a column are whole lines of the cache. */
const TOGETHER: i32 = 32;

/**
 * Panels of float32 of columns that lie dense, some at once, so that a line of the cache is read for all of them: three
 * numbers of four columns each make three vectors. Of the columns that are left, four numbers are moved for three: the
 * next column takes the place of the fourth.
 */
function panelsTogether(a: usize, step: usize, depth: i32, panels: i32, to: usize): void {
  const panel = <usize>(ROWS * depth) * 4;
  const wide = <usize>panels * 12;
  const last = to + panel - 12;
  let at = to;
  for (; depth >= 4; depth -= 4) {
    const a1 = a + step;
    const a2 = a1 + step - 4;
    const a3 = a2 + step + 4;
    const a0 = a - 4;
    let place = at;
    for (let i: usize = 0; i < wide; i += 12) {
      const r0 = v128.load(a0 + i);
      const r1 = v128.load(a1 + i);
      const r2 = v128.load(a2 + i);
      const r3 = v128.load(a3 + i);
      v128.store(place, v128.shuffle<i32>(r0, r1, 1, 2, 3, 4));
      v128.store(place, v128.shuffle<i32>(r1, r2, 1, 2, 5, 6), 16);
      v128.store(place, v128.shuffle<i32>(r2, r3, 3, 4, 5, 6), 32);
      place += panel;
    }
    a = a3 + step;
    at += 48;
  }
  for (; at < last; at += 12) {
    let place = at;
    for (let from = a; from < a + wide; from += 12) {
      v128.store(place, v128.load(from));
      place += panel;
    }
    a += step;
  }
  if (at === last)
    for (let p = 0; p < panels; p++) {
      v128.store64_lane(at, v128.load64_zero(a), 0);
      store<f32>(at, load<f32>(a, 8), 8);
      a += 12;
      at += panel;
    }
}

/** Panels of B as wide as a tile, a row of each after the other; the last as many vectors as it needs, 0 behind its end. */
// prettier-ignore
export function packColumns<T>(b: usize, down: i32, across: i32, depth: i32, n: i32, to: usize): void {
  const step = address<T>(0, across);
  for (let j = 0; j < n; ) {
    const there = min(VECTORS * vector<T>(), n - j);
    const vectors = (there + vector<T>() - 1) / vector<T>();
    const row = <usize>vectors << 4;
    const all = vectors * vector<T>() === there;
    const from = address<T>(b, j * across);
    if (all && across === 1) copyVectors<T>(from, down, depth, vectors, to);
    else if (all && sizeof<T>() === 4 && down === 1) turnVectors(from, step, depth, vectors, to);
    else
      for (let p = 0; p < depth; p++) {
        let at = address<T>(from, p * down);
        const place = to + <usize>p * row;
        for (let c = 0; c < there; c++) {
          store<T>(address<T>(place, c), load<T>(at));
          at += step;
        }
        for (let c = there; c < vectors * vector<T>(); c++) store<T>(address<T>(place, c), 0);
      }
    to += <usize>depth * row;
    j += there;
  }
}

/** Rows that lie dense. */
// prettier-ignore
function copyVectors<T>(from: usize, down: i32, depth: i32, vectors: i32, to: usize): void {
  const next = address<T>(0, down);
  for (let p = 0; p < depth; p++) {
    v128.store(to, v128.load(from));
    if (vectors > 1) v128.store(to, v128.load(from, 16), 16);
    if (vectors > 2) v128.store(to, v128.load(from, 32), 32);
    from += next;
    to += <usize>vectors << 4;
  }
}

/** Columns of float32 that lie dense, `step` bytes from one to the next: four by four are turned. */
function turnVectors(from: usize, step: usize, depth: i32, vectors: i32, to: usize): void {
  const row = (<usize>vectors) << 4;
  const wide = (<usize>depth) & ~3;
  for (let v: usize = 0; v < row; v += 16) {
    let place = to + v;
    const end = from + 4 * wide;
    let at = from;
    for (; at < end; at += 16) {
      const next = at + 2 * step;
      // prettier-ignore
      storeTurned(v128.load(at), v128.load(at + step), v128.load(next), v128.load(next + step), place, row);
      place += 4 * row;
    }
    for (let p = wide; p < <usize>depth; p++) {
      for (let c: usize = 0; c < 4; c++) store<f32>(place + 4 * c, load<f32>(at + c * step));
      place += row;
      at += 4;
    }
    from += 4 * step;
  }
}
