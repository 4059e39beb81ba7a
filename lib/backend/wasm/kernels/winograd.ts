// Convolution with 3 × 3 filters, without stride, by the bilinear form of Winograd: y = Aᵀ [(G w Gᵀ) ∘ (Bᵀ x B)] A for
// a tile of 2 × 2 entries of y, which sees 4 × 4 of x. The product entry by entry is, over channels, 16 products of
// matrices with 16 multiplications where 36 would be. (Lavin & Gray 2016, https://arxiv.org/abs/1509.09308)
// Tiles that are neighbors in a row are worked on together, as many as a vector has numbers: a quad.

import { multiply, upTo } from "./gemm";
import { address, fill, vector } from "./memory";
import { ROWS, VECTORS } from "./pack";

/** Images of C channels, H × W, padded above and on the left; F channels of results, down × across. */
// @ts-ignore: decorator
@unmanaged
export class Tiling {
  C: i32;
  H: i32;
  W: i32;
  top: i32;
  left: i32;
  F: i32;
  down: i32;
  across: i32;
}

/** Quads that are worked on together: then what is made of them stays in the second cache. */
const QUADS: i32 = 12;

/** Bytes between matrices, so that the same place of each falls on another line of the first cache. */
const APART: usize = 192;

/** Tiles from top to bottom. */
export function tilesDown(rows: i32): i32 {
  return (rows + 1) >> 1;
}

/** Quads in a row. */
export function quadsAcross<T>(columns: i32): i32 {
  return (columns + 2 * vector<T>() - 1) / (2 * vector<T>());
}

/** Numbers in a row of a plane: its even columns, then its odd ones. */
export function planeRow<T>(across: i32): i32 {
  return 2 * (quadsAcross<T>(across) + 1) * vector<T>();
}

/** Rows of a plane. */
export function planeRows(down: i32): i32 {
  return 2 * tilesDown(down) + 2;
}

/**
 * A channel with what lies around it, 0: even columns of each row apart from odd ones, so that a vector of either is
 * one column of a quad's tiles.
 */
// prettier-ignore
export function spreadPlane<T>(image: usize, H: i32, W: i32, top: i32, left: i32, rows: i32, row: i32, to: usize): void {
  fill<T>(to, rows * row, 0);
  const half = row >> 1;
  // Where the image's even columns go, and its odd ones.
  const even = (left & 1) * half + (left >> 1);
  const odd = (1 - (left & 1)) * half + ((left + 1) >> 1);
  to = address<T>(to, top * row);
  for (let i = 0; i < H; i++) {
    let j = 0;
    for (; j + 2 * vector<T>() <= W; j += 2 * vector<T>()) {
      const a = v128.load(address<T>(image, j));
      const b = v128.load(address<T>(image, j + vector<T>()));
      v128.store(address<T>(to, even + (j >> 1)), evens<T>(a, b));
      v128.store(address<T>(to, odd + (j >> 1)), odds<T>(a, b));
    }
    for (; j < W; j++) store<T>(address<T>(to, (j & 1 ? odd : even) + (j >> 1)), load<T>(address<T>(image, j)));
    image = address<T>(image, W);
    to = address<T>(to, row);
  }
}

function evens<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() === 4) return v128.shuffle<f32>(a, b, 0, 2, 4, 6);
  return v128.shuffle<f64>(a, b, 0, 2);
}
function odds<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() === 4) return v128.shuffle<f32>(a, b, 1, 3, 5, 7);
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** Column j of x B for row `at` of a quad. */
export function columnOfX<T>(at: usize, half: usize, j: i32): v128 {
  const next = sizeof<T>();
  if (j === 0) return v128.sub<T>(v128.load(at), v128.load(at + next));
  if (j === 1) return v128.add<T>(v128.load(at + half), v128.load(at + next));
  if (j === 2) return v128.sub<T>(v128.load(at + next), v128.load(at + half));
  return v128.sub<T>(v128.load(at + half), v128.load(at + half + next));
}

