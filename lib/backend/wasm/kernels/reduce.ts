// Sums run in float64 whatever the type of the numbers, and always in the same order.

import { address, word } from "./memory";

const SUM: i32 = 0;
const MAX: i32 = 1;
const MIN: i32 = 2;
const ARGMAX: i32 = 3;

/** Two numbers as float64. */
function pair<T>(from: usize): v128 {
  if (sizeof<T>() === 4) return f64x2.promote_low_f32x4(v128.load64_zero(from));
  return v128.load(from);
}

function sumOfEight(a: v128, b: v128, c: v128, d: v128): f64 {
  const all = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
}

/** Σ x: eight sums side by side, then those. */
export function sum<T>(x: usize, n: i32): f64 {
  const end = address<T>(x, n);
  const step = 8 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; x + step <= end; x += step) {
    s0 = f64x2.add(s0, pair<T>(x));
    s1 = f64x2.add(s1, pair<T>(x + 2 * sizeof<T>()));
    s2 = f64x2.add(s2, pair<T>(x + 4 * sizeof<T>()));
    s3 = f64x2.add(s3, pair<T>(x + 6 * sizeof<T>()));
  }
  let total = sumOfEight(s0, s1, s2, s3);
  for (; x < end; x += sizeof<T>()) total += <f64>load<T>(x);
  return total;
}

/** Numbers of a piece in `sums`. */
const PIECE: i32 = 32768;

/** Σ x y, the products in the type of the numbers: added as in `sum`. */
function sumOfProducts<T>(x: usize, y: usize, n: i32): f64 {
  const end = address<T>(x, n);
  const step = 8 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; x + step <= end; x += step) {
    if (sizeof<T>() === 4) {
      const a = f32x4.mul(v128.load(x), v128.load(y));
      const b = f32x4.mul(v128.load(x, 16), v128.load(y, 16));
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a));
      s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1)));
      s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b));
      s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1)));
    } else {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
    }
    y += step;
  }
  let total = sumOfEight(s0, s1, s2, s3);
  for (; x < end; x += sizeof<T>()) {
    total += <f64>(load<T>(x) * load<T>(y));
    y += sizeof<T>();
  }
  return total;
}

/** Pieces `from` up to `until` of n numbers: to[piece] = Σ x, or Σ x y unless y is 0. */
// prettier-ignore
export function sums<T>(x: usize, y: usize, n: i32, to: usize, from: i32, until: i32): void {
  for (let piece = from; piece < until; piece++) {
    const start = piece * PIECE;
    const count = min(PIECE, n - start);
    const at = address<T>(x, start);
    const result = y === 0 ? sum<T>(at, count) : sumOfProducts<T>(at, address<T>(y, start), count);
    store<f64>(address<f64>(to, piece), result);
  }
}

/** How far number `index`, counted in row-major order, of axes (rank, then size and stride each) is from the first. */
function offset(axes: usize, index: i32): i32 {
  let at = 0;
  for (let axis = word(axes, 0) - 1; axis >= 0; axis--) {
    const size = word(axes, 2 * axis + 1);
    at += (index % size) * word(axes, 2 * axis + 2);
    index /= size;
  }
  return at;
}

/** One result: over rows that are `step` apart in them. */
function along<T>(op: i32, x: usize, axes: usize, rows: i32, length: i32, step: i32): f64 {
  let best: f64 = op === MIN ? Infinity : -Infinity;
  let total: f64 = 0;
  let where = 0;
  for (let row = 0; row < rows; row++) {
    let at = address<T>(x, offset(axes, row));
    if (op === SUM) {
      if (step === 1) {
        total += sum<T>(at, length);
      } else {
        for (let i = 0; i < length; i++) total += <f64>load<T>(address<T>(at, i * step));
      }
    } else {
      for (let i = 0; i < length; i++) {
        const value = <f64>load<T>(address<T>(at, i * step));
        if (op === ARGMAX) {
          if (value > best || isNaN(value)) {
            best = value;
            where = i;
            if (isNaN(value)) return where;
          }
        } else best = op === MAX ? max(best, value) : min(best, value);
      }
    }
  }
  return op === SUM ? total : op === ARGMAX ? <f64>where : best;
}

