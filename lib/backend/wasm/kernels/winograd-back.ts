// The gradient of filters by the form of winograd.ts, turned around: dw = Gᵀ [Σ (A dy Aᵀ) ∘ (Bᵀ x B)] G, where what is
// summed over images and tiles are 16 products of matrices (F, tiles) (tiles, C).

import { upTo } from "./gemm";
import { address, fill, vector, word } from "./memory";
import {
  columnOfX,
  planeRow,
  planeRows,
  quadsAcross,
  spreadPlane,
  tilesDown,
  Tiling,
} from "./winograd";

/** Quads that are worked on together. */
const QUADS: i32 = 32;

/** Rows of a tile of their products: filters and channels up to a multiple of these. */
const FILTERS: i32 = 4;
const CHANNELS: i32 = 2;

/** Bytes of a row of the matrices. */
const LENGTH: usize = 16 * 32;

/** Row i of Bᵀ x B for a quad, whose columns go to places `apart` bytes apart. */
function rowOfX<T>(at: usize, row: usize, i: i32, to: usize, apart: usize): void {
  const first = at + (i === 0 ? 0 : i === 2 ? 2 * row : row);
  const second = at + (i === 2 ? row : i === 3 ? 3 * row : 2 * row);
  const half = row >> 1;
  combine<T>(columnOfX<T>(first, half, 0), columnOfX<T>(second, half, 0), i, to);
  combine<T>(columnOfX<T>(first, half, 1), columnOfX<T>(second, half, 1), i, to + apart);
  combine<T>(columnOfX<T>(first, half, 2), columnOfX<T>(second, half, 2), i, to + 2 * apart);
  combine<T>(columnOfX<T>(first, half, 3), columnOfX<T>(second, half, 3), i, to + 3 * apart);
}

function combine<T>(a: v128, b: v128, i: i32, to: usize): void {
  v128.store(to, i === 1 ? v128.add<T>(a, b) : v128.sub<T>(a, b));
}

/** Row i of A dy Aᵀ for a quad. */
function rowOfY<T>(at: usize, row: usize, i: i32, to: usize, apart: usize): void {
  const half = row >> 1;
  let even = v128.load(at);
  let odd = v128.load(at + half);
  const e = v128.load(at + row);
  const o = v128.load(at + row + half);
  if (i === 1) {
    even = v128.add<T>(even, e);
    odd = v128.add<T>(odd, o);
  } else if (i === 2) {
    even = v128.sub<T>(even, e);
    odd = v128.sub<T>(odd, o);
  } else if (i === 3) {
    even = v128.neg<T>(e);
    odd = v128.neg<T>(o);
  }
  v128.store(to, even);
  v128.store(to + apart, v128.add<T>(even, odd));
  v128.store(to + 2 * apart, v128.sub<T>(even, odd));
  v128.store(to + 3 * apart, v128.neg<T>(odd));
}

function addProduct<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/** Four numbers from `place` on += the totals of four vectors. */
function addTotals<T>(place: usize, a: v128, b: v128, c: v128, d: v128): void {
  if (sizeof<T>() === 4) {
    const s = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
    const t = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
    const all = f32x4.add(v128.shuffle<f32>(s, t, 0, 1, 4, 5), v128.shuffle<f32>(s, t, 2, 3, 6, 7));
    v128.store(place, f32x4.add(v128.load(place), all));
  } else {
    const s = f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
    const t = f64x2.add(v128.shuffle<f64>(c, d, 0, 2), v128.shuffle<f64>(c, d, 1, 3));
    v128.store(place, f64x2.add(v128.load(place), s));
    v128.store(place, f64x2.add(v128.load(place, 16), t), 16);
  }
}

/**
 * C += B Aᵀ for four rows of A and two of B, of which `bytes` are there; rows of C are `row` bytes apart. With 3 × 3,
 * as in gemm.ts, V8 loads all six vectors first, which is more than there are registers for, at half the speed.
 */
// prettier-ignore
function addDots<T>(a: usize, b: usize, bytes: usize, c: usize, row: usize): void {
  let c00 = v128.splat<T>(0), c01 = c00, c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (const end = a + bytes; a < end; a += 16) {
    const x = v128.load(b);
    const y = v128.load(b, LENGTH);
    let w = v128.load(a);
    c00 = addProduct<T>(c00, w, x);
    c01 = addProduct<T>(c01, w, y);
    w = v128.load(a, LENGTH);
    c10 = addProduct<T>(c10, w, x);
    c11 = addProduct<T>(c11, w, y);
    w = v128.load(a, 2 * LENGTH);
    c20 = addProduct<T>(c20, w, x);
    c21 = addProduct<T>(c21, w, y);
    w = v128.load(a, 3 * LENGTH);
    c30 = addProduct<T>(c30, w, x);
    c31 = addProduct<T>(c31, w, y);
    b += 16;
  }
  addTotals<T>(c, c00, c10, c20, c30);
  addTotals<T>(c + row, c01, c11, c21, c31);
}

