// y = op(a) and y = a op b for `bytes` of numbers one after another. Vectors only: all three places have
// room up to a multiple of 16 bytes. Results are those of the reference to the last bit, NaN included.

/** In the order of `WASM_UNARY`. */
export function unary<T>(op: i32, a: usize, y: usize, bytes: usize): void {
  switch (op) {
    case 0:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.neg<T>(v128.load(a + i)));
      break;
    case 1:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.abs<T>(v128.load(a + i)));
      break;
    case 2:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.sqrt<T>(v128.load(a + i)));
      break;
  }
}

/** In the order of `WASM_BINARY`. */
// prettier-ignore
export function binary<T>(op: i32, a: usize, b: usize, y: usize, bytes: usize): void {
  const one = v128.splat<T>(1);
  switch (op) {
    case 0:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.add<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 1:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.sub<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 2:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.mul<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 3:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.div<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 4:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.max<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 5:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.min<T>(v128.load(a + i), v128.load(b + i)));
      break;
    case 6:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.gt<T>(v128.load(a + i), v128.load(b + i)), one));
      break;
    case 7:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.lt<T>(v128.load(a + i), v128.load(b + i)), one));
      break;
    case 8:
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.eq<T>(v128.load(a + i), v128.load(b + i)), one));
      break;
  }
}
