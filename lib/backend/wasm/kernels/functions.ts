// exp, log, tanh and erf of vectors. In float32 by polynomials, after Cephes (Moshier 1989,
// https://www.netlib.org/cephes/) and with at most 2 units in the last place of error for exp and log, 3 for tanh
// and erf; in float64 one number at a time by the host's Math, so that results are those of the reference to the
// last bit.

import * as host from "./host";

// Constants lie in memory: one that is written into a formula is put together anew in every turn of a loop by the V8 of
// Node 24, which took the exponentials of softmax twice as long.
const ONE = memory.data<f32>([1]);
const TWO = memory.data<f32>([2]);
const HALF = memory.data<f32>([0.5]);
const INFINITY = memory.data<f32>([Infinity]);
const LOG2_E = memory.data<f32>([1.44269504088896341]);
/** ln 2 in two parts, the first of few digits. */
const LN_2 = memory.data<f32>([0.693359375, -2.1219444e-4]);
/** Beyond these eˣ is ∞ or 0. */
const EXP_ENDS = memory.data<f32>([-104, 89]);
/** Below this eˣ is not a normal number. */
const LEAST_POWER = memory.data<f32>([-87.33]);
/** Added to a number, it leaves the nearest whole one in its last bits. */
const ROUNDER = memory.data<f32>([12582912]);
/** (eʳ − 1 − r) / r², the highest power first, as in all polynomials here. */
// prettier-ignore
const EXP = memory.data<f32>([1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]);
const BIAS = memory.data<i32>([127]);
const ONE_BITS = memory.data<i32>([0x3f800000]);

const LEAST_NORMAL = memory.data<f32>([1.17549435e-38]);
/** 2²³ */
const SCALE = memory.data<f32>([8388608]);
const LOG_BIAS = memory.data<i32>([126, 23]);
const MANTISSA = memory.data<i32>([0x007fffff]);
const HALF_BITS = memory.data<i32>([0x3f000000]);
const ROOT_HALF = memory.data<f32>([0.707106781186547524]);
// prettier-ignore
const LOG = memory.data<f32>([7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1]);
/** ln of 0, and of what is below. */
const LOG_ENDS = memory.data<f32>([-Infinity, NaN]);

const SIGN = memory.data<u32>([0x80000000]);
// prettier-ignore
const TANH = memory.data<f32>([-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1]);
const TANH_NEAR = memory.data<f32>([0.625]);
// prettier-ignore
const ERF = memory.data<f32>([-1.0 / 75600, 1.0 / 9360, -1.0 / 1320, 1.0 / 216, -1.0 / 42, 1.0 / 10, -1.0 / 3, 1]);
// prettier-ignore
const ERF_TAIL = memory.data<f32>([0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223]);
/** 2 / √π */
const ERF_SLOPE = memory.data<f32>([1.1283791670955126]);
const ERF_NEAR = memory.data<f32>([0.75]);

/** Constant `index` of a table in every lane. */
function constant(table: usize, index: usize = 0): v128 {
  return v128.load_splat<u32>(table + 4 * index);
}

/** a · b + c */
function fma(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 2ⁿ for whole n from −126 to 127. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(BIAS)), 23);
}

/** eˣ = 2ⁿ eʳ with |r| ≤ ½ ln 2. The power of two in two steps, as 2ⁿ alone is no float32 at the ends. */
export function exp4(x: v128): v128 {
  const inside = f32x4.max(f32x4.min(x, constant(EXP_ENDS, 1)), constant(EXP_ENDS));
  const n = f32x4.nearest(f32x4.mul(inside, constant(LOG2_E)));
  let r = f32x4.sub(inside, f32x4.mul(n, constant(LN_2)));
  r = f32x4.sub(r, f32x4.mul(n, constant(LN_2, 1)));
  let p = constant(EXP);
  p = fma(p, r, constant(EXP, 1));
  p = fma(p, r, constant(EXP, 2));
  p = fma(p, r, constant(EXP, 3));
  p = fma(p, r, constant(EXP, 4));
  p = fma(p, r, constant(EXP, 5));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), constant(ONE));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/**
 * eˣ = 2ⁿ eʳ for x ≤ 0 in two steps, which are shorter than `exp4`; each does all of a row, as a processor looks ahead
 * over as many short chains of operations at a time as keep it busy, but not over whole powers. The first puts r in the
 * place of x, and 2ⁿ in another: ½ · 2²⁴ added to a number leaves the nearest whole one in its last bits, which are
 * moved to where the power of two stands. What is below the smallest normal number is 0.
 */