/** sums[i] += x[i] of four rows, one after the other. */
function addFour<T>(x0: usize, x1: usize, x2: usize, x3: usize, n: i32, sums: usize): void {
  let i: usize = 0;
  for (; n >= 2; n -= 2) {
    let s = f64x2.add(v128.load(sums), pair<T>(x0 + i));
    s = f64x2.add(s, pair<T>(x1 + i));
    s = f64x2.add(s, pair<T>(x2 + i));
    v128.store(sums, f64x2.add(s, pair<T>(x3 + i)));
    i += 2 * sizeof<T>();
    sums += 16;
  }
  if (n > 0) {
    const s = load<f64>(sums) + <f64>load<T>(x0 + i) + <f64>load<T>(x1 + i);
    store<f64>(sums, s + <f64>load<T>(x2 + i) + <f64>load<T>(x3 + i));
  }
}

/** sums[i] += x[i], or the larger or smaller of the two, for n numbers. */
function accumulate<T>(op: i32, x: usize, n: i32, sums: usize): void {
  if (op === SUM) {
    for (; n >= 2; n -= 2) {
      v128.store(sums, f64x2.add(v128.load(sums), pair<T>(x)));
      x += 2 * sizeof<T>();
      sums += 16;
    }
    if (n > 0) store<f64>(sums, load<f64>(sums) + <f64>load<T>(x));
  } else {
    for (let i = 0; i < n; i++) {
      const value = <f64>load<T>(address<T>(x, i));
      const at = address<f64>(sums, i);
      store<f64>(at, op === MAX ? max(load<f64>(at), value) : min(load<f64>(at), value));
    }
  }
}

/** Results at a time in `across`. */
const CHUNK: i32 = 512;

/**
 * y = op over some axes of x: results `from` up to `until`. `kept` and `over` are axes: rank, then a size and a stride
 * each. Where the last kept axis lies dense and the last reduced one does not, many results are worked on at once.
 */
// prettier-ignore
export function reduce<T>(op: i32, x: usize, kept: usize, over: usize, y: usize, from: i32, until: i32, workspace: usize): void {
  const rank = word(over, 0);
  const length = word(over, 2 * rank - 1);
  const step = word(over, 2 * rank);
  let rows = 1;
  for (let axis = 0; axis < rank - 1; axis++) rows *= word(over, 2 * axis + 1);
  const keptRank = word(kept, 0);
  const width = keptRank === 0 ? 1 : word(kept, 2 * keptRank - 1);
  const dense = keptRank > 0 && word(kept, 2 * keptRank) === 1;
  if (op === ARGMAX || !dense || width < 8 || step === 1) {
    // The row is told apart from the axes before it.
    store<i32>(workspace, rank - 1);
    memory.copy(workspace + 4, over + 4, <usize>(rank - 1) * 8);
    for (let o = from; o < until; o++)
      store<T>(address<T>(y, o), <T>along<T>(op, address<T>(x, offset(kept, o)), workspace, rows, length, step));
    return;
  }
  const first: f64 = op === SUM ? 0 : op === MAX ? -Infinity : Infinity;
  const all = rows * length;
  for (let o = from; o < until; ) {
    const count = min(min(CHUNK, width - (o % width)), until - o);
    const start = address<T>(x, offset(kept, o));
    for (let i = 0; i < count; i++) store<f64>(address<f64>(workspace, i), first);
    let r = 0;
    if (op === SUM)
      for (; r + 4 <= all; r += 4)
        addFour<T>(
          address<T>(start, offset(over, r)),
          address<T>(start, offset(over, r + 1)),
          address<T>(start, offset(over, r + 2)),
          address<T>(start, offset(over, r + 3)),
          count,
          workspace,
        );
    for (; r < all; r++) accumulate<T>(op, address<T>(start, offset(over, r)), count, workspace);
    for (let i = 0; i < count; i++) store<T>(address<T>(y, o + i), <T>load<f64>(address<f64>(workspace, i)));
    o += count;
  }
}
