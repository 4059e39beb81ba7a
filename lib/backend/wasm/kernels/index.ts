// The kernels for either type of numbers. Places are addresses in the memory, sizes are counts of numbers
// unless they are named otherwise.

import { binary, unary } from "./elementwise";
import { compact, gemm } from "./gemm";
import { accumulate, sum } from "./reduce";
import { gather, spread } from "./windows";

export { compact };

// prettier-ignore
export function gemm32(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, b: usize, bDown: i32, bAcross: i32, packedA: usize, packedB: usize, c: usize, add: bool): void {
  gemm<f32>(m, k, n, a, aDown, aAcross, b, bDown, bAcross, packedA, packedB, c, add);
}
// prettier-ignore
export function gemm64(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, b: usize, bDown: i32, bAcross: i32, packedA: usize, packedB: usize, c: usize, add: bool): void {
  gemm<f64>(m, k, n, a, aDown, aAcross, b, bDown, bAcross, packedA, packedB, c, add);
}

export function unary32(op: i32, a: usize, y: usize, bytes: usize): void {
  unary<f32>(op, a, y, bytes);
}
export function unary64(op: i32, a: usize, y: usize, bytes: usize): void {
  unary<f64>(op, a, y, bytes);
}

export function binary32(op: i32, a: usize, b: usize, y: usize, bytes: usize): void {
  binary<f32>(op, a, b, y, bytes);
}
export function binary64(op: i32, a: usize, b: usize, y: usize, bytes: usize): void {
  binary<f64>(op, a, b, y, bytes);
}

export function sum32(x: usize, n: i32): f64 {
  return sum<f32>(x, n);
}
export function sum64(x: usize, n: i32): f64 {
  return sum<f64>(x, n);
}

export function accumulate32(x: usize, n: i32, sums: usize): void {
  accumulate<f32>(x, n, sums);
}
export function accumulate64(x: usize, n: i32, sums: usize): void {
  accumulate<f64>(x, n, sums);
}

// prettier-ignore
export function spread32(image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32, outside: f64, to: usize): void {
  spread<f32>(image, width, rows, height, down, columns, breadth, across, <f32>outside, to);
}
// prettier-ignore
export function gather32(from: usize, image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32): void {
  gather<f32>(from, image, width, rows, height, down, columns, breadth, across);
}

// prettier-ignore
export function spread64(image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32, outside: f64, to: usize): void {
  spread<f64>(image, width, rows, height, down, columns, breadth, across, outside, to);
}
// prettier-ignore
export function gather64(from: usize, image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32): void {
  gather<f64>(from, image, width, rows, height, down, columns, breadth, across);
}
