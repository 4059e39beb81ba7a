// exp, log, tanh, erf and powers. WGSL's own may err by 10⁻⁵ and need not know NaN or infinity. By polynomials after
// Cephes (Moshier 1989, https://www.netlib.org/cephes/), as in the wasm backend.

// 2ⁿ for whole n from −126 to 127.
fn power_of_two(n: i32) -> f32 {
  return bitcast<f32>(u32(n + 127) << 23u);
}

// 2ⁿ p. In two steps, as 2ⁿ alone is no float32 at the ends.
fn scaled(p: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return p * power_of_two(half) * power_of_two(n - half);
}

// eʳ for |r| ≤ ½ ln 2.
fn exp_near(r: f32) -> f32 {
  var p = 1.98756915e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  return p * (r * r) + r + 1.0;
}

// eˣ = 2ⁿ eʳ
fn exp_of(x: f32) -> f32 {
  if (is_nan(x)) {
    return x;
  }
  if (x > 89.0) {
    return infinity();
  }
  if (x < -104.0) {
    return 0.0;
  }
  let n = round(x * 1.44269504088896341);
  let r = (x - n * 0.693359375) + n * 2.1219444e-4;
  return scaled(exp_near(r), i32(n));
}

// x = m 2ⁿ with ½√2 ≤ m < √2, for x > 0: m − 1 and n.
fn split(x: f32) -> vec2<f32> {
  let tiny = x < 1.17549435e-38;
  let bits = bitcast<u32>(select(x, x * 8388608.0, tiny));
  var n = i32(bits >> 23u) - 126 - select(0, 23, tiny);
  var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  if (m < 0.707106781186547524) {
    n -= 1;
    m += m;
  }
  return vec2(m - 1.0, f32(n));
}

// ln (1 + m) − m for ½√2 − 1 ≤ m < √2 − 1.
fn log_near(m: f32) -> f32 {
  let z = m * m;
  var p = 7.0376836292e-2;
  p = p * m - 1.151461031e-1;
  p = p * m + 1.167699874e-1;
  p = p * m - 1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m - 1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m - 2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  return p * m * z - 0.5 * z;
}

// −∞ of 0, NaN of negative numbers.
fn log_of(x: f32) -> f32 {
  if (is_nan(x) || x < 0.0) {
    return not_a_number();
  }
  if (x == 0.0) {
    return -infinity();
  }
  if (is_infinite(x)) {
    return x;
  }
  let parts = split(x);
  let small = log_near(parts.x) - parts.y * 2.1219444e-4;
  return (parts.x + small) + parts.y * 0.693359375;
}

// Near 0 an odd polynomial, farther out 1 − 2 / (e^(2|x|) + 1).
fn tanh_of(x: f32) -> f32 {
  let size = abs(x);
  if (is_nan(x)) {
    return x;
  }
  if (size >= 0.625) {
    let far = 1.0 - 2.0 / (exp_of(min(2.0 * size, 40.0)) + 1.0);
    return select(far, -far, x < 0.0);
  }
  let z = x * x;
  var p = -5.70498872745e-3;
  p = p * z + 2.06390887954e-2;
  p = p * z - 5.37397155531e-2;
  p = p * z + 1.33314422036e-1;
  p = p * z - 3.33332819422e-1;
  return p * z * x + x;
}

// Near 0 the Taylor series; farther out 1 − t e^(−x² + P(t)) with t = 1 / (1 + |x| / 2), the Chebyshev fit of
// Numerical Recipes (Press et al. 1992, 6.2).
fn erf_of(x: f32) -> f32 {
  if (is_nan(x)) {
    return x;
  }
  let size = min(abs(x), 10.0);
  let z = size * size;
  if (size < 0.75) {
    var s = -1.0 / 75600.0;
    s = s * z + 1.0 / 9360.0;
    s = s * z - 1.0 / 1320.0;
    s = s * z + 1.0 / 216.0;
    s = s * z - 1.0 / 42.0;
    s = s * z + 1.0 / 10.0;
    s = s * z - 1.0 / 3.0;
    s = s * z + 1.0;
    return s * x * 1.1283791670955126;
  }
  let t = 1.0 / (1.0 + 0.5 * size);
  var p = 0.17087277;
  p = p * t - 0.82215223;
  p = p * t + 1.48851587;
  p = p * t - 1.13520398;
  p = p * t + 0.27886807;
  p = p * t - 0.18628806;
  p = p * t + 0.09678418;
  p = p * t + 0.37409196;
  p = p * t + 1.00002368;
  p = p * t - 1.26551223;
  let far = 1.0 - t * exp_of(p - z);
  return select(far, -far, x < 0.0);
}

