// Softmax and its cross-entropy with labels, a row of scores at a time.

import { joinPower4, splitPower4 } from "./functions";
import * as host from "./host";
import { address, vector, word } from "./memory";
import { SHORT, total } from "./norm-layout";

/** The largest of n numbers; NaN if there is one. */
function largestOf<T>(x: usize, n: i32): T {
  let most = <T>-Infinity;
  let i = 0;
  if (n >= vector<T>()) {
    let wide = v128.splat<T>(most);
    for (; i + vector<T>() <= n; i += vector<T>())
      wide = v128.max<T>(wide, v128.load(address<T>(x, i)));
    most = max<T>(v128.extract_lane<T>(wide, 0), v128.extract_lane<T>(wide, 1));
    if (sizeof<T>() === 4)
      most = max<T>(most, max<T>(v128.extract_lane<T>(wide, 2), v128.extract_lane<T>(wide, 3)));
  }
  for (; i < n; i++) most = max<T>(most, load<T>(address<T>(x, i)));
  return most;
}

/** The largest of n numbers where none is NaN: comparing without an eye for it takes one instruction, not eight. */
function quicklyLargest<T>(x: usize, n: i32): T {
  let most = <T>-Infinity;
  let i = 0;
  if (n >= 2 * vector<T>()) {
    let a = v128.load(x);
    let b = v128.load(x, 16);
    for (i = 2 * vector<T>(); i + 2 * vector<T>() <= n; i += 2 * vector<T>()) {
      const from = address<T>(x, i);
      a = v128.pmax<T>(a, v128.load(from));
      b = v128.pmax<T>(b, v128.load(from, 16));
    }
    a = v128.pmax<T>(a, b);
    most = max<T>(v128.extract_lane<T>(a, 0), v128.extract_lane<T>(a, 1));
    if (sizeof<T>() === 4)
      most = max<T>(most, max<T>(v128.extract_lane<T>(a, 2), v128.extract_lane<T>(a, 3)));
  }
  for (; i < n; i++) most = max<T>(most, load<T>(address<T>(x, i)));
  return most;
}

/** y = x · scale for n numbers. */
function scaleBy<T>(x: usize, n: i32, scale: T, y: usize): void {
  const s = v128.splat<T>(scale);
  const bytes = <usize>n * sizeof<T>();
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, v128.mul<T>(v128.load(x + i), s));
  for (; i < bytes; i += sizeof<T>()) store<T>(y + i, load<T>(x + i) * scale);
}

/**
 * y = e^(x − most) for n numbers, none above `most`, and its sum: short ones in the type of the numbers. `powers` is a
 * place for SHORT numbers.
 */
function exponentials<T>(x: usize, n: i32, most: T, y: usize, powers: usize): f64 {
  let all: f64 = 0;
  if (sizeof<T>() === 8) {
    for (let i = 0; i < n; i++) {
      const e = host.exp(<f64>(load<T>(address<T>(x, i)) - most));
      store<T>(address<T>(y, i), <T>e);
      all += e;
    }
    return all;
  }
  const m = f32x4.splat(<f32>most);
  while (n > 0) {
    const count = min(n, SHORT);
    const whole = (<usize>(count & ~3)) << 2;
    for (let i: usize = 0; i < whole; i += 16)
      v128.store(y + i, splitPower4(f32x4.sub(v128.load(x + i), m), powers + i));
    let s = f32x4.splat(0);
    for (let i: usize = 0; i < whole; i += 16) {
      const e = joinPower4(v128.load(y + i), v128.load(powers + i));
      v128.store(y + i, e);
      s = f32x4.add(s, e);
    }
    all += total<T>(s);
    // The rest by vectors of which only the front is wanted.
    for (let i = whole; i < (<usize>count) << 2; i += 4) {
      const r = splitPower4(f32x4.splat(<f32>(load<T>(x + i) - most)), powers);
      const e = f32x4.extract_lane(joinPower4(r, v128.load(powers)), 0);
      store<T>(y + i, <T>e);
      all += <f64>e;
    }
    n -= count;
    x += (<usize>count) << 2;
    y += (<usize>count) << 2;
  }
  return all;
}

/**
 * For rows `from` up to `until` of C scores: the largest, Σ e^(s − largest), the probabilities and minus the log of
 * that of the label.
 */
// prettier-ignore
export function crossEntropy<T>(C: i32, scores: usize, labels: usize, largest: usize, sums: usize, probs: usize, losses: usize, from: i32, until: i32, workspace: usize): void {
  for (let row = from; row < until; row++) {
    const s = address<T>(scores, row * C);
    const p = address<T>(probs, row * C);
    let most = quicklyLargest<T>(s, C);
    const sum = exponentials<T>(s, C, most, p, workspace);
    // NaN among the scores, or an infinite one: NaN is all that comes of the row.
    if (isNaN(sum)) most = largestOf<T>(s, C);
    scaleBy<T>(p, C, <T>(1 / sum), p);
    const right = load<T>(address<T>(s, word(labels, row))) - most;
    store<T>(address<T>(largest, row), most);
    store<T>(address<T>(sums, row), <T>sum);
    store<T>(address<T>(losses, row), <T>(host.log(sum) - <f64>right));
  }
}

/** dScores = (probs − [j is the label]) · scale for rows `from` up to `until`. */
// prettier-ignore
export function crossEntropyBack<T>(C: i32, probs: usize, labels: usize, scale: f64, dScores: usize, from: i32, until: i32): void {
  scaleBy<T>(address<T>(probs, from * C), (until - from) * C, <T>scale, address<T>(dScores, from * C));
  for (let row = from; row < until; row++) {
    const at = row * C + word(labels, row);
    store<T>(address<T>(dScores, at), (load<T>(address<T>(probs, at)) - 1) * <T>scale);
  }
}