/** Column j of Bᵀ x B for a quad: to matrices j, 4 + j, 8 + j and 12 + j, which are `apart` bytes apart. */
function columnOf<T>(at: usize, row: usize, j: i32, to: usize, apart: usize): void {
  const half = row >> 1;
  const r0 = columnOfX<T>(at, half, j);
  const r1 = columnOfX<T>(at + row, half, j);
  const r2 = columnOfX<T>(at + 2 * row, half, j);
  const r3 = columnOfX<T>(at + 3 * row, half, j);
  to += <usize>j * apart;
  v128.store(to, v128.sub<T>(r0, r2));
  v128.store(to + 4 * apart, v128.add<T>(r1, r2));
  v128.store(to + 8 * apart, v128.sub<T>(r2, r1));
  v128.store(to + 12 * apart, v128.sub<T>(r1, r3));
}

/**
 * G w Gᵀ of outputs `from` up to `until` as 16 packed matrices (outputs, inputs), 0 for outputs there are not. Filters are `outer` numbers apart from
 * output to output and `inner` from input to input; turned by half a circle if `turned`, as on the way back.
 */
// prettier-ignore
export function winogradFilters<T>(inputs: i32, outputs: i32, w: usize, outer: i32, inner: i32, turned: bool, to: usize, from: i32, until: i32): void {
  const apart = <usize>(upTo(outputs, ROWS) * inputs) * sizeof<T>();
  const half = <T>0.5;
  for (let o = from; o < until; o++)
    for (let i = 0; i < inputs; i++) {
      const filter = address<T>(w, o * outer + i * inner);
      let place = address<T>(to, (o / ROWS) * ROWS * inputs + i * ROWS + (o % ROWS));
      for (let u = 0; u < 4; u++) {
        const there = o < outputs;
        const a = there ? entryOf<T>(filter, u, 0, turned) : 0;
        const b = there ? entryOf<T>(filter, u, 1, turned) : 0;
        const c = there ? entryOf<T>(filter, u, 2, turned) : 0;
        const outside = (a + c) * half;
        store<T>(place, a);
        store<T>(place + apart, outside + b * half);
        store<T>(place + 2 * apart, outside - b * half);
        store<T>(place + 3 * apart, c);
        place += 4 * apart;
      }
    }
}

/** Entry (u, v) of G w. */
function entryOf<T>(filter: usize, u: i32, v: i32, turned: bool): T {
  const a = load<T>(address<T>(filter, turned ? 8 - v : v));
  const b = load<T>(address<T>(filter, turned ? 5 - v : 3 + v));
  const c = load<T>(address<T>(filter, turned ? 2 - v : 6 + v));
  if (u === 0) return a;
  if (u === 3) return c;
  const outside = (a + c) * <T>0.5;
  return u === 1 ? outside + b * <T>0.5 : outside - b * <T>0.5;
}

/** Aᵀ m A of a quad of channel f, two rows of y; `at` is the quad's vector in the first of the matrices. */
// prettier-ignore
function finish<T>(at: usize, apart: usize, bias: v128, y: usize, rows: i32, columns: i32, row: usize, own: usize): void {
  finishRow<T>(upper<T>(at, apart), upper<T>(at + apart, apart), upper<T>(at + 2 * apart, apart), upper<T>(at + 3 * apart, apart), bias, columns, y, own);
  if (rows > 1)
    finishRow<T>(lower<T>(at, apart), lower<T>(at + apart, apart), lower<T>(at + 2 * apart, apart), lower<T>(at + 3 * apart, apart), bias, columns, y + row, own);
}

/** The first row of Aᵀ m, and the second. */
function upper<T>(m: usize, apart: usize): v128 {
  return v128.add<T>(v128.load(m), v128.add<T>(v128.load(m + 4 * apart), v128.load(m + 8 * apart)));
}
function lower<T>(m: usize, apart: usize): v128 {
  return v128.sub<T>(
    v128.sub<T>(v128.load(m + 4 * apart), v128.load(m + 8 * apart)),
    v128.load(m + 12 * apart),
  );
}

/** A row of y from one of Aᵀ m. */
// prettier-ignore
function finishRow<T>(m0: v128, m1: v128, m2: v128, m3: v128, bias: v128, columns: i32, to: usize, own: usize): void {
  const even = v128.add<T>(v128.add<T>(m0, m1), v128.add<T>(m2, bias));
  const odd = v128.add<T>(v128.sub<T>(m1, m2), v128.sub<T>(bias, m3));
  interleave<T>(even, odd, columns, to, own);
}

