// C = A B, or C += A B, from tiles of 4 rows × 2 vectors of C that stay in registers: 4 × 8 numbers of
// float32, 4 × 4 of float64. A and B are packed first, so that a tile reads both in sequence.
// (Goto & van de Geijn 2008, Anatomy of High-Performance Matrix Multiplication.)

import { address, vector } from "./memory";

/** Rows of a tile. 4 × 2 accumulators leave registers for B; with 5 or 6 rows they spill, at half the speed. */
const ROWS: i32 = 4;

/** Bytes of a tile's row. */
const WIDTH: usize = 32;

/** How much of the inner dimension is packed at a time: a panel of B then stays in the first cache. */
const DEPTH: i32 = 256;

/** Rows of A that are packed at a time: they stay in the second cache. */
const HEIGHT: i32 = 128;

/** Bytes of a row of B that are packed at a time: with DEPTH rows, a megabyte. */
const BREADTH: i32 = 4096;

/** Where the parts of a thread's workspace begin: packed A, packed B, one tile. Its size: `WORKSPACE` in module.ts. */
const PACKED_B: usize = <usize>(HEIGHT * DEPTH * 8);
const TILE: usize = PACKED_B + <usize>(DEPTH * BREADTH);

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

/** Panels of 4 rows of A, a column of each after the other; the last row stands in for rows that are missing. */
function packA<T>(a: usize, down: i32, across: i32, height: i32, depth: i32, to: usize): void {
  const step = address<T>(0, across);
  for (let i = 0; i < height; i += ROWS) {
    let row0 = address<T>(a, i * down);
    let row1 = address<T>(a, min(i + 1, height - 1) * down);
    let row2 = address<T>(a, min(i + 2, height - 1) * down);
    let row3 = address<T>(a, min(i + 3, height - 1) * down);
    let p = 0;
    if (sizeof<T>() === 4 && across === 1) {
      for (; p + 4 <= depth; p += 4) {
        storeTurned(v128.load(row0), v128.load(row1), v128.load(row2), v128.load(row3), to, 16);
        row0 += 16;
        row1 += 16;
        row2 += 16;
        row3 += 16;
        to += 64;
      }
    } else if (down === 1 && i + ROWS <= height) {
      for (; p < depth; p++) {
        v128.store(to, v128.load(row0));
        if (sizeof<T>() === 8) v128.store(to, v128.load(row0, 16), 16);
        row0 += step;
        to += 4 * sizeof<T>();
      }
    }
    for (; p < depth; p++) {
      store<T>(to, load<T>(row0));
      store<T>(to, load<T>(row1), sizeof<T>());
      store<T>(to, load<T>(row2), 2 * sizeof<T>());
      store<T>(to, load<T>(row3), 3 * sizeof<T>());
      row0 += step;
      row1 += step;
      row2 += step;
      row3 += step;
      to += 4 * sizeof<T>();
    }
  }
}

/** Panels of B as wide as a tile, a row of each after the other; 0 where B has no more columns. */
function packB<T>(b: usize, down: i32, across: i32, depth: i32, n: i32, to: usize): void {
  const width = 2 * vector<T>();
  for (let j = 0; j < n; j += width) {
    const there = min(width, n - j);
    let p = 0;
    if (sizeof<T>() === 4 && down === 1 && there === width) {
      // Columns lie dense: four rows of two times four of them are turned at once.
      const c = address<T>(b, j * across);
      const step = address<T>(0, across);
      for (; p + 4 <= depth; p += 4) {
        for (let half: usize = 0; half < 2; half++) {
          const from = c + <usize>p * 4 + half * 4 * step;
          const next = from + 2 * step;
          storeTurned(
            v128.load(from),
            v128.load(from + step),
            v128.load(next),
            v128.load(next + step),
            to + 16 * half,
            WIDTH,
          );
        }
        to += 4 * WIDTH;
      }
    }
    for (; p < depth; p++) {
      let from = address<T>(b, p * down + j * across);
      if (there === width && across === 1) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let c = 0; c < width; c++) {
          store<T>(to + <usize>c * sizeof<T>(), c < there ? load<T>(from) : <T>0);
          from = address<T>(from, across);
        }
      }
      to += WIDTH;
    }
  }
}

/** One tile of C, whose rows are `row` bytes apart, from a panel of A and a panel of B. */
function tile<T>(a: usize, b: usize, depth: i32, c: usize, row: usize, add: bool): void {
  const c1 = c + row;
  const c2 = c1 + row;
  const c3 = c2 + row;
  let c00 = v128.splat<T>(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  if (add) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(c1);
    c11 = v128.load(c1, 16);
    c20 = v128.load(c2);
    c21 = v128.load(c2, 16);
    c30 = v128.load(c3);
    c31 = v128.load(c3, 16);
  }
  const end = b + <usize>depth * WIDTH;
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let w = v128.load_splat<T>(a);
    c00 = v128.add<T>(c00, v128.mul<T>(w, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(w, b1));
    w = v128.load_splat<T>(a, sizeof<T>());
    c10 = v128.add<T>(c10, v128.mul<T>(w, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(w, b1));
    w = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = v128.add<T>(c20, v128.mul<T>(w, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(w, b1));
    w = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = v128.add<T>(c30, v128.mul<T>(w, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(w, b1));
    a += 4 * sizeof<T>();
    b += WIDTH;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/** A tile that hangs over C's edge: worked on beside it, of which only what is inside goes back and forth. */
// prettier-ignore
function edge<T>(a: usize, b: usize, depth: i32, c: usize, row: usize, rows: i32, columns: i32, add: bool, at: usize): void {
  const bytes = <usize>columns * sizeof<T>();
  if (add) for (let i = 0; i < rows; i++) memory.copy(at + <usize>i * WIDTH, c + <usize>i * row, bytes);
  tile<T>(a, b, depth, at, WIDTH, add);
  for (let i = 0; i < rows; i++) memory.copy(c + <usize>i * row, at + <usize>i * WIDTH, bytes);
}

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B, for k > 0. `down` and `across` are how many numbers lie between
 * neighbors of a column and of a row; the rows of C are dense.
 */
// prettier-ignore
export function gemm<T>(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, b: usize, bDown: i32, bAcross: i32, c: usize, cDown: i32, add: bool, workspace: usize): void {
  const width = 2 * vector<T>();
  const row = <usize>cDown * sizeof<T>();
  const breadth = BREADTH / <i32>sizeof<T>();
  const packedB = workspace + PACKED_B;
  for (let j = 0; j < n; j += breadth) {
    const columns = min(breadth, n - j);
    for (let p = 0; p < k; p += DEPTH) {
      const depth = min(DEPTH, k - p);
      packB<T>(address<T>(b, p * bDown + j * bAcross), bDown, bAcross, depth, columns, packedB);
      for (let i = 0; i < m; i += HEIGHT) {
        const height = min(HEIGHT, m - i);
        packA<T>(address<T>(a, i * aDown + p * aAcross), aDown, aAcross, height, depth, workspace);
        let panel = packedB;
        for (let s = 0; s < columns; s += width) {
          const wide = min(width, columns - s);
          for (let t = 0; t < height; t += ROWS) {
            const high = min(ROWS, height - t);
            const to = address<T>(c, (i + t) * cDown + j + s);
            const from = address<T>(workspace, t * depth);
            if (wide === width && high === ROWS) tile<T>(from, panel, depth, to, row, add || p > 0);
            else edge<T>(from, panel, depth, to, row, high, wide, add || p > 0, workspace + TILE);
          }
          panel += <usize>depth * WIDTH;
        }
      }
    }
  }
}
