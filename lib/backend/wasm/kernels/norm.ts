// Normalization, forward; norm-layout.ts says how x is seen.

import { address, vector } from "./memory";
import { columns } from "./norm-columns";
import { entry, Layout, rootOf, SHORT, STRETCH, total } from "./norm-layout";

function sum<T>(x: usize, n: i32): f64 {
  let all: f64 = 0;
  while (n >= 2 * vector<T>()) {
    let s = v128.splat<T>(0);
    let t = s;
    let i = 0;
    const most = min(n, SHORT) - 2 * vector<T>();
    for (; i <= most; i += 2 * vector<T>()) {
      s = v128.add<T>(s, v128.load(x));
      t = v128.add<T>(t, v128.load(x, 16));
      x += 32;
    }
    all += total<T>(v128.add<T>(s, t));
    n -= i;
  }
  for (; n > 0; n--) {
    all += <f64>load<T>(x);
    x += sizeof<T>();
  }
  return all;
}

/** Σ (x − mean)² */
function squares<T>(x: usize, n: i32, mean: T): f64 {
  let all: f64 = 0;
  const m = v128.splat<T>(mean);
  while (n >= 2 * vector<T>()) {
    let s = v128.splat<T>(0);
    let t = s;
    let i = 0;
    const most = min(n, SHORT) - 2 * vector<T>();
    for (; i <= most; i += 2 * vector<T>()) {
      const a = v128.sub<T>(v128.load(x), m);
      const b = v128.sub<T>(v128.load(x, 16), m);
      s = v128.add<T>(s, v128.mul<T>(a, a));
      t = v128.add<T>(t, v128.mul<T>(b, b));
      x += 32;
    }
    all += total<T>(v128.add<T>(s, t));
    n -= i;
  }
  for (; n > 0; n--) {
    const a = load<T>(x) - mean;
    all += <f64>(a * a);
    x += sizeof<T>();
  }
  return all;
}

/** y = (x − mean) · scale + shift, one of each for all. */
function affine<T>(x: usize, y: usize, n: i32, mean: T, scale: T, shift: T): void {
  const m = v128.splat<T>(mean);
  const s = v128.splat<T>(scale);
  const b = v128.splat<T>(shift);
  for (; n >= vector<T>(); n -= vector<T>()) {
    v128.store(y, v128.add<T>(v128.mul<T>(v128.sub<T>(v128.load(x), m), s), b));
    x += 16;
    y += 16;
  }
  for (; n > 0; n--) {
    store<T>(y, (load<T>(x) - mean) * scale + shift);
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** y = (x − mean) · r · gamma + beta, entry by entry; gamma and beta may be 0, where there are none. */
function affineRow<T>(x: usize, y: usize, n: i32, mean: T, r: T, gamma: usize, beta: usize): void {
  const m = v128.splat<T>(mean);
  const s = v128.splat<T>(r);
  let i: usize = 0;
  for (; n >= vector<T>(); n -= vector<T>()) {
    let v = v128.mul<T>(v128.sub<T>(v128.load(x + i), m), s);
    if (gamma !== 0) v = v128.mul<T>(v, v128.load(gamma + i));
    if (beta !== 0) v = v128.add<T>(v, v128.load(beta + i));
    v128.store(y + i, v);
    i += 16;
  }
  for (; n > 0; n--) {
    let v = (load<T>(x + i) - mean) * r;
    if (gamma !== 0) v *= load<T>(gamma + i);
    if (beta !== 0) v += load<T>(beta + i);
    store<T>(y + i, v);
    i += sizeof<T>();
  }
}

/** Mean, variance and y of blocks `from` up to `until`. */
// prettier-ignore
export function normalize<T>(at: Layout, eps: f64, x: usize, gamma: usize, beta: usize, y: usize, means: usize, variances: usize, from: i32, until: i32, workspace: usize): void {
  if (at.inner === 1 && at.outer > 1) {
    columns<T>(at, eps, x, gamma, beta, y, means, variances, from, until, workspace);
    return;
  }
  const inner = at.inner;
  const count = <f64>at.outer * <f64>inner;
  for (let block = from; block < until; block++) {
    // A stretch after another while it is in the first cache; mean and squares of all from those of each (Chan et al.).
    let center: f64 = 0;
    let spread: f64 = 0;
    for (let o = 0; o < at.outer; o++) {
      const start = address<T>(x, (o * at.blocks + block) * inner);
      for (let i = 0; i < inner; i += STRETCH) {
        const n = min(STRETCH, inner - i);
        const part = address<T>(start, i);
        const own = sum<T>(part, n) / <f64>n;
        const before = <f64>o * <f64>inner + <f64>i;
        const apart = own - center;
        center += (apart * <f64>n) / (before + <f64>n);
        spread += squares<T>(part, n, <T>own) + (apart * apart * before * <f64>n) / (before + <f64>n);
      }
    }
    const mean = <T>center;
    const variance = <T>(spread / count);
    store<T>(address<T>(means, block), mean);
    store<T>(address<T>(variances, block), variance);
    const r = rootOf<T>(variance, eps);
    for (let o = 0; o < at.outer; o++) {
      const start = (o * at.blocks + block) * inner;
      if (at.every === 1) {
        const p = (block * inner) % at.period;
        affineRow<T>(address<T>(x, start), address<T>(y, start), inner, mean, r, gamma && address<T>(gamma, p), beta && address<T>(beta, p));
        continue;
      }
      for (let i = 0; i < inner; i += at.every) {
        const p = ((block * inner + i) / at.every) % at.period;
        affine<T>(address<T>(x, start + i), address<T>(y, start + i), min(at.every, inner), mean, r * entry<T>(gamma, p, 1), entry<T>(beta, p, 0));
      }
    }
  }
}
