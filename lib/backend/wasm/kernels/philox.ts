// Masks of independent draws by Philox4x32-10 (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405): the
// numbers of random.ts to the last bit.

import { word } from "./memory";

// Constants of loops lie in memory: see functions.ts.
const FACTORS = memory.data<u32>([0xd2511f53, 0xcd9e8d57]);
const BITS = memory.data<u32>([1, 2, 4, 8, 16, 32, 64, 128]);
const PAIR = memory.data<u64>([1, 2]);
const ONE = memory.data<f32>([1]);
const ONE_64 = memory.data<f64>([1]);
const ROUNDS: usize = 10;

/** Bytes of a round's two keys, each in every lane of a vector. */
const KEYS: usize = 32;

/** The high and the low halves of the products of unsigned words. */
function high(a: v128, b: v128): v128 {
  const p = i64x2.extmul_low_i32x4_u(a, b);
  const q = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(p, q, 1, 3, 5, 7);
}
function low(a: v128, b: v128): v128 {
  const p = i64x2.extmul_low_i32x4_u(a, b);
  const q = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(p, q, 0, 2, 4, 6);
}

/** a ⊕ b, and the vector that lies at a place. */
function mixed(a: v128, b: v128, key: usize): v128 {
  return v128.xor(v128.xor(a, b), v128.load(key));
}

/** A bit for each word of four blocks, 1 where its first 24 bits are at least `threshold`. Lane i holds block i. */
// prettier-ignore
function kept(w0: v128, w1: v128, w2: v128, w3: v128, threshold: v128): i32 {
  const first = i16x8.narrow_i32x4_s(atLeast(w0, threshold), atLeast(w1, threshold));
  const last = i16x8.narrow_i32x4_s(atLeast(w2, threshold), atLeast(w3, threshold));
  const all = i8x16.narrow_i16x8_s(first, last);
  // Turned, so that the words of a block follow one another.
  return i8x16.bitmask(v128.shuffle<i8>(all, all, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}
function atLeast(words: v128, threshold: v128): v128 {
  return i32x4.ge_s(i32x4.shr_u(words, 8), threshold);
}

/**
 * A bit for each of the entries `start` up to `start` + `count`, up to a multiple of 32: word j of four blocks in the
 * lanes of `aj`, of the next four in those of `bj`, which the processor works out beside one another.
 */
// prettier-ignore
function draw(stream: usize, start: i32, count: i32, to: usize): void {
  const threshold = i32x4.splat(word(stream, 0));
  const keys = stream + 16;
  const m0 = v128.load_splat<u32>(FACTORS), m1 = v128.load_splat<u32>(FACTORS, 4);
  for (let i = 0; i < count; i += 32) {
    let a0 = i32x4.add(i32x4.splat((start + i) >>> 2), i32x4(0, 1, 2, 3)), b0 = i32x4.add(a0, i32x4.splat(4));
    let a1 = i32x4.splat(0), b1 = a1;
    let a2 = a1, b2 = a1;
    let a3 = i32x4.splat(word(stream, 1)), b3 = a3;
    for (let key = keys; key < keys + ROUNDS * KEYS; key += KEYS) {
      const p = a0, q = b0;
      a0 = mixed(high(a2, m1), a1, key);
      a1 = low(a2, m1);
      a2 = mixed(high(p, m0), a3, key + 16);
      a3 = low(p, m0);
      b0 = mixed(high(b2, m1), b1, key);
      b1 = low(b2, m1);
      b2 = mixed(high(q, m0), b3, key + 16);
      b3 = low(q, m0);
    }
    store<u16>(to, kept(a0, a1, a2, a3, threshold));
    store<u16>(to, kept(b0, b1, b2, b3, threshold), 2);
    to += 4;
  }
}

/** 1 or 0 for each of `count` bits, up to a multiple of 8. */
function spread<T>(bits: usize, count: i32, to: usize): void {
  const one = sizeof<T>() === 4 ? v128.load_splat<f32>(ONE) : v128.load_splat<f64>(ONE_64);
  const first = v128.load(BITS);
  const last = v128.load(BITS, 16);
  const pair = v128.load(PAIR);
  for (let i = 0; i < count; i += 8) {
    if (sizeof<T>() === 4) {
      const eight = i32x4.splat(load<u8>(bits));
      v128.store(to, v128.and(i32x4.eq(v128.and(eight, first), first), one));
      v128.store(to, v128.and(i32x4.eq(v128.and(eight, last), last), one), 16);
    } else {
      let rest = i64x2.splat(load<u8>(bits));
      for (let j: usize = 0; j < 64; j += 16) {
        v128.store(to + j, v128.and(i64x2.eq(v128.and(rest, pair), pair), one));
        rest = i64x2.shr_u(rest, 2);
      }
    }
    bits++;
    to += 8 * sizeof<T>();
  }
}

/**
 * Entries `start` up to `start` + `count` (up to a multiple of 8) of a mask of independent draws: 1 where something is
 * kept. `start` is a multiple of 8. `stream`: the share that is dropped times 2²⁴, the high word of the seed, the place
 * of the mask's bits and 1 if they were drawn before, then the keys of each round, made of the seed's low word and the
 * counter. Who draws entries at the same time draws the same bits.
 */
export function keepMask<T>(stream: usize, start: i32, count: i32, to: usize): void {
  const bits = <usize>word(stream, 2) + (start >>> 3);
  if (word(stream, 3) === 0) draw(stream, start, count, bits);
  spread<T>(bits, count, to);
}
