// Normalization of blocks that are columns, both ways: rows are walked, some at once, so that memory is read in
// sequence; norm-layout.ts says how x is seen. Sums may take in what is behind the last column, up to a whole vector.

import { address } from "./memory";
import { entry, Layout, rootOf } from "./norm-layout";

/** Columns that are worked on together: what is summed of them stays in the first cache. */
const COLUMNS: i32 = 1024;

/** Numbers of a place for as many, up to a whole vector. */
const PLACE: i32 = COLUMNS + 4;

/** Rows that are summed in the type of the numbers before float64 takes over; a multiple of four. */
const ROWS: i32 = 16;

/** Two numbers as float64. */
function wide<T>(two: usize): v128 {
  return sizeof<T>() === 8 ? v128.load(two) : f64x2.promote_low_f32x4(v128.load64_zero(two));
}

/** sums += part for n numbers. */
function addTo<T>(sums: usize, part: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const to = address<f64>(sums, i);
    const from = address<T>(part, i);
    v128.store(to, f64x2.add(v128.load(to), wide<T>(from)));
    v128.store(to, f64x2.add(v128.load(to, 16), wide<T>(from + 2 * sizeof<T>())), 16);
  }
  for (; i < n; i++) {
    const place = address<f64>(sums, i);
    store<f64>(place, load<f64>(place) + <f64>load<T>(address<T>(part, i)));
  }
}

/** part = Σ x over up to ROWS rows that are `row` bytes apart. */
function sumRows<T>(x: usize, row: usize, rows: i32, bytes: usize, part: usize): void {
  memory.fill(part, 0, bytes + 16);
  for (; rows >= 4; rows -= 4) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    for (let i: usize = 0; i < bytes; i += 16) {
      const a = v128.add<T>(v128.load(x + i), v128.load(x1 + i));
      const b = v128.add<T>(v128.load(x2 + i), v128.load(x3 + i));
      v128.store(part + i, v128.add<T>(v128.load(part + i), v128.add<T>(a, b)));
    }
    x = x3 + row;
  }
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(part + i, v128.add<T>(v128.load(part + i), v128.load(x + i)));
    x += row;
  }
}

function square<T>(x: usize, mean: v128): v128 {
  const centered = v128.sub<T>(v128.load(x), mean);
  return v128.mul<T>(centered, centered);
}

/** part = Σ (x − mean)² */
// prettier-ignore
function squareRows<T>(x: usize, row: usize, rows: i32, bytes: usize, mean: usize, part: usize): void {
  memory.fill(part, 0, bytes + 16);
  for (; rows >= 4; rows -= 4) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    for (let i: usize = 0; i < bytes; i += 16) {
      const m = v128.load(mean + i);
      const a = v128.add<T>(square<T>(x + i, m), square<T>(x1 + i, m));
      const b = v128.add<T>(square<T>(x2 + i, m), square<T>(x3 + i, m));
      v128.store(part + i, v128.add<T>(v128.load(part + i), v128.add<T>(a, b)));
    }
    x = x3 + row;
  }
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(part + i, v128.add<T>(v128.load(part + i), square<T>(x + i, v128.load(mean + i))));
    x += row;
  }
}

/** Mean, variance and y of columns `from` up to `until`. */
// prettier-ignore
export function columns<T>(at: Layout, eps: f64, x: usize, gamma: usize, beta: usize, y: usize, means: usize, variances: usize, from: i32, until: i32, workspace: usize): void {
  const row = address<T>(0, at.blocks);
  const count = <f64>at.outer;
  const part = workspace;
  const mean = address<T>(part, PLACE);
  const scale = address<T>(mean, PLACE);
  const shift = address<T>(scale, PLACE);
  const sums = address<f64>(shift, PLACE);
  for (let first = from; first < until; first += COLUMNS) {
    const n = min(COLUMNS, until - first);
    const bytes = <usize>n * sizeof<T>();
    const start = address<T>(x, first);
    memory.fill(sums, 0, <usize>n << 3);
    for (let o = 0; o < at.outer; o += ROWS) {
      sumRows<T>(start + <usize>o * row, row, min(ROWS, at.outer - o), bytes, part);
      addTo<T>(sums, part, n);
    }
    for (let i = 0; i < n; i++) store<T>(address<T>(mean, i), <T>(load<f64>(address<f64>(sums, i)) / count));
    memory.fill(sums, 0, <usize>n << 3);
    for (let o = 0; o < at.outer; o += ROWS) {
      squareRows<T>(start + <usize>o * row, row, min(ROWS, at.outer - o), bytes, mean, part);
      addTo<T>(sums, part, n);
    }
    for (let i = 0; i < n; i++) {
      const variance = <T>(load<f64>(address<f64>(sums, i)) / count);
      store<T>(address<T>(means, first + i), load<T>(address<T>(mean, i)));
      store<T>(address<T>(variances, first + i), variance);
      store<T>(address<T>(scale, i), rootOf<T>(variance, eps) * entry<T>(gamma, first + i, 1));
      store<T>(address<T>(shift, i), entry<T>(beta, first + i, 0));
    }
    affineRows<T>(start, address<T>(y, first), row, at.outer, bytes, mean, scale, shift);
  }
}

