// Philox4x32-10 (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405), four counters at a time: the numbers
// of random.ts to the last bit.

import { word } from "./memory";

/** Words of four blocks: word j of block i in lane i of `wj`. */
let w0: v128 = i32x4.splat(0);
let w1: v128 = i32x4.splat(0);
let w2: v128 = i32x4.splat(0);
let w3: v128 = i32x4.splat(0);

/** Blocks `block` to `block` + 3 of a stream. Blocks are counted up to 2³²: 17 billion numbers. */
function philox(block: i32, high: i32, key0: i32, key1: i32): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(0);
  let c2 = i32x4.splat(0);
  let c3 = i32x4.splat(high);
  const m0 = i32x4.splat(<i32>0xd2511f53);
  const m1 = i32x4.splat(<i32>0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const p0 = i64x2.extmul_low_i32x4_u(c0, m0);
    const p1 = i64x2.extmul_high_i32x4_u(c0, m0);
    const q0 = i64x2.extmul_low_i32x4_u(c2, m1);
    const q1 = i64x2.extmul_high_i32x4_u(c2, m1);
    const hi0 = v128.shuffle<i32>(p0, p1, 1, 3, 5, 7);
    const lo0 = v128.shuffle<i32>(p0, p1, 0, 2, 4, 6);
    const hi1 = v128.shuffle<i32>(q0, q1, 1, 3, 5, 7);
    const lo1 = v128.shuffle<i32>(q0, q1, 0, 2, 4, 6);
    c0 = v128.xor(v128.xor(hi1, c1), i32x4.splat(key0));
    c1 = lo1;
    c2 = v128.xor(v128.xor(hi0, c3), i32x4.splat(key1));
    c3 = lo0;
    key0 += <i32>0x9e3779b9;
    key1 += <i32>0xbb67ae85;
  }
  w0 = c0;
  w1 = c1;
  w2 = c2;
  w3 = c3;
}

/** Four words as 1 where their first 24 bits are at least `threshold`, else 0. */
function keep<T>(words: v128, threshold: v128, to: usize): void {
  const ones = v128.and(i32x4.ge_s(i32x4.shr_u(words, 8), threshold), i32x4.splat(1));
  if (sizeof<T>() === 4) {
    v128.store(to, f32x4.convert_i32x4_s(ones));
  } else {
    v128.store(to, f64x2.convert_low_i32x4_s(ones));
    v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(ones, ones, 2, 3, 2, 3)), 16);
  }
}

/**
 * Entries `start` up to `start` + `count` (up to a multiple of 16) of a mask of independent draws: 1 where something
 * is kept. `stream`: low and high word of the seed, the counter, and the share that is dropped times 2²⁴. `start` is
 * a multiple of 16.
 */
export function keepMask<T>(stream: usize, start: i32, count: i32, to: usize): void {
  const threshold = i32x4.splat(word(stream, 3));
  const step = 4 * sizeof<T>();
  for (let i = 0; i < count; i += 16) {
    philox((start + i) >>> 2, word(stream, 1), word(stream, 0), word(stream, 2));
    // Lanes are blocks: turned, so that the words of a block follow one another.
    const a = v128.shuffle<i32>(w0, w1, 0, 4, 1, 5);
    const b = v128.shuffle<i32>(w2, w3, 0, 4, 1, 5);
    const c = v128.shuffle<i32>(w0, w1, 2, 6, 3, 7);
    const d = v128.shuffle<i32>(w2, w3, 2, 6, 3, 7);
    keep<T>(v128.shuffle<i32>(a, b, 0, 1, 4, 5), threshold, to);
    keep<T>(v128.shuffle<i32>(a, b, 2, 3, 6, 7), threshold, to + step);
    keep<T>(v128.shuffle<i32>(c, d, 0, 1, 4, 5), threshold, to + 2 * step);
    keep<T>(v128.shuffle<i32>(c, d, 2, 3, 6, 7), threshold, to + 3 * step);
    to += 4 * step;
  }
}