fn sqrt_of(x: f32) -> f32 {
  if (is_nan(x) || x < 0.0) {
    return not_a_number();
  }
  return select(sqrt(x), x, x == 0.0 || is_infinite(x));
}

// −1, 0 or 1; zeros keep their sign, and NaN stays.
fn sign_of(x: f32) -> f32 {
  return select(select(x, -1.0, x < 0.0), 1.0, x > 0.0);
}

// xᵇ for 0 < x < ∞ and finite b: 2^(b n) (1 + m)ᵇ, where b n is kept to all its digits in two parts.
fn positive_power(x: f32, b: f32) -> f32 {
  let parts = split(x);
  let high = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let first = high * parts.y;
  let rest = (b - high) * parts.y + b * ((parts.x + log_near(parts.x)) * 1.44269504088896341);
  if (abs(first + rest) > 200.0) {
    return select(0.0, infinity(), first + rest > 0.0);
  }
  let whole = round(first + rest);
  let exponent = (first - whole) + rest;
  return scaled(exp_near(exponent * 0.693147180559945309), clamp(i32(whole), -252, 254));
}

// As JavaScript has it: x⁰ = 1, and NaN of a negative number to a power that is not whole.
fn power(x: f32, b: f32) -> f32 {
  if (b == 0.0) {
    return 1.0;
  }
  if (is_nan(x) || is_nan(b)) {
    return not_a_number();
  }
  if (b == 2.0) {
    return x * x;
  }
  if (b == -0.5) {
    let endless = select(infinity(), -infinity(), bitcast<u32>(x) != 0u);
    return select(1.0 / sqrt_of(x), endless, x == 0.0);
  }
  let size = abs(x);
  let whole = floor(b) == b;
  let odd = whole && abs(b) < 16777216.0 && (i32(abs(b)) & 1) == 1;
  if (is_infinite(b)) {
    if (size == 1.0) {
      return not_a_number();
    }
    return select(0.0, infinity(), (size > 1.0) == (b > 0.0));
  }
  if (x < 0.0 && !whole && !is_infinite(x)) {
    return not_a_number();
  }
  var y = 0.0;
  if (size == 0.0 || is_infinite(x)) {
    y = select(0.0, infinity(), (size == 0.0) == (b < 0.0));
  } else {
    y = positive_power(size, b);
  }
  return select(y, -y, odd && (bitcast<u32>(x) >> 31u) == 1u);
}

// The same of four numbers at once.
fn exp_each(x: vec4<f32>) -> vec4<f32> {
  return vec4(exp_of(x.x), exp_of(x.y), exp_of(x.z), exp_of(x.w));
}

fn log_each(x: vec4<f32>) -> vec4<f32> {
  return vec4(log_of(x.x), log_of(x.y), log_of(x.z), log_of(x.w));
}

fn tanh_each(x: vec4<f32>) -> vec4<f32> {
  return vec4(tanh_of(x.x), tanh_of(x.y), tanh_of(x.z), tanh_of(x.w));
}

fn erf_each(x: vec4<f32>) -> vec4<f32> {
  return vec4(erf_of(x.x), erf_of(x.y), erf_of(x.z), erf_of(x.w));
}

fn power_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return vec4(power(a.x, b.x), power(a.y, b.y), power(a.z, b.z), power(a.w, b.w));
}