/** (x − mean) · scale + shift */
function affine<T>(x: usize, mean: v128, scale: v128, shift: v128): v128 {
  return v128.add<T>(v128.mul<T>(v128.sub<T>(v128.load(x), mean), scale), shift);
}

/** y = (x − mean) · scale + shift for rows that are `row` bytes apart. */
// prettier-ignore
function affineRows<T>(x: usize, y: usize, row: usize, rows: i32, bytes: usize, mean: usize, scale: usize, shift: usize): void {
  const whole = bytes & ~15;
  for (; rows >= 4; rows -= 4) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    const y1 = y + row;
    const y2 = y1 + row;
    const y3 = y2 + row;
    for (let i: usize = 0; i < whole; i += 16) {
      const m = v128.load(mean + i);
      const s = v128.load(scale + i);
      const b = v128.load(shift + i);
      v128.store(y + i, affine<T>(x + i, m, s, b));
      v128.store(y1 + i, affine<T>(x1 + i, m, s, b));
      v128.store(y2 + i, affine<T>(x2 + i, m, s, b));
      v128.store(y3 + i, affine<T>(x3 + i, m, s, b));
    }
    for (let o = 0; o < 4; o++) affineFrom<T>(whole, x + o * row, y + o * row, bytes, mean, scale, shift);
    x = x3 + row;
    y = y3 + row;
  }
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < whole; i += 16)
      v128.store(y + i, affine<T>(x + i, v128.load(mean + i), v128.load(scale + i), v128.load(shift + i)));
    affineFrom<T>(whole, x, y, bytes, mean, scale, shift);
    x += row;
    y += row;
  }
}

/** The same for what is left of one row, number by number. */
// prettier-ignore
function affineFrom<T>(i: usize, x: usize, y: usize, bytes: usize, mean: usize, scale: usize, shift: usize): void {
  for (; i < bytes; i += sizeof<T>())
    store<T>(y + i, (load<T>(x + i) - load<T>(mean + i)) * load<T>(scale + i) + load<T>(shift + i));
}

/** dy (x − mean) */
function weighted<T>(dY: v128, x: usize, mean: v128): v128 {
  return v128.mul<T>(dY, v128.sub<T>(v128.load(x), mean));
}

/** plain = Σ dy and along = Σ dy (x − mean) over up to ROWS rows. */
// prettier-ignore
function dotRows<T>(dY: usize, x: usize, row: usize, rows: i32, bytes: usize, mean: usize, plain: usize, along: usize): void {
  memory.fill(plain, 0, bytes + 16);
  memory.fill(along, 0, bytes + 16);
  for (; rows >= 4; rows -= 4) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    const dY1 = dY + row;
    const dY2 = dY1 + row;
    const dY3 = dY2 + row;
    for (let i: usize = 0; i < bytes; i += 16) {
      const m = v128.load(mean + i);
      const g = v128.load(dY + i);
      const g1 = v128.load(dY1 + i);
      const g2 = v128.load(dY2 + i);
      const g3 = v128.load(dY3 + i);
      const a = v128.add<T>(weighted<T>(g, x + i, m), weighted<T>(g1, x1 + i, m));
      const b = v128.add<T>(weighted<T>(g2, x2 + i, m), weighted<T>(g3, x3 + i, m));
      const sum = v128.add<T>(v128.add<T>(g, g1), v128.add<T>(g2, g3));
      v128.store(plain + i, v128.add<T>(v128.load(plain + i), sum));
      v128.store(along + i, v128.add<T>(v128.load(along + i), v128.add<T>(a, b)));
    }
    dY = dY3 + row;
    x = x3 + row;
  }
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const g = v128.load(dY + i);
      v128.store(plain + i, v128.add<T>(v128.load(plain + i), g));
      v128.store(along + i, v128.add<T>(v128.load(along + i), weighted<T>(g, x + i, v128.load(mean + i))));
    }
    dY += row;
    x += row;
  }
}

