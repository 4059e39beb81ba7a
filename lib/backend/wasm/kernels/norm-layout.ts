// How normalization sees its numbers: x as (outer, blocks, inner), where a block's mean and variance run over outer and
// inner. gamma and beta have `period` entries, each for `every` numbers in a row of a (blocks, inner) part. Short sums
// run in the type of the numbers, then in float64.

import { address } from "./memory";

// @ts-ignore: decorator
@unmanaged
export class Layout {
  outer: i32;
  blocks: i32;
  inner: i32;
  every: i32;
  period: i32;
}

/** Numbers that are summed in their own type before float64 takes over. */
export const SHORT: i32 = 512;

/** Numbers whose mean and squares are worked out together, so that they are read from memory once. */
export const STRETCH: i32 = 4096;

export function total<T>(v: v128): f64 {
  if (sizeof<T>() === 8) return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
  return (
    <f64>f32x4.extract_lane(v, 0) +
    <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  );
}

export function entry<T>(values: usize, index: i32, missing: T): T {
  return values === 0 ? missing : load<T>(address<T>(values, index));
}

export function rootOf<T>(variance: T, eps: f64): T {
  return <T>(1 / Math.sqrt(<f64>variance + eps));
}