/** Even and odd columns as one row, as far as there are any. */
function interleave<T>(even: v128, odd: v128, columns: i32, to: usize, own: usize): void {
  const whole = columns >= 2 * vector<T>();
  const place = whole ? to : own;
  if (sizeof<T>() === 4) {
    v128.store(place, v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
    v128.store(place, v128.shuffle<f32>(even, odd, 2, 6, 3, 7), 16);
  } else {
    v128.store(place, v128.shuffle<f64>(even, odd, 0, 2));
    v128.store(place, v128.shuffle<f64>(even, odd, 1, 3), 16);
  }
  if (!whole)
    for (let j = 0; j < columns; j++) store<T>(address<T>(to, j), load<T>(address<T>(own, j)));
}

/**
 * y for images `from` up to `until`, from packed filters (winogradFilters); b may be 0, where there is none. `own` is a
 * place of the thread's: planes, 16 packed matrices (channels, tiles), 16 matrices (F, tiles), a quad of y.
 */
// prettier-ignore
export function winograd<T>(at: Tiling, x: usize, filters: usize, b: usize, y: usize, own: usize, from: i32, until: i32): void {
  const C = at.C;
  const F = upTo(at.F, ROWS);
  const rows = planeRows(at.down);
  const row = planeRow<T>(at.across);
  const quads = quadsAcross<T>(at.across);
  const all = tilesDown(at.down) * quads;
  const bytes = <usize>row * sizeof<T>();
  const plane = rows * row;
  const packed = address<T>(own, C * plane);
  const products = packed + 16 * (<usize>(C * QUADS) * 16 + APART);
  const spare = products + 16 * (<usize>(F * QUADS) * 16 + APART);
  for (let n = from; n < until; n++) {
    for (let c = 0; c < C; c++)
      spreadPlane<T>(address<T>(x, (n * C + c) * at.H * at.W), at.H, at.W, at.top, at.left, rows, row, address<T>(own, c * plane));
    for (let first = 0; first < all; first += QUADS) {
      const count = min(QUADS, all - first);
      const panels = <usize>(C * count) * 16 + APART;
      const results = <usize>(F * count) * 16 + APART;
      const startRow = first / quads;
      const startQuad = first % quads;
      for (let c = 0; c < C; c++) {
        let i = startRow;
        let j = startQuad;
        for (let q = 0; q < count; q++) {
          // As packColumns of pack.ts would put it.
          const wide = min(VECTORS, count - (q / VECTORS) * VECTORS);
          const to = packed + <usize>((q / VECTORS) * VECTORS * C + c * wide + (q % VECTORS)) * 16;
          const tile = address<T>(own, c * plane + 2 * i * row + j * vector<T>());
          columnOf<T>(tile, bytes, 0, to, panels);
          columnOf<T>(tile, bytes, 1, to, panels);
          columnOf<T>(tile, bytes, 2, to, panels);
          columnOf<T>(tile, bytes, 3, to, panels);
          if (++j === quads) {
            j = 0;
            i++;
          }
        }
      }
      for (let k: usize = 0; k < 16; k++)
        multiply<T>(F, C, count * vector<T>(), address<T>(filters, <i32>k * F * C), 0, packed + k * panels, 0, products + k * results, count * vector<T>(), false, spare);
      for (let f = 0; f < at.F; f++) {
        const bias = v128.splat<T>(b === 0 ? <T>0 : load<T>(address<T>(b, f)));
        const out = address<T>(y, (n * at.F + f) * at.down * at.across);
        let i = startRow;
        let j = startQuad;
        for (let q = 0; q < count; q++) {
          const left = 2 * j * vector<T>();
          finish<T>(products + <usize>(f * count + q) * 16, results, bias, address<T>(out, 2 * i * at.across + left), at.down - 2 * i, at.across - left, <usize>at.across * sizeof<T>(), spare);
          if (++j === quads) {
            j = 0;
            i++;
          }
        }
      }
    }
  }
}
