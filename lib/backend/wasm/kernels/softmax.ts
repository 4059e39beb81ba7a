// Softmax and its cross-entropy with labels, a row of scores at a time.

import { expBelow } from "./functions";
import { log } from "./host";
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

/** y = e^(x − most) for n numbers, none above `most`, and its sum: short ones in the type of the numbers. */
function exponentials<T>(x: usize, n: i32, most: T, y: usize): f64 {
  const m = v128.splat<T>(most);
  let all: f64 = 0;
  let j = 0;
  while (j + vector<T>() <= n) {
    let s = v128.splat<T>(0);
    const end = min(n, j + SHORT);
    for (; j + vector<T>() <= end; j += vector<T>()) {
      const e = expBelow<T>(v128.sub<T>(v128.load(address<T>(x, j)), m));
      v128.store(address<T>(y, j), e);
      s = v128.add<T>(s, e);
    }
    all += total<T>(s);
  }
  // The rest by a vector of which only the front is wanted.
  for (; j < n; j++) {
    const e = expBelow<T>(v128.splat<T>(load<T>(address<T>(x, j)) - most));
    const first = v128.extract_lane<T>(e, 0);
    store<T>(address<T>(y, j), first);
    all += <f64>first;
  }
  return all;
}

/**
 * For rows `from` up to `until` of C scores: the largest, Σ e^(s − largest), the probabilities and minus the log of
 * that of the label.
 */
// prettier-ignore
export function crossEntropy<T>(C: i32, scores: usize, labels: usize, largest: usize, sums: usize, probs: usize, losses: usize, from: i32, until: i32): void {
  for (let row = from; row < until; row++) {
    const s = address<T>(scores, row * C);
    const p = address<T>(probs, row * C);
    let most = quicklyLargest<T>(s, C);
    const sum = exponentials<T>(s, C, most, p);
    // NaN among the scores, or an infinite one: NaN is all that comes of the row.
    if (isNaN(sum)) most = largestOf<T>(s, C);
    scaleBy<T>(p, C, <T>(1 / sum), p);
    const right = load<T>(address<T>(s, word(labels, row))) - most;
    store<T>(address<T>(largest, row), most);
    store<T>(address<T>(sums, row), <T>sum);
    store<T>(address<T>(losses, row), <T>(log(sum) - <f64>right));
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
