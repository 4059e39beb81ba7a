import { ShapeError, ValueError } from "../errors.js";
import { fromData } from "./create.js";
import { shapeText } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * The Q of the QR decomposition of a matrix (m, n) with m ≥ n: orthonormal columns that span the same spaces, the
 * first k those of the first k. R has a positive diagonal, so that a random normal matrix gives every rotation
 * with equal chance. By Gram & Schmidt, each column twice, which is orthogonal to rounding.
 *
 * @throws ShapeError if A is no matrix or wider than tall; ValueError if its columns are not linearly independent.
 */
export function orthonormalColumns(A: Tensor): Tensor {
  const where = "orthonormalColumns";
  if (A.rank !== 2 || A.shape[0] < A.shape[1])
    throw new ShapeError(
      `${where}: A must have shape (m, n) with m ≥ n, got ${shapeText(A.shape)}`,
    );
  const [m, n] = A.shape;
  // Columns one after another, for speed.
  const columns = Float64Array.from(A.T.data);
  const column = (j: number): Float64Array => columns.subarray(j * m, (j + 1) * m);
  for (let j = 0; j < n; j++) {
    const q = column(j);
    const before = Math.sqrt(dot(q, q));
    for (let pass = 0; pass < 2; pass++)
      for (let k = 0; k < j; k++) {
        const other = column(k);
        const along = dot(q, other);
        for (let i = 0; i < m; i++) q[i] -= along * other[i];
      }
    const length = Math.sqrt(dot(q, q));
    if (!(length > 1e-14 * before))
      throw new ValueError(
        `${where}: the columns of A must be linearly independent, column ${j} is not`,
      );
    for (let i = 0; i < m; i++) q[i] /= length;
  }
  return fromData(columns, [n, m], { dtype: A.dtype, backend: A.backend }).T;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