/**
 * Adds what images `from` up to `until` give to `sums`: 16 matrices (C, F), with rows and columns for whole tiles. `own` is a place of the thread's: planes of x and of dY, four matrices (F, tiles) and
 * four (C, tiles), where in a plane tiles begin.
 */
// prettier-ignore
export function winogradBack<T>(at: Tiling, x: usize, dY: usize, sums: usize, own: usize, from: i32, until: i32): void {
  const C = upTo(at.C, CHANNELS);
  const F = upTo(at.F, FILTERS);
  const rows = planeRows(at.down);
  const row = planeRow<T>(at.across);
  const bytes = <usize>row * sizeof<T>();
  const quads = quadsAcross<T>(at.across);
  const all = tilesDown(at.down) * quads;
  const plane = rows * row;
  const upstream = address<T>(own, C * plane);
  const left = upstream + <usize>(F * plane) * sizeof<T>();
  const right = left + <usize>(4 * F * QUADS) * 16;
  const tiles = right + <usize>(4 * C * QUADS) * 16;
  // Channels that there are not are 0.
  fill<T>(own, (C + F) * plane, 0);
  for (let n = from; n < until; n++) {
    for (let c = 0; c < at.C; c++)
      spreadPlane<T>(address<T>(x, (n * at.C + c) * at.H * at.W), at.H, at.W, at.top, at.left, rows, row, address<T>(own, c * plane));
    for (let f = 0; f < at.F; f++)
      spreadPlane<T>(address<T>(dY, (n * at.F + f) * at.down * at.across), at.down, at.across, 0, 0, rows, row, address<T>(upstream, f * plane));
    for (let first = 0; first < all; first += QUADS) {
      const count = min(QUADS, all - first);
      const there = <usize>count << 4;
      for (let q = 0; q < count; q++) {
        const tile = ((first + q) / quads) * 2 * row + ((first + q) % quads) * vector<T>();
        store<i32>(address<i32>(tiles, q), tile);
      }
      for (let i = 0; i < 4; i++) {
        for (let f = 0; f < F; f++) {
          const from = address<T>(upstream, f * plane);
          const to = left + <usize>f * LENGTH;
          for (let q = 0; q < count; q++) {
            rowOfY<T>(address<T>(from, word(tiles, q)), bytes, i, to + (<usize>q << 4), <usize>F * LENGTH);
          }
        }
        for (let c = 0; c < C; c++) {
          const from = address<T>(own, c * plane);
          const to = right + <usize>c * LENGTH;
          for (let q = 0; q < count; q++) {
            rowOfX<T>(address<T>(from, word(tiles, q)), bytes, i, to + (<usize>q << 4), <usize>C * LENGTH);
          }
        }
        for (let j = 0; j < 4; j++) {
          const a = left + <usize>(j * F) * LENGTH;
          const b = right + <usize>(j * C) * LENGTH;
          const to = address<T>(sums, (4 * i + j) * F * C);
          for (let f = 0; f < F; f += FILTERS)
            for (let c = 0; c < C; c += CHANNELS)
              addDots<T>(a + <usize>f * LENGTH, b + <usize>c * LENGTH, there, address<T>(to, c * F + f), <usize>F * sizeof<T>());
        }
      }
    }
  }
}

/** Gᵀ u G for filters `from` up to `until`, of C channels. */
// prettier-ignore
export function winogradFiltersBack<T>(C: i32, F: i32, sums: usize, dW: usize, from: i32, until: i32): void {
  const columns = upTo(F, FILTERS);
  const apart = <usize>(upTo(C, CHANNELS) * columns) * sizeof<T>();
  for (let f = from; f < until; f++)
    for (let c = 0; c < C; c++) {
      const at = address<T>(sums, c * columns + f);
      const to = address<T>(dW, (f * C + c) * 9);
      for (let v = 0; v < 3; v++) {
        const a = narrowed<T>(at, apart, v);
        const b = narrowed<T>(at + 4 * apart, apart, v);
        const d = narrowed<T>(at + 8 * apart, apart, v);
        const e = narrowed<T>(at + 12 * apart, apart, v);
        store<T>(address<T>(to, v), a + (b + d) * <T>0.5);
        store<T>(address<T>(to, 3 + v), (b - d) * <T>0.5);
        store<T>(address<T>(to, 6 + v), (b + d) * <T>0.5 + e);
      }
    }
}

/** Entry v of a row of u G. */
function narrowed<T>(at: usize, apart: usize, v: i32): T {
  const b = load<T>(at + apart);
  const c = load<T>(at + 2 * apart);
  if (v === 1) return (b - c) * <T>0.5;
  const both = (b + c) * <T>0.5;
  return v === 0 ? load<T>(at) + both : both + load<T>(at + 3 * apart);
}
