// Sums run in float64 whatever the type of the numbers, and always in the same order.

import { address } from "./memory";

/** Two numbers as float64. */
function pair<T>(from: usize): v128 {
  if (sizeof<T>() === 4) return f64x2.promote_low_f32x4(v128.load64_zero(from));
  return v128.load(from);
}

/** Σ x: eight sums side by side, then those. */
export function sum<T>(x: usize, n: i32): f64 {
  const end = address<T>(x, n);
  const step = 8 * sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; x + step <= end; x += step) {
    s0 = f64x2.add(s0, pair<T>(x));
    s1 = f64x2.add(s1, pair<T>(x + 2 * sizeof<T>()));
    s2 = f64x2.add(s2, pair<T>(x + 4 * sizeof<T>()));
    s3 = f64x2.add(s3, pair<T>(x + 6 * sizeof<T>()));
  }
  s0 = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let total = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; x < end; x += sizeof<T>()) total += <f64>load<T>(x);
  return total;
}

/** sums[i] += x[i] for n numbers. */
export function accumulate<T>(x: usize, n: i32, sums: usize): void {
  for (; n >= 2; n -= 2) {
    v128.store(sums, f64x2.add(v128.load(sums), pair<T>(x)));
    x += 2 * sizeof<T>();
    sums += 16;
  }
  if (n > 0) store<f64>(sums, load<f64>(sums) + <f64>load<T>(x));
}
