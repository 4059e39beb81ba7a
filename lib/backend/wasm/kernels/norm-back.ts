// Normalization, backward; norm-layout.ts says how x is seen.

import { address, vector } from "./memory";
import { columnsBack } from "./norm-columns";
import { entry, Layout, SHORT, total } from "./norm-layout";

/** Σ dy and Σ dy (x − mean) of the last `dots`. */
let plainSum: f64 = 0;
let centeredSum: f64 = 0;

function dots<T>(dY: usize, x: usize, n: i32, mean: T): void {
  plainSum = 0;
  centeredSum = 0;
  const m = v128.splat<T>(mean);
  const width = 2 * vector<T>();
  while (n >= width) {
    // Two of each, as an addition has to wait for the one before.
    let s0 = v128.splat<T>(0);
    let s1 = s0;
    let t0 = s0;
    let t1 = s0;
    let i = 0;
    const most = min(n, SHORT) - width;
    for (; i <= most; i += width) {
      const g0 = v128.load(dY);
      const g1 = v128.load(dY, 16);
      s0 = v128.add<T>(s0, g0);
      s1 = v128.add<T>(s1, g1);
      t0 = v128.add<T>(t0, v128.mul<T>(g0, v128.sub<T>(v128.load(x), m)));
      t1 = v128.add<T>(t1, v128.mul<T>(g1, v128.sub<T>(v128.load(x, 16), m)));
      x += 32;
      dY += 32;
    }
    plainSum += total<T>(v128.add<T>(s0, s1));
    centeredSum += total<T>(v128.add<T>(t0, t1));
    n -= i;
  }
  for (; n > 0; n--) {
    const g = load<T>(dY);
    plainSum += <f64>g;
    centeredSum += <f64>(g * (load<T>(x) - mean));
    x += sizeof<T>();
    dY += sizeof<T>();
  }
}

/** The same with dy · gamma in place of dy, and gamma's and beta's gradients, entry by entry, added to theirs. */
// prettier-ignore
function dotsRow<T>(dY: usize, x: usize, n: i32, mean: T, r: T, gamma: usize, dGamma: usize, dBeta: usize): void {
  plainSum = 0;
  centeredSum = 0;
  const m = v128.splat<T>(mean);
  const root = v128.splat<T>(r);
  let at: usize = 0;
  while (n >= vector<T>()) {
    let s = v128.splat<T>(0);
    let t = s;
    let i = 0;
    const most = min(n, SHORT) - vector<T>();
    for (; i <= most; i += vector<T>()) {
      let g = v128.load(dY + at);
      const c = v128.sub<T>(v128.load(x + at), m);
      v128.store(dBeta + at, v128.add<T>(v128.load(dBeta + at), g));
      v128.store(dGamma + at, v128.add<T>(v128.load(dGamma + at), v128.mul<T>(g, v128.mul<T>(c, root))));
      if (gamma !== 0) g = v128.mul<T>(g, v128.load(gamma + at));
      s = v128.add<T>(s, g);
      t = v128.add<T>(t, v128.mul<T>(g, c));
      at += 16;
    }
    plainSum += total<T>(s);
    centeredSum += total<T>(t);
    n -= i;
  }
  for (; n > 0; n--) {
    let g = load<T>(dY + at);
    const c = load<T>(x + at) - mean;
    store<T>(dBeta + at, load<T>(dBeta + at) + g);
    store<T>(dGamma + at, load<T>(dGamma + at) + g * (c * r));
    if (gamma !== 0) g *= load<T>(gamma + at);
    plainSum += <f64>g;
    centeredSum += <f64>(g * c);
    at += sizeof<T>();
  }
}

/** dx = dy · a − (x − mean) · b − c; where `gamma` is a place, dy is multiplied by its entries too. */
// prettier-ignore
function spreadBack<T>(dY: usize, x: usize, dX: usize, n: i32, mean: T, a: T, b: T, c: T, gamma: usize): void {
  const m = v128.splat<T>(mean);
  const va = v128.splat<T>(a);
  const vb = v128.splat<T>(b);
  const vc = v128.splat<T>(c);
  let i: usize = 0;
  for (; n >= vector<T>(); n -= vector<T>()) {
    let g = v128.mul<T>(v128.load(dY + i), va);
    if (gamma !== 0) g = v128.mul<T>(g, v128.load(gamma + i));
    const along = v128.mul<T>(v128.sub<T>(v128.load(x + i), m), vb);
    v128.store(dX + i, v128.sub<T>(v128.sub<T>(g, along), vc));
    i += 16;
  }
  for (; n > 0; n--) {
    let g = load<T>(dY + i) * a;
    if (gamma !== 0) g *= load<T>(gamma + i);
    store<T>(dX + i, g - (load<T>(x + i) - mean) * b - c);
    i += sizeof<T>();
  }
}

/**
 * dX of blocks `from` up to `until`: d x̂ without its mean and its part along x̂, times r. `means` may be 0, where x is
 * centered. dGamma and dBeta, of `period`
 * entries, are added to: they are this thread's own.
 */
// prettier-ignore
export function normalizeBack<T>(at: Layout, dY: usize, x: usize, gamma: usize, means: usize, roots: usize, dX: usize, dGamma: usize, dBeta: usize, from: i32, until: i32, workspace: usize): void {
  if (at.inner === 1 && at.outer > 1) {
    columnsBack<T>(at, dY, x, gamma, means, roots, dX, dGamma, dBeta, from, until, workspace);
    return;
  }
  const inner = at.inner;
  const count = <f64>at.outer * <f64>inner;
  for (let block = from; block < until; block++) {
    const mean = entry<T>(means, block, 0);
    const r = load<T>(address<T>(roots, block));
    let plain: f64 = 0;
    let along: f64 = 0;
    for (let o = 0; o < at.outer; o++) {
      const start = (o * at.blocks + block) * inner;
      if (at.every === 1) {
        const p = (block * inner) % at.period;
        dotsRow<T>(address<T>(dY, start), address<T>(x, start), inner, mean, r, gamma && address<T>(gamma, p), address<T>(dGamma, p), address<T>(dBeta, p));
        plain += plainSum;
        along += centeredSum;
        continue;
      }
      for (let i = 0; i < inner; i += at.every) {
        const p = ((block * inner + i) / at.every) % at.period;
        dots<T>(address<T>(dY, start + i), address<T>(x, start + i), min(at.every, inner), mean);
        const scale = <f64>entry<T>(gamma, p, 1);
        plain += scale * plainSum;
        along += scale * centeredSum;
        const toGamma = address<T>(dGamma, p);
        const toBeta = address<T>(dBeta, p);
        store<T>(toGamma, load<T>(toGamma) + <T>(centeredSum * <f64>r));
        store<T>(toBeta, load<T>(toBeta) + <T>plainSum);
      }
    }
    const b = <T>((<f64>r * <f64>r * <f64>r * along) / count);
    const c = <T>((<f64>r * plain) / count);
    for (let o = 0; o < at.outer; o++) {
      const start = (o * at.blocks + block) * inner;
      if (at.every === 1) {
        const p = (block * inner) % at.period;
        spreadBack<T>(address<T>(dY, start), address<T>(x, start), address<T>(dX, start), inner, mean, r, b, c, gamma && address<T>(gamma, p));
        continue;
      }
      for (let i = 0; i < inner; i += at.every) {
        const p = ((block * inner + i) / at.every) % at.period;
        spreadBack<T>(address<T>(dY, start + i), address<T>(x, start + i), address<T>(dX, start + i), min(at.every, inner), mean, r * entry<T>(gamma, p, 1), b, c, 0);
      }
    }
  }
}
