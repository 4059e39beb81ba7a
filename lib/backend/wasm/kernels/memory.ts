/** Where number `index` after `base` lies. */
export function address<T>(base: usize, index: i32): usize {
  return base + <usize>index * sizeof<T>();
}

/** Numbers in a vector. */
export function vector<T>(): i32 {
  return 16 / sizeof<T>();
}
