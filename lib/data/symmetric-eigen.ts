/**
 * The eigenvalues λ₁ ≥ λ₂ ≥ … and eigenvectors of a symmetric matrix, its n × n entries row by row; vector i
 * is row i of `vectors`, of length 1.
 *
 * In two stages: reflections make the matrix tridiagonal (Householder 1958), then rotations take out what is
 * left beside the diagonal (the QL method with implicit shifts, Dubrulle, Martin & Wilkinson 1968,
 * https://doi.org/10.1007/BF02165404). About 6 n³ multiplications and additions in all.
 *
 * Eigenvectors are held as rows, so that every inner loop runs along memory.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const A = Float64Array.from(matrix);
  const { diagonal, beside, vectors } = tridiagonal(A, n);
  diagonalize(diagonal, beside, vectors);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => diagonal[j] - diagonal[i]);
  const sorted = new Float64Array(n * n);
  order.forEach((i, to) => sorted.set(vectors.subarray(i * n, (i + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: sorted };
}

type Tridiagonal = {
  /** The n entries on the diagonal of T. */
  diagonal: Float64Array;
  /** `beside[i]` stands at (i, i + 1) and (i + 1, i); the last one is 0. */
  beside: Float64Array;
  /** Qᵀ, where A = Q T Qᵀ. */
  vectors: Float64Array;
};

/**
 * Reflections H = I − v vᵀ, with v of length √2, that clear one column after another. Only the lower triangle
 * of A is used; column k of it then keeps its v, for Q.
 */
function tridiagonal(A: Float64Array, n: number): Tridiagonal {
  const beside = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    for (let i = k + 1; i < n; i++) v[i] = A[i * n + k];
    beside[k] = reflector(v, k + 1);
    for (let i = k + 1; i < n; i++) A[i * n + k] = v[i];
    // H A H = A − v wᵀ − w vᵀ, where w = A v − ½ (vᵀ A v) v.
    w.fill(0, k + 1);
    for (let i = k + 1; i < n; i++) {
      const row = A.subarray(i * n, i * n + i + 1);
      const vi = v[i];
      let sum = 0;
      for (let j = k + 1; j < i; j++) {
        sum += row[j] * v[j];
        w[j] += row[j] * vi;
      }
      w[i] += sum + row[i] * vi;
    }
    let along = 0;
    for (let i = k + 1; i < n; i++) along += v[i] * w[i];
    for (let i = k + 1; i < n; i++) w[i] -= 0.5 * along * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = A.subarray(i * n, i * n + i + 1);
      const [vi, wi] = [v[i], w[i]];
      for (let j = k + 1; j <= i; j++) row[j] -= vi * w[j] + wi * v[j];
    }
  }
  if (n > 1) beside[n - 2] = A[(n - 1) * n + n - 2];
  const diagonal = Float64Array.from({ length: n }, (_, i) => A[i * n + i]);
  return { diagonal, beside, vectors: product(A, n) };
}

/**
 * Turns x (from `start` on) into the v of the reflection that sends x to (±|x|, 0, 0, …), and returns ±|x|.
 * The sign is the one against x's first entry, so that nothing cancels. v = 0 where x is 0 behind its first
 * entry: there is nothing to clear.
 */
function reflector(x: Float64Array, start: number): number {
  const first = x[start];
  let largest = 0;
  for (let i = start + 1; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]));
  if (largest === 0) {
    x.fill(0, start);
    return first;
  }
  // Divided by the largest, so that no square overflows or vanishes.
  const scale = Math.max(largest, Math.abs(first));
  let squares = 0;
  for (let i = start; i < x.length; i++) squares += (x[i] /= scale) ** 2;
  const target = first > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const factor = 1 / Math.sqrt(target * (target - x[start]));
  x[start] -= target;
  for (let i = start; i < x.length; i++) x[i] *= factor;
  return target * scale;
}

/** Qᵀ = … H₁ H₀ from the v that the columns of A hold: H for column k leaves rows and columns up to k alone. */
function product(A: Float64Array, n: number): Float64Array {
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  const v = new Float64Array(n);
  for (let k = n - 3; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) v[i] = A[i * n + k];
    for (let i = k + 1; i < n; i++) {
      const row = Q.subarray(i * n, (i + 1) * n);
      let along = 0;
      for (let j = k + 1; j < n; j++) along += row[j] * v[j];
      for (let j = k + 1; j < n; j++) row[j] -= along * v[j];
    }
  }
  return Q;
}

/** Rotates `beside` to zero, one entry after another, and the rows of `vectors` along with it. */
function diagonalize(diagonal: Float64Array, beside: Float64Array, vectors: Float64Array): void {
  const n = diagonal.length;
  // Against the whole matrix, not the neighbors: the reflections left errors of this size everywhere, and a
  // block of eigenvalues 0 holds nothing else.
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(diagonal[i]) + Math.abs(beside[i]));
  const nothing = Number.EPSILON * size;
  for (let first = 0; first < n; first++)
    // A value takes two or three passes; the bound only guards against entries that are not numbers.
    for (let pass = 0; pass < 50; pass++) {
      let last = first;
      while (last + 1 < n && Math.abs(beside[last]) > nothing) last++;
      if (last === first) break;
      sweep(diagonal, beside, vectors, first, last);
    }
}

/**
 * One QL step on the block from `first` to `last`: from its end upward, each rotation takes out the entry that
 * the one before brought in beside the three diagonals.
 */
function sweep(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  first: number,
  last: number,
): void {
  // Wilkinson's shift: the eigenvalue of the leading 2 × 2 block next to its first entry.
  const half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
  const root = Math.hypot(half, 1);
  const shift = diagonal[first] - beside[first] / (half + (half < 0 ? -root : root));
  let x = diagonal[last] - shift;
  let z = beside[last - 1];
  for (let i = last - 1; i >= first; i--) {
    const r = Math.hypot(x, z);
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
    if (i + 1 < last) beside[i + 1] = r;
    const [p, q, e] = [diagonal[i], diagonal[i + 1], beside[i]];
    const cross = 2 * c * s * e;
    diagonal[i] = c * c * p - cross + s * s * q;
    diagonal[i + 1] = s * s * p + cross + c * c * q;
    beside[i] = (c - s) * (c + s) * e + c * s * (p - q);
    // The rotation reaches one row further up, where it leaves an entry for the next one to take out.
    x = beside[i];
    if (i > first) {
      z = s * beside[i - 1];
      beside[i - 1] *= c;
    }
    rotate(vectors, i, c, s, diagonal.length);
  }
}

/** Rows i and i + 1 as c·row i − s·row i+1 and s·row i + c·row i+1. */
function rotate(rows: Float64Array, i: number, c: number, s: number, n: number): void {
  const end = (i + 1) * n;
  for (let at = i * n; at < end; at++) {
    const upper = rows[at];
    const lower = rows[at + n];
    rows[at] = c * upper - s * lower;
    rows[at + n] = s * upper + c * lower;
  }
}
