// Softmax and its cross-entropy with labels, a row of scores at a time.

import { exp } from "./functions";
import { log } from "./host";
import { address, vector, word } from "./memory";
import { sum } from "./reduce";

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

/** y = x · scale for n numbers. */
function scaleBy<T>(x: usize, n: i32, scale: T, y: usize): void {
  const s = v128.splat<T>(scale);
  const bytes = <usize>n * sizeof<T>();
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, v128.mul<T>(v128.load(x + i), s));
  for (; i < bytes; i += sizeof<T>()) store<T>(y + i, load<T>(x + i) * scale);
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
    const most = largestOf<T>(s, C);
    const m = v128.splat<T>(most);
    let j = 0;
    for (; j + vector<T>() <= C; j += vector<T>())
      v128.store(address<T>(p, j), exp<T>(v128.sub<T>(v128.load(address<T>(s, j)), m)));
    // The rest by a vector of which only the front is wanted.
    for (; j < C; j++) {
      const e = exp<T>(v128.splat<T>(load<T>(address<T>(s, j)) - most));
      store<T>(address<T>(p, j), v128.extract_lane<T>(e, 0));
    }
    const total = sum<T>(p, C);
    scaleBy<T>(p, C, <T>(1 / total), p);
    const right = load<T>(address<T>(s, word(labels, row))) - most;
    store<T>(address<T>(largest, row), most);
    store<T>(address<T>(sums, row), <T>total);
    store<T>(address<T>(losses, row), <T>(log(total) - <f64>right));
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