/** dX of columns `from` up to `until`, and their dGamma and dBeta. */
// prettier-ignore
export function columnsBack<T>(at: Layout, dY: usize, x: usize, gamma: usize, means: usize, roots: usize, dX: usize, dGamma: usize, dBeta: usize, from: i32, until: i32, workspace: usize): void {
  const row = address<T>(0, at.blocks);
  const count = <f64>at.outer;
  const plainPart = workspace;
  const alongPart = address<T>(plainPart, PLACE);
  const a = address<T>(alongPart, PLACE);
  const b = address<T>(a, PLACE);
  const c = address<T>(b, PLACE);
  const mean = address<T>(c, PLACE);
  const plain = address<T>(mean, PLACE);
  const along = address<f64>(plain, PLACE);
  for (let first = from; first < until; first += COLUMNS) {
    const n = min(COLUMNS, until - first);
    const bytes = <usize>n * sizeof<T>();
    const up = address<T>(dY, first);
    const start = address<T>(x, first);
    for (let i = 0; i < n; i++) store<T>(address<T>(mean, i), entry<T>(means, first + i, 0));
    memory.fill(plain, 0, <usize>n << 3);
    memory.fill(along, 0, <usize>n << 3);
    for (let o = 0; o < at.outer; o += ROWS) {
      const skipped = <usize>o * row;
      dotRows<T>(up + skipped, start + skipped, row, min(ROWS, at.outer - o), bytes, mean, plainPart, alongPart);
      addTo<T>(plain, plainPart, n);
      addTo<T>(along, alongPart, n);
    }
    for (let i = 0; i < n; i++) {
      const r = <f64>load<T>(address<T>(roots, first + i));
      const s = load<f64>(address<f64>(plain, i));
      const t = load<f64>(address<f64>(along, i));
      const scale = r * <f64>entry<T>(gamma, first + i, 1);
      store<T>(address<T>(dBeta, first + i), <T>s);
      store<T>(address<T>(dGamma, first + i), <T>(t * r));
      store<T>(address<T>(a, i), <T>scale);
      store<T>(address<T>(b, i), <T>((scale * r * r * t) / count));
      store<T>(address<T>(c, i), <T>((scale * s) / count));
    }
    spreadRows<T>(up, start, address<T>(dX, first), row, at.outer, bytes, mean, a, b, c);
  }
}

/** dy · a − (x − mean) · b − c */
function spread<T>(dY: usize, x: usize, mean: v128, a: v128, b: v128, c: v128): v128 {
  const centered = v128.sub<T>(v128.load(x), mean);
  return v128.sub<T>(v128.sub<T>(v128.mul<T>(v128.load(dY), a), v128.mul<T>(centered, b)), c);
}

/** dx = dy · a − (x − mean) · b − c for rows that are `row` bytes apart, the last ones first: they were read last and are still in the cache. */
// prettier-ignore
function spreadRows<T>(dY: usize, x: usize, dX: usize, row: usize, rows: i32, bytes: usize, mean: usize, a: usize, b: usize, c: usize): void {
  const whole = bytes & ~15;
  let skipped = <usize>rows * row;
  for (; rows >= 2; rows -= 2) {
    skipped -= 2 * row;
    const dY0 = dY + skipped;
    const dY1 = dY0 + row;
    const x0 = x + skipped;
    const x1 = x0 + row;
    const dX0 = dX + skipped;
    const dX1 = dX0 + row;
    for (let i: usize = 0; i < whole; i += 16) {
      const m = v128.load(mean + i);
      const p = v128.load(a + i);
      const q = v128.load(b + i);
      const r = v128.load(c + i);
      v128.store(dX0 + i, spread<T>(dY0 + i, x0 + i, m, p, q, r));
      v128.store(dX1 + i, spread<T>(dY1 + i, x1 + i, m, p, q, r));
    }
    spreadFrom<T>(whole, dY0, x0, dX0, bytes, mean, a, b, c);
    spreadFrom<T>(whole, dY1, x1, dX1, bytes, mean, a, b, c);
  }
  if (rows > 0) {
    for (let i: usize = 0; i < whole; i += 16)
      v128.store(dX + i, spread<T>(dY + i, x + i, v128.load(mean + i), v128.load(a + i), v128.load(b + i), v128.load(c + i)));
    spreadFrom<T>(whole, dY, x, dX, bytes, mean, a, b, c);
  }
}

/** The same for what is left of one row, number by number. */
// prettier-ignore
function spreadFrom<T>(i: usize, dY: usize, x: usize, dX: usize, bytes: usize, mean: usize, a: usize, b: usize, c: usize): void {
  for (; i < bytes; i += sizeof<T>()) {
    const centered = load<T>(x + i) - load<T>(mean + i);
    store<T>(dX + i, load<T>(dY + i) * load<T>(a + i) - centered * load<T>(b + i) - load<T>(c + i));
  }
}
