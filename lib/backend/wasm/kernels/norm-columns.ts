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

/** sums += part for n numbers. */
function addTo<T>(sums: usize, part: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
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
    for (let o = 0; o < at.outer; o++) affineRow<T>(start + <usize>o * row, address<T>(y, first) + <usize>o * row, bytes, mean, scale, shift);
  }
}

/** y = (x − mean) · scale + shift */
// prettier-ignore
function affineRow<T>(x: usize, y: usize, bytes: usize, mean: usize, scale: usize, shift: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const v = v128.mul<T>(v128.sub<T>(v128.load(x + i), v128.load(mean + i)), v128.load(scale + i));
    v128.store(y + i, v128.add<T>(v, v128.load(shift + i)));
  }
  for (; i < bytes; i += sizeof<T>())
    store<T>(y + i, (load<T>(x + i) - load<T>(mean + i)) * load<T>(scale + i) + load<T>(shift + i));
}

/** plain = Σ dy and along = Σ dy (x − mean) over up to ROWS rows. */
// prettier-ignore
function dotRows<T>(dY: usize, x: usize, row: usize, rows: i32, bytes: usize, mean: usize, plain: usize, along: usize): void {
  memory.fill(plain, 0, bytes + 16);
  memory.fill(along, 0, bytes + 16);
  for (; rows >= 2; rows -= 2) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const m = v128.load(mean + i);
      const g = v128.load(dY + i);
      const h = v128.load(dY + row + i);
      const a = v128.mul<T>(g, v128.sub<T>(v128.load(x + i), m));
      const b = v128.mul<T>(h, v128.sub<T>(v128.load(x + row + i), m));
      v128.store(plain + i, v128.add<T>(v128.load(plain + i), v128.add<T>(g, h)));
      v128.store(along + i, v128.add<T>(v128.load(along + i), v128.add<T>(a, b)));
    }
    dY += 2 * row;
    x += 2 * row;
  }
  if (rows > 0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const g = v128.load(dY + i);
      const a = v128.mul<T>(g, v128.sub<T>(v128.load(x + i), v128.load(mean + i)));
      v128.store(plain + i, v128.add<T>(v128.load(plain + i), g));
      v128.store(along + i, v128.add<T>(v128.load(along + i), a));
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
    for (let o = 0; o < at.outer; o++) {
      const skipped = <usize>o * row;
      spreadRow<T>(up + skipped, start + skipped, address<T>(dX, first) + skipped, bytes, mean, a, b, c);
    }
  }
}

/** dx = dy · a − (x − mean) · b − c */
// prettier-ignore
function spreadRow<T>(dY: usize, x: usize, dX: usize, bytes: usize, mean: usize, a: usize, b: usize, c: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const centered = v128.sub<T>(v128.load(x + i), v128.load(mean + i));
    const direct = v128.sub<T>(v128.mul<T>(v128.load(dY + i), v128.load(a + i)), v128.mul<T>(centered, v128.load(b + i)));
    v128.store(dX + i, v128.sub<T>(direct, v128.load(c + i)));
  }
  for (; i < bytes; i += sizeof<T>()) {
    const centered = load<T>(x + i) - load<T>(mean + i);
    store<T>(dX + i, load<T>(dY + i) * load<T>(a + i) - centered * load<T>(b + i) - load<T>(c + i));
  }
}
