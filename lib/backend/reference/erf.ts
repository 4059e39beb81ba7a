const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Below this the series takes few terms, above it the fraction does. */
const SEAM = 2.5;

/** erfc is below 2⁻⁵³ from here on, and erf is 1. */
const END = 6;

/**
 * The error function 2/√π ∫₀ˣ e^(−t²) dt, to the last bits of a float64.
 *
 * Near 0 a series of terms of one sign, so nothing cancels; farther out the continued fraction of 1 − erf
 * (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14, https://personal.math.ubc.ca/~cbm/aands/page_297.htm).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > END) return Math.sign(x);
  return size < SEAM ? series(x) : Math.sign(x) * (1 - complement(size));
}

/** erf x = 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)) */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
}

/** 1 − erf x = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + 2/(x + …))))), from the inside out. */
function complement(x: number): number {
  let tail = x;
  for (let n = 80; n >= 1; n--) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
