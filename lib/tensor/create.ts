import type { Backend, DType } from "../backend/backend.js";
import { defaultBackend } from "../backend/choice.js";
import { requireOneOf, ShapeError, ValueError } from "../errors.js";
import type { Random } from "../random.js";
import { requireSizes, shapeText, sizeOf, stridesOf, type Shape } from "./shape.js";
import { Tensor, type Nested } from "./tensor.js";

export type TensorOptions = {
  /** "float64" by default: gradients are checked in it. "float32" halves the memory. */
  dtype?: DType;
  /** Where the numbers live and are computed on; by default what GRADLAB_BACKEND names, else wasm. */
  backend?: Backend;
};

/**
 * A tensor of this shape that holds `values` in row-major order.
 *
 * @throws ShapeError if there are more or fewer of them; ValueError if dtype is another word.
 *
 * @example
 * fromData([1, 2, 3, 4], [2, 2]).toArray(); // [[1, 2], [3, 4]]
 */
export function fromData(values: ArrayLike<number>, shape: Shape, options?: TensorOptions): Tensor {
  requireSizes("fromData", shape);
  if (values.length !== sizeOf(shape))
    throw new ShapeError(
      `fromData: expected ${sizeOf(shape)} numbers for shape ${shapeText(shape)}, got ${values.length}`,
    );
  return made("fromData", values, shape, options);
}

/** Uploads what has been checked, or made right, but for the options. */
function made(
  where: string,
  values: ArrayLike<number>,
  shape: Shape,
  { dtype = "float64", backend = defaultBackend() }: TensorOptions = {},
): Tensor {
  requireOneOf(where, "dtype", dtype, ["float32", "float64"]);
  const storage = backend.upload(values, dtype);
  return new Tensor(backend, { storage, shape: [...shape], strides: stridesOf(shape), offset: 0 });
}

/**
 * A tensor from nested arrays; the nesting gives the shape.
 *
 * @throws ShapeError if rows of one level differ in length; ValueError if something is no number.
 *
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape; // [2, 3]
 */
export function tensor(values: Nested, options?: TensorOptions): Tensor {
  const shape: number[] = [];
  for (let level: Nested = values; Array.isArray(level); level = level[0] as Nested) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat: number[] = [];
  const walk = (level: Nested, depth: number, path: string): void => {
    if (depth < shape.length) {
      const length = Array.isArray(level) ? level.length : undefined;
      if (length !== shape[depth])
        throw new ShapeError(
          `tensor: expected ${shape[depth]} entries at values${path}, got ${length ?? "a number"}`,
        );
      (level as readonly Nested[]).forEach((entry, i) => walk(entry, depth + 1, `${path}[${i}]`));
    } else {
      if (typeof level !== "number")
        throw new ValueError(
          `tensor: expected a number at values${path}, got ${Array.isArray(level) ? "an array" : String(level)}`,
        );
      flat.push(level);
    }
  };
  walk(values, 0, "");
  return made("tensor", flat, shape, options);
}

/**
 * A tensor of this shape that holds one value everywhere.
 *
 * @example
 * full([2, 2], 7).toArray(); // [[7, 7], [7, 7]]
 */
export function full(shape: Shape, value: number, options?: TensorOptions): Tensor {
  return filled("full", shape, value, options);
}

function filled(where: string, shape: Shape, value: number, options?: TensorOptions): Tensor {
  requireSizes(where, shape);
  return made(where, new Float64Array(sizeOf(shape)).fill(value), shape, options);
}

/**
 * A tensor of zeros.
 *
 * @example
 * zeros([3]).toArray(); // [0, 0, 0]
 */
export const zeros = (shape: Shape, options?: TensorOptions): Tensor =>
  filled("zeros", shape, 0, options);

/**
 * A tensor of ones.
 *
 * @example
 * ones([2, 3]).toArray(); // [[1, 1, 1], [1, 1, 1]]
 */
export const ones = (shape: Shape, options?: TensorOptions): Tensor =>
  filled("ones", shape, 1, options);

/**
 * 0, 1, …, n − 1, of shape (n).
 *
 * @example
 * arange(4).toArray(); // [0, 1, 2, 3]
 */
export function arange(n: number, options?: TensorOptions): Tensor {
  requireSizes("arange", [n]);
  return made(
    "arange",
    Float64Array.from({ length: n }, (_, i) => i),
    [n],
    options,
  );
}

/**
 * Independent draws from the standard normal distribution.
 *
 * @example
 * const z = randn([10000], new Random(1));
 * Math.abs(z.mean().item()) < 0.05; // true
 */
export function randn(shape: Shape, rng: Random, options?: TensorOptions): Tensor {
  requireSizes("randn", shape);
  return made(
    "randn",
    Float64Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    shape,
    options,
  );
}

/**
 * Independent draws from the uniform distribution on [0, 1).
 *
 * @example
 * rand([1000], new Random(1)).max().item() < 1; // true
 */
export function rand(shape: Shape, rng: Random, options?: TensorOptions): Tensor {
  requireSizes("rand", shape);
  return made(
    "rand",
    Float64Array.from({ length: sizeOf(shape) }, () => rng.uniform()),
    shape,
    options,
  );
}

/**
 * Labels as rows of 0 and 1: entry (i, labels[i]) is 1. Shape (N, classes).
 *
 * @throws ValueError if a label is not an integer from 0 to classes − 1.
 *
 * @example
 * oneHot([2, 0], 3).toArray(); // [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(
  labels: ArrayLike<number>,
  classes: number,
  options?: TensorOptions,
): Tensor {
  requireSizes("oneHot", [labels.length, classes]);
  const data = new Float64Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new ValueError(
        `oneHot: label ${i} must be an integer from 0 to ${classes - 1}, got ${label}`,
      );
    data[i * classes + label] = 1;
  }
  return made("oneHot", data, [labels.length, classes], options);
}