export function splitPower4(x: v128, power: usize): v128 {
  const inside = f32x4.pmax(x, constant(LEAST_POWER)); // keeps NaN
  const shifted = f32x4.add(f32x4.mul(inside, constant(LOG2_E)), constant(ROUNDER));
  const whole = i32x4.add(i32x4.shl(shifted, 23), constant(ONE_BITS));
  v128.store(power, v128.andnot(whole, f32x4.lt(x, constant(LEAST_POWER))));
  const n = f32x4.sub(shifted, constant(ROUNDER));
  const r = f32x4.sub(inside, f32x4.mul(n, constant(LN_2)));
  return f32x4.sub(r, f32x4.mul(n, constant(LN_2, 1)));
}

export function joinPower4(r: v128, power: v128): v128 {
  const square = f32x4.mul(r, r);
  const high = fma(constant(EXP), r, constant(EXP, 1));
  const middle = fma(constant(EXP, 2), r, constant(EXP, 3));
  const low = fma(constant(EXP, 4), r, constant(EXP, 5));
  let p = f32x4.add(f32x4.mul(high, square), middle);
  p = f32x4.add(f32x4.mul(p, square), low);
  return f32x4.mul(f32x4.add(f32x4.add(f32x4.mul(p, square), r), constant(ONE)), power);
}

/** ln x = n ln 2 + ln m with ½√2 ≤ m < √2; −∞ of 0, NaN of negative numbers. */
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(LEAST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, constant(SCALE)), x, tiny);
  let n = i32x4.sub(i32x4.shr_u(scaled, 23), constant(LOG_BIAS));
  n = i32x4.sub(n, v128.and(tiny, constant(LOG_BIAS, 1)));
  let m = v128.or(v128.and(scaled, constant(MANTISSA)), constant(HALF_BITS));
  const low = f32x4.lt(m, constant(ROOT_HALF));
  n = i32x4.add(n, low); // −1 where true
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), constant(ONE));
  const f = f32x4.convert_i32x4_s(n);
  const z = f32x4.mul(m, m);
  let p = constant(LOG);
  p = fma(p, m, constant(LOG, 1));
  p = fma(p, m, constant(LOG, 2));
  p = fma(p, m, constant(LOG, 3));
  p = fma(p, m, constant(LOG, 4));
  p = fma(p, m, constant(LOG, 5));
  p = fma(p, m, constant(LOG, 6));
  p = fma(p, m, constant(LOG, 7));
  p = fma(p, m, constant(LOG, 8));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.add(p, f32x4.mul(f, constant(LN_2, 1)));
  p = f32x4.sub(p, f32x4.mul(z, constant(HALF)));
  let y = f32x4.add(f32x4.add(m, p), f32x4.mul(f, constant(LN_2)));
  y = v128.bitselect(constant(LOG_ENDS), y, f32x4.eq(x, f32x4.splat(0)));
  y = v128.bitselect(x, y, f32x4.eq(x, constant(INFINITY)));
  y = v128.bitselect(constant(LOG_ENDS, 1), y, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(x, y, f32x4.ne(x, x));
}

/** Near 0 an odd polynomial, farther out 1 − 2 / (e^(2|x|) + 1). */
export function tanh4(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = constant(TANH);
  p = fma(p, z, constant(TANH, 1));
  p = fma(p, z, constant(TANH, 2));
  p = fma(p, z, constant(TANH, 3));
  p = fma(p, z, constant(TANH, 4));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(constant(ONE), f32x4.div(constant(TWO), f32x4.add(e, constant(ONE))));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, constant(TANH_NEAR)));
}

