// Softmax and its cross-entropy with labels, a row of scores at a time.

import { exp } from "./functions";
import { log } from "./host";
import { address, vector, word } from "./memory";

/**
 * For rows `from` up to `until` of C scores: the largest, Σ e^(s − largest), the probabilities and minus the log of
 * that of the label.
 */
// prettier-ignore
export function crossEntropy<T>(C: i32, scores: usize, labels: usize, largest: usize, sums: usize, probs: usize, losses: usize, from: i32, until: i32): void {
  for (let row = from; row < until; row++) {
    const s = address<T>(scores, row * C);
    const p = address<T>(probs, row * C);
    let most = <T>-Infinity;
    for (let j = 0; j < C; j++) most = max<T>(most, load<T>(address<T>(s, j)));
    const m = v128.splat<T>(most);
    let total: f64 = 0;
    let j = 0;
    for (; j + vector<T>() <= C; j += vector<T>())
      v128.store(address<T>(p, j), exp<T>(v128.sub<T>(v128.load(address<T>(s, j)), m)));
    // The rest by a vector of which only the front is wanted.
    for (; j < C; j++) {
      const e = exp<T>(v128.splat<T>(load<T>(address<T>(s, j)) - most));
      store<T>(address<T>(p, j), v128.extract_lane<T>(e, 0));
    }
    for (j = 0; j < C; j++) total += <f64>load<T>(address<T>(p, j));
    const scale = <T>(1 / total);
    for (j = 0; j < C; j++) {
      const place = address<T>(p, j);
      store<T>(place, load<T>(place) * scale);
    }
    const right = load<T>(address<T>(s, word(labels, row))) - most;
    store<T>(address<T>(largest, row), most);
    store<T>(address<T>(sums, row), <T>total);
    store<T>(address<T>(losses, row), <T>(log(total) - <f64>right));
  }
}

/** dScores = (probs − [j is the label]) · scale for rows `from` up to `until`. */
// prettier-ignore
export function crossEntropyBack<T>(C: i32, probs: usize, labels: usize, scale: f64, dScores: usize, from: i32, until: i32): void {
  const s = v128.splat<T>(<T>scale);
  const start = address<T>(probs, from * C);
  const to = address<T>(dScores, from * C);
  const bytes = <usize>((until - from) * C) * sizeof<T>();
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.mul<T>(v128.load(start + i), s));
  for (; i < bytes; i += sizeof<T>()) store<T>(to + i, load<T>(start + i) * <T>scale);
  for (let row = from; row < until; row++) {
    const at = row * C + word(labels, row);
    store<T>(address<T>(dScores, at), (load<T>(address<T>(probs, at)) - 1) * <T>scale);
  }
}
