// The kernels for either type of numbers. Places are addresses in the memory, sizes are counts of numbers
// unless they are named otherwise.

import { Convolution, convolve, convolveBack } from "./convolution";
import { evaluate, gather } from "./expression";
import { gemm, packA, packB } from "./gemm";
import { takeRows } from "./memory";
import { normalize } from "./norm";
import { normalizeBack } from "./norm-back";
import { Layout } from "./norm-layout";
import { keepMask } from "./philox";
import { reduce, sums } from "./reduce";
import { crossEntropy, crossEntropyBack } from "./softmax";
import { winograd, winogradFilters, Tiling } from "./winograd";
import { winogradBack, winogradFiltersBack } from "./winograd-back";
import { maxPool, maxPoolBack, planes, Windows } from "./windows";

// prettier-ignore
export function gemm32(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, packedA: usize, b: usize, bDown: i32, bAcross: i32, packedB: usize, c: usize, cDown: i32, add: bool, workspace: usize): void {
  gemm<f32>(m, k, n, a, aDown, aAcross, packedA, b, bDown, bAcross, packedB, c, cDown, add, workspace);
}
// prettier-ignore
export function gemm64(m: i32, k: i32, n: i32, a: usize, aDown: i32, aAcross: i32, packedA: usize, b: usize, bDown: i32, bAcross: i32, packedB: usize, c: usize, cDown: i32, add: bool, workspace: usize): void {
  gemm<f64>(m, k, n, a, aDown, aAcross, packedA, b, bDown, bAcross, packedB, c, cDown, add, workspace);
}
// prettier-ignore
export function packA32(m: i32, k: i32, a: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  packA<f32>(m, k, a, down, across, to, from, until);
}
// prettier-ignore
export function packA64(m: i32, k: i32, a: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  packA<f64>(m, k, a, down, across, to, from, until);
}
// prettier-ignore
export function packB32(k: i32, n: i32, b: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  packB<f32>(k, n, b, down, across, to, from, until);
}
// prettier-ignore
export function packB64(k: i32, n: i32, b: usize, down: i32, across: i32, to: usize, from: i32, until: i32): void {
  packB<f64>(k, n, b, down, across, to, from, until);
}
// prettier-ignore
export function evaluate32(code: usize, count: i32, registers: usize, from: i32, until: i32, workspace: i32): void {
  evaluate<f32>(code, count, registers, from, until, workspace);
}
// prettier-ignore
export function evaluate64(code: usize, count: i32, registers: usize, from: i32, until: i32, workspace: i32): void {
  evaluate<f64>(code, count, registers, from, until, workspace);
}
export function gather32(view: usize, start: i32, count: i32, to: usize): void {
  gather<f32>(view, start, count, to);
}
export function gather64(view: usize, start: i32, count: i32, to: usize): void {
  gather<f64>(view, start, count, to);
}
export function keepMask32(stream: usize, start: i32, count: i32, to: usize): void {
  keepMask<f32>(stream, start, count, to);
}
export function keepMask64(stream: usize, start: i32, count: i32, to: usize): void {
  keepMask<f64>(stream, start, count, to);
}
export { takeRows };
export function sums32(x: usize, y: usize, n: i32, to: usize, from: i32, until: i32): void {
  sums<f32>(x, y, n, to, from, until);
}
export function sums64(x: usize, y: usize, n: i32, to: usize, from: i32, until: i32): void {
  sums<f64>(x, y, n, to, from, until);
}
// prettier-ignore
export function reduce32(op: i32, x: usize, kept: usize, over: usize, y: usize, from: i32, until: i32, workspace: usize): void {
  reduce<f32>(op, x, kept, over, y, from, until, workspace);
}
// prettier-ignore
export function reduce64(op: i32, x: usize, kept: usize, over: usize, y: usize, from: i32, until: i32, workspace: usize): void {
  reduce<f64>(op, x, kept, over, y, from, until, workspace);
}
// prettier-ignore
export function normalize32(at: Layout, eps: f64, x: usize, gamma: usize, beta: usize, y: usize, means: usize, variances: usize, from: i32, until: i32, workspace: usize): void {
  normalize<f32>(at, eps, x, gamma, beta, y, means, variances, from, until, workspace);
}
// prettier-ignore
export function normalize64(at: Layout, eps: f64, x: usize, gamma: usize, beta: usize, y: usize, means: usize, variances: usize, from: i32, until: i32, workspace: usize): void {
  normalize<f64>(at, eps, x, gamma, beta, y, means, variances, from, until, workspace);
}
// prettier-ignore
export function normalizeBack32(at: Layout, dY: usize, x: usize, gamma: usize, means: usize, roots: usize, dX: usize, dGamma: usize, dBeta: usize, from: i32, until: i32, workspace: usize): void {
  normalizeBack<f32>(at, dY, x, gamma, means, roots, dX, dGamma, dBeta, from, until, workspace);
}
// prettier-ignore
export function normalizeBack64(at: Layout, dY: usize, x: usize, gamma: usize, means: usize, roots: usize, dX: usize, dGamma: usize, dBeta: usize, from: i32, until: i32, workspace: usize): void {
  normalizeBack<f64>(at, dY, x, gamma, means, roots, dX, dGamma, dBeta, from, until, workspace);
}
// prettier-ignore
export function crossEntropy32(C: i32, scores: usize, labels: usize, largest: usize, sums: usize, probs: usize, losses: usize, from: i32, until: i32, workspace: usize): void {
  crossEntropy<f32>(C, scores, labels, largest, sums, probs, losses, from, until, workspace);
}
// prettier-ignore
export function crossEntropy64(C: i32, scores: usize, labels: usize, largest: usize, sums: usize, probs: usize, losses: usize, from: i32, until: i32, workspace: usize): void {
  crossEntropy<f64>(C, scores, labels, largest, sums, probs, losses, from, until, workspace);
}
// prettier-ignore
export function crossEntropyBack32(C: i32, probs: usize, labels: usize, scale: f64, dScores: usize, from: i32, until: i32): void {
  crossEntropyBack<f32>(C, probs, labels, scale, dScores, from, until);
}
// prettier-ignore
export function crossEntropyBack64(C: i32, probs: usize, labels: usize, scale: f64, dScores: usize, from: i32, until: i32): void {
  crossEntropyBack<f64>(C, probs, labels, scale, dScores, from, until);
}
// prettier-ignore
export function planes32(windows: Windows, images: usize, columns: usize, N: i32, C: i32, outside: f64, back: bool, from: i32, until: i32): void {
  planes<f32>(windows, images, columns, N, C, <f32>outside, back, from, until);
}
// prettier-ignore
export function planes64(windows: Windows, images: usize, columns: usize, N: i32, C: i32, outside: f64, back: bool, from: i32, until: i32): void {
  planes<f64>(windows, images, columns, N, C, <f64>outside, back, from, until);
}
// prettier-ignore
export function maxPool32(windows: Windows, images: usize, y: usize, from: i32, until: i32): void {
  maxPool<f32>(windows, images, y, from, until);
}
// prettier-ignore
export function maxPool64(windows: Windows, images: usize, y: usize, from: i32, until: i32): void {
  maxPool<f64>(windows, images, y, from, until);
}
// prettier-ignore
export function maxPoolBack32(windows: Windows, images: usize, dY: usize, dX: usize, from: i32, until: i32): void {
  maxPoolBack<f32>(windows, images, dY, dX, from, until);
}
// prettier-ignore
export function maxPoolBack64(windows: Windows, images: usize, dY: usize, dX: usize, from: i32, until: i32): void {
  maxPoolBack<f64>(windows, images, dY, dX, from, until);
}
// prettier-ignore
export function convolve32(shape: Convolution, windows: Windows, x: usize, W: usize, b: usize, y: usize, columns: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  convolve<f32>(shape, windows, x, W, b, y, columns + thread * bytes, from, until, workspace);
}
// prettier-ignore
export function convolve64(shape: Convolution, windows: Windows, x: usize, W: usize, b: usize, y: usize, columns: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  convolve<f64>(shape, windows, x, W, b, y, columns + thread * bytes, from, until, workspace);
}
// prettier-ignore
export function convolveBack32(shape: Convolution, windows: Windows, x: usize, W: usize, dY: usize, dX: usize, dW: usize, columns: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  convolveBack<f32>(shape, windows, x, W, dY, dX, dW, columns + thread * bytes, from, until, workspace);
}
// prettier-ignore
export function convolveBack64(shape: Convolution, windows: Windows, x: usize, W: usize, dY: usize, dX: usize, dW: usize, columns: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  convolveBack<f64>(shape, windows, x, W, dY, dX, dW, columns + thread * bytes, from, until, workspace);
}
// prettier-ignore
export function winogradFilters32(inputs: i32, outputs: i32, w: usize, outer: i32, inner: i32, turned: bool, to: usize, from: i32, until: i32): void {
  winogradFilters<f32>(inputs, outputs, w, outer, inner, turned, to, from, until);
}
// prettier-ignore
export function winograd32(at: Tiling, x: usize, filters: usize, b: usize, y: usize, own: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  winograd<f32>(at, x, filters, b, y, own + thread * bytes, from, until);
}
// prettier-ignore
export function winogradBack32(at: Tiling, x: usize, dY: usize, sums: usize, own: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  winogradBack<f32>(at, x, dY, sums, own + thread * bytes, from, until);
}
export function winogradFiltersBack32(
  C: i32,
  F: i32,
  sums: usize,
  dW: usize,
  from: i32,
  until: i32,
): void {
  winogradFiltersBack<f32>(C, F, sums, dW, from, until);
}
// prettier-ignore
export function winogradFilters64(inputs: i32, outputs: i32, w: usize, outer: i32, inner: i32, turned: bool, to: usize, from: i32, until: i32): void {
  winogradFilters<f64>(inputs, outputs, w, outer, inner, turned, to, from, until);
}
// prettier-ignore
export function winograd64(at: Tiling, x: usize, filters: usize, b: usize, y: usize, own: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  winograd<f64>(at, x, filters, b, y, own + thread * bytes, from, until);
}
// prettier-ignore
export function winogradBack64(at: Tiling, x: usize, dY: usize, sums: usize, own: usize, bytes: usize, from: i32, until: i32, workspace: usize, thread: usize): void {
  winogradBack<f64>(at, x, dY, sums, own + thread * bytes, from, until);
}
export function winogradFiltersBack64(
  C: i32,
  F: i32,
  sums: usize,
  dW: usize,
  from: i32,
  until: i32,
): void {
  winogradFiltersBack<f64>(C, F, sums, dW, from, until);
}
