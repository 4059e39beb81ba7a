/** Where number `index` after `base` lies. */
export function address<T>(base: usize, index: i32): usize {
  return base + <usize>index * sizeof<T>();
}

/** Numbers in a vector. */
export function vector<T>(): i32 {
  return 16 / sizeof<T>();
}

/** Word `index` of a table of whole numbers. */
export function word(table: usize, index: i32): i32 {
  return load<i32>(table + ((<usize>index) << 2));
}

/** Copies `count` numbers that are `step` apart to places next to each other. */
export function gatherRow<T>(from: usize, step: i32, count: i32, to: usize): void {
  if (step === 1) {
    memory.copy(to, from, <usize>count * sizeof<T>());
  } else if (step === 0) {
    fill<T>(to, count, load<T>(from));
  } else {
    const apart = <usize>step * sizeof<T>();
    for (let i = 0; i < count; i++) {
      store<T>(to, load<T>(from));
      from += apart;
      to += sizeof<T>();
    }
  }
}

/** Rows `from` up to `until` of those that are wanted: each of `bytes`, as many rows `apart` from x as the table says. */
// prettier-ignore
export function takeRows(x: usize, apart: i32, indices: usize, bytes: usize, to: usize, from: i32, until: i32): void {
  for (let i = from; i < until; i++) memory.copy(to + <usize>i * bytes, x + word(indices, i) * apart, bytes);
}

export function fill<T>(to: usize, count: i32, value: T): void {
  const wide = v128.splat<T>(value);
  for (; count >= vector<T>(); count -= vector<T>()) {
    v128.store(to, wide);
    to += 16;
  }
  for (; count > 0; count--) {
    store<T>(to, value);
    to += sizeof<T>();
  }
}
