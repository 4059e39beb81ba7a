import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { fromData } from "../tensor/create.js";
import { orthonormalColumns } from "../tensor/orthonormal.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** The directions in which training data vary most, and what to do with them. Made by `fitPca`. */
export type Pca = {
  /** (D), the average example. */
  mean: Tensor;
  /** (D, K): column k is direction k, of length 1, at right angles to the others; its largest entry is positive. */
  components: Tensor;
  /** (K), falling: how much the training data vary along each, the eigenvalues of their covariance. */
  variances: Tensor;
  /** (M, D) → (M, K): where each example lies along each direction. */
  apply: (x: Tensor) => Tensor;
  /**
   * (M, D) → (M, K): the same divided by each direction's standard deviation √(variance + epsilon), so that the
   * training data have the covariance 1. An `epsilon` above 0 (the default is 0) holds down directions that
   * hardly vary, which else are blown up with their noise; it is in the square of the data's unit.
   */
  whiten: (x: Tensor, options?: { epsilon?: number }) => Tensor;
  /** (M, K) → (M, D): the way back from `apply`; exact for the training data if K is all directions. */
  invert: (projected: Tensor) => Tensor;
};

/**
 * Principal component analysis of training data x (N, D): the covariance's eigenvectors (dividing by N).
 * Fit it on the training set alone and apply it to every set, as with every preprocessing.
 *
 * Pearson 1901, https://doi.org/10.1080/14786440109462720. `components` is how many directions to keep; by
 * default all in which x varies at all, at most D and N − 1. The time goes with the cube of the smaller of N
 * and D: seconds for 1,000, minutes for the 3,072 of CIFAR-10, so fit it on a sample.
 *
 * @throws ShapeError if x is no matrix of at least two rows; ValueError if an entry is not finite, x does not
 * vary, or it varies in fewer directions than `components`.
 *
 * @example
 * const pca = fitPca(tensor([[0, 0], [3, 4], [6, 8]]));
 * pca.apply(tensor([[9, 12]])).toArray(); // [[10]]
 */
export function fitPca(x: Tensor, { components }: { components?: number } = {}): Pca {
  if (x.rank !== 2 || x.shape[0] < 2 || x.shape[1] < 1)
    throw new ShapeError(
      `fitPca: x must have shape (N, D) with at least two examples, got ${shapeText(x.shape)}`,
    );
  const wrong = x.data.findIndex((entry) => !Number.isFinite(entry));
  if (wrong >= 0)
    throw new ValueError(
      `fitPca: x must hold finite numbers, got ${x.data[wrong]} in example ${Math.floor(wrong / x.shape[1])}`,
    );
  const exact = x.to("float64");
  const center = exact.mean(0);
  const { directions, values } = principal(exact.sub(center), components);
  const mean = center.to(x.dtype);
  const variances = values.to(x.dtype);
  const W = directions.to(x.dtype);
  const apply = (data: Tensor, where = "Pca.apply"): Tensor => {
    requireShape(where, "x", data.shape, [data.shape[0] ?? 0, mean.size]);
    return data.sub(mean).matmul(W);
  };
  return {
    mean,
    components: W,
    variances,
    apply: (data) => apply(data),
    whiten: (data, { epsilon = 0 } = {}) => {
      requireNumber("Pca.whiten", "epsilon", epsilon, { min: 0 });
      return apply(data, "Pca.whiten").div(variances.add(epsilon).sqrt());
    },
    invert: (projected) => {
      const shape = [projected.shape[0] ?? 0, variances.size];
      requireShape("Pca.invert", "projected", projected.shape, shape);
      return projected.matmul(W.T).add(mean);
    },
  };
}

/**
 * The principal components of the colors of images (N, 3, H, W): of all their pixels as points (r, g, b).
 *
 * @throws ShapeError if these are no images; and as `fitPca`.
 *
 * @example
 * fitColorPca(train.images).components.shape; // [3, 3]
 */
export function fitColorPca(images: Tensor): Pca {
  if (images.rank !== 4)
    throw new ShapeError(
      `fitColorPca: expected images of shape (N, C, H, W), got ${shapeText(images.shape)}`,
    );
  return fitPca(images.permute(0, 2, 3, 1).reshape(-1, images.shape[1]));
}

/** Eigenvectors (as columns) and eigenvalues of the covariance of centered data, the largest first. */
function principal(x: Tensor, wanted?: number): { directions: Tensor; values: Tensor } {
  const [N, D] = x.shape;
  // x xᵀ has the eigenvalues of xᵀ x (but for zeros) and is the smaller of the two if N < D.
  const wide = N < D;
  const square = (wide ? x.matmul(x.T) : x.T.matmul(x)).div(N);
  const { values, vectors } = symmetricEigen(square.data, square.shape[0]);
  const rounding = Math.max(N, D) * Number.EPSILON * values[0];
  const varied = Math.min(D, N - 1, values.filter((value) => value > rounding).length);
  const count = wanted ?? varied;
  if (varied === 0)
    throw new ValueError("fitPca: x must vary, got the same numbers in every example");
  requireNumber("fitPca", "components", count, { min: 1, integer: true });
  if (count > varied)
    throw new ValueError(
      `fitPca: components must be at most ${varied}, the directions in which x varies, got ${count}`,
    );
  const backend = x.backend;
  const size = square.shape[0];
  const kept = fromData(vectors.subarray(0, count * size), [count, size], { backend });
  const rows = wide ? fromWide(x, kept, values) : kept;
  return {
    directions: withSigns(rows).T,
    values: fromData(values.subarray(0, count), [count], { backend }),
  };
}

/** Eigenvectors u of x xᵀ / N as those of xᵀ x / N: xᵀu, brought to length 1. */
function fromWide(x: Tensor, kept: Tensor, values: Float64Array): Tensor {
  const count = kept.shape[0];
  const rows = kept.matmul(x);
  const unit = rows.div(rows.mul(rows).sum(1, true).sqrt());
  // Rounding tilts a direction toward a much larger one; straightening all costs more than finding them.
  return values[count - 1] < 1e-8 * values[0] ? orthonormalColumns(unit.T).T : unit;
}

/** Each row or its negative: the one whose entry of the largest size, the first of equals, is positive. */
function withSigns(rows: Tensor): Tensor {
  const largest = rows.abs().argmax(1).data;
  const signs = Float64Array.from(largest, (at, row) => Math.sign(rows.at(row, at)));
  return rows.mul(fromData(signs, [signs.length, 1], { backend: rows.backend }));
}