/**
 * Near 0 the Taylor series; farther out 1 − t e^(−x² + P(t)) with t = 1 / (1 + |x| / 2), the Chebyshev fit of
 * Numerical Recipes (Press et al. 1992, 6.2).
 */
export function erf4(x: v128): v128 {
  const sign = v128.and(x, constant(SIGN));
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let s = constant(ERF);
  s = fma(s, z, constant(ERF, 1));
  s = fma(s, z, constant(ERF, 2));
  s = fma(s, z, constant(ERF, 3));
  s = fma(s, z, constant(ERF, 4));
  s = fma(s, z, constant(ERF, 5));
  s = fma(s, z, constant(ERF, 6));
  s = fma(s, z, constant(ERF, 7));
  const near = f32x4.mul(f32x4.mul(s, x), constant(ERF_SLOPE));
  const t = f32x4.div(constant(ONE), fma(size, constant(HALF), constant(ONE)));
  let p = constant(ERF_TAIL);
  p = fma(p, t, constant(ERF_TAIL, 1));
  p = fma(p, t, constant(ERF_TAIL, 2));
  p = fma(p, t, constant(ERF_TAIL, 3));
  p = fma(p, t, constant(ERF_TAIL, 4));
  p = fma(p, t, constant(ERF_TAIL, 5));
  p = fma(p, t, constant(ERF_TAIL, 6));
  p = fma(p, t, constant(ERF_TAIL, 7));
  p = fma(p, t, constant(ERF_TAIL, 8));
  p = fma(p, t, constant(ERF_TAIL, 9));
  const tail = f32x4.mul(t, exp4(f32x4.sub(p, z)));
  const far = v128.or(f32x4.sub(constant(ONE), tail), sign);
  const y = v128.bitselect(near, far, f32x4.lt(size, constant(ERF_NEAR)));
  return v128.bitselect(x, y, f32x4.ne(x, x));
}

function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}
function low(x: v128): f64 {
  return f64x2.extract_lane(x, 0);
}
function high(x: v128): f64 {
  return f64x2.extract_lane(x, 1);
}

export function exp<T>(x: v128): v128 {
  if (sizeof<T>() === 4) return exp4(x);
  return pair(host.exp(low(x)), host.exp(high(x)));
}
export function log<T>(x: v128): v128 {
  if (sizeof<T>() === 4) return log4(x);
  return pair(host.log(low(x)), host.log(high(x)));
}
export function tanh<T>(x: v128): v128 {
  if (sizeof<T>() === 4) return tanh4(x);
  return pair(host.tanh(low(x)), host.tanh(high(x)));
}
export function erf<T>(x: v128): v128 {
  if (sizeof<T>() === 4) return erf4(x);
  return pair(host.erf(low(x)), host.erf(high(x)));
}

/** Powers go by the host's Math one by one in either type: there is no short way that keeps all digits. */
export function pow<T>(x: v128, y: v128): v128 {
  if (sizeof<T>() === 8) return pair(host.pow(low(x), low(y)), host.pow(high(x), high(y)));
  let z = f32x4.splat(<f32>host.pow(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0)));
  z = f32x4.replace_lane(z, 1, <f32>host.pow(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1)));
  z = f32x4.replace_lane(z, 2, <f32>host.pow(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2)));
  return f32x4.replace_lane(
    z,
    3,
    <f32>host.pow(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3)),
  );
}

/** −1, 0 or 1; zeros keep their sign, and NaN stays. */
export function sign<T>(x: v128): v128 {
  const zero = v128.splat<T>(0);
  const one = v128.splat<T>(1);
  const size = v128.and(v128.or(v128.gt<T>(x, zero), v128.lt<T>(x, zero)), one);
  const signed = v128.bitselect(v128.neg<T>(size), size, v128.lt<T>(x, zero));
  return v128.bitselect(signed, x, v128.ne<T>(signed, zero));
}
