// exp, log, tanh and erf of vectors. In float32 by polynomials, after Cephes (Moshier 1989,
// https://www.netlib.org/cephes/) and with at most 2 units in the last place of error for exp and log, 3 for tanh
// and erf; in float64 one number at a time by the host's Math, so that results are those of the reference to the
// last bit.

import * as host from "./host";

function constant(value: f32): v128 {
  return f32x4.splat(value);
}

/** a · b + c */
function fma(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

/** 2ⁿ for whole n from −126 to 127. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ = 2ⁿ eʳ with |r| ≤ ½ ln 2. The power of two in two steps, as 2ⁿ alone is no float32 at the ends. */
export function exp4(x: v128): v128 {
  const inside = f32x4.max(f32x4.min(x, constant(89)), constant(-104));
  const n = f32x4.nearest(f32x4.mul(inside, constant(1.44269504088896341)));
  let r = f32x4.sub(inside, f32x4.mul(n, constant(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, constant(-2.1219444e-4)));
  let p = constant(1.98756915e-4);
  p = fma(p, r, 1.3981999507e-3);
  p = fma(p, r, 8.3334519073e-3);
  p = fma(p, r, 4.1665795894e-2);
  p = fma(p, r, 1.6666665459e-1);
  p = fma(p, r, 5.0000001201e-1);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), constant(1));
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
  const inside = f32x4.pmax(x, constant(-87.33)); // keeps NaN
  const shifted = f32x4.add(f32x4.mul(inside, constant(1.44269504088896341)), constant(12582912));
  const whole = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  v128.store(power, v128.andnot(whole, f32x4.lt(x, constant(-87.33))));
  const n = f32x4.sub(shifted, constant(12582912));
  const r = f32x4.sub(inside, f32x4.mul(n, constant(0.693359375)));
  return f32x4.sub(r, f32x4.mul(n, constant(-2.1219444e-4)));
}

export function joinPower4(r: v128, power: v128): v128 {
  const square = f32x4.mul(r, r);
  const high = fma(constant(1.98756915e-4), r, 1.3981999507e-3);
  const middle = fma(constant(8.3334519073e-3), r, 4.1665795894e-2);
  const low = fma(constant(1.6666665459e-1), r, 5.0000001201e-1);
  let p = f32x4.add(f32x4.mul(high, square), middle);
  p = f32x4.add(f32x4.mul(p, square), low);
  return f32x4.mul(f32x4.add(f32x4.add(f32x4.mul(p, square), r), constant(1)), power);
}

/** ln x = n ln 2 + ln m with ½√2 ≤ m < √2; −∞ of 0, NaN of negative numbers. */
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, constant(8388608)), x, tiny);
  let n = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  n = i32x4.sub(n, v128.and(tiny, i32x4.splat(23)));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, constant(0.707106781186547524));
  n = i32x4.add(n, low); // −1 where true
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), constant(1));
  const f = f32x4.convert_i32x4_s(n);
  const z = f32x4.mul(m, m);
  let p = constant(7.0376836292e-2);
  p = fma(p, m, -1.151461031e-1);
  p = fma(p, m, 1.167699874e-1);
  p = fma(p, m, -1.2420140846e-1);
  p = fma(p, m, 1.4249322787e-1);
  p = fma(p, m, -1.6668057665e-1);
  p = fma(p, m, 2.0000714765e-1);
  p = fma(p, m, -2.4999993993e-1);
  p = fma(p, m, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.add(p, f32x4.mul(f, constant(-2.1219444e-4)));
  p = f32x4.sub(p, f32x4.mul(z, constant(0.5)));
  let y = f32x4.add(f32x4.add(m, p), f32x4.mul(f, constant(0.693359375)));
  y = v128.bitselect(constant(-Infinity), y, f32x4.eq(x, constant(0)));
  y = v128.bitselect(x, y, f32x4.eq(x, constant(Infinity)));
  y = v128.bitselect(constant(NaN), y, f32x4.lt(x, constant(0)));
  return v128.bitselect(x, y, f32x4.ne(x, x));
}

const SIGN: i32 = 0x80000000;

/** Near 0 an odd polynomial, farther out 1 − 2 / (e^(2|x|) + 1). */
export function tanh4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(SIGN));
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = constant(-5.70498872745e-3);
  p = fma(p, z, 2.06390887954e-2);
  p = fma(p, z, -5.37397155531e-2);
  p = fma(p, z, 1.33314422036e-1);
  p = fma(p, z, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(constant(1), f32x4.div(constant(2), f32x4.add(e, constant(1))));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, constant(0.625)));
}

/**
 * Near 0 the Taylor series; farther out 1 − t e^(−x² + P(t)) with t = 1 / (1 + |x| / 2), the Chebyshev fit of
 * Numerical Recipes (Press et al. 1992, 6.2).
 */
export function erf4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(SIGN));
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let s = constant(-1.0 / 75600);
  s = fma(s, z, 1.0 / 9360);
  s = fma(s, z, -1.0 / 1320);
  s = fma(s, z, 1.0 / 216);
  s = fma(s, z, -1.0 / 42);
  s = fma(s, z, 1.0 / 10);
  s = fma(s, z, -1.0 / 3);
  s = fma(s, z, 1);
  const near = f32x4.mul(f32x4.mul(s, x), constant(1.1283791670955126));
  const t = f32x4.div(constant(1), fma(size, constant(0.5), 1));
  let p = constant(0.17087277);
  p = fma(p, t, -0.82215223);
  p = fma(p, t, 1.48851587);
  p = fma(p, t, -1.13520398);
  p = fma(p, t, 0.27886807);
  p = fma(p, t, -0.18628806);
  p = fma(p, t, 0.09678418);
  p = fma(p, t, 0.37409196);
  p = fma(p, t, 1.00002368);
  p = fma(p, t, -1.26551223);
  const tail = f32x4.mul(t, exp4(f32x4.sub(p, z)));
  const far = v128.or(f32x4.sub(constant(1), tail), sign);
  const y = v128.bitselect(near, far, f32x4.lt(size, constant(0.75)));
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
