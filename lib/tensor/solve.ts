import { ShapeError, ValueError } from "../errors.js";
import { fromData } from "./create.js";
import { requireShape, shapeText } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * x with Ax = b, by Gaussian elimination with the largest pivot of each column. A (n, n); b and x (n). Errors name
 * `where` and call A by its `name`.
 *
 * @throws ShapeError if the shapes do not fit; ValueError if A is singular.
 */
export function solve(A: Tensor, b: Tensor, where = "solve", name = "A"): Tensor {
  if (A.rank !== 2 || A.shape[0] !== A.shape[1])
    throw new ShapeError(`${where}: ${name} must have shape (n, n), got ${shapeText(A.shape)}`);
  const n = A.shape[0];
  requireShape(where, "b", b.shape, [n]);
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from([...A.data.subarray(i * n, (i + 1) * n), b.data[i]]),
  );
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const top = rows[column];
    if (!(Math.abs(top[column]) > 0))
      throw new ValueError(
        `${where}: ${name} must not be singular, got no pivot in column ${column}`,
      );
    for (let i = column + 1; i < n; i++) {
      const factor = rows[i][column] / top[column];
      if (factor !== 0) for (let j = column; j <= n; j++) rows[i][j] -= factor * top[j];
    }
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let rest = rows[i][n];
    for (let j = i + 1; j < n; j++) rest -= rows[i][j] * x[j];
    x[i] = rest / rows[i][i];
  }
  return fromData(x, [n], { dtype: A.dtype, backend: A.backend });
}
