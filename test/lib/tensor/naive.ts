import { fromData, type TensorOptions } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Random } from "../../../lib/random.js";

/**
 * An oracle that shares nothing with the library: an array is a shape and a function from index to number.
 */
export type Naive = { shape: number[]; at: (index: readonly number[]) => number };

/** Every index of a shape in row-major order. */
export function indicesOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, n) => all.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

export const entries = ({ shape, at }: Naive): number[] => indicesOf(shape).map(at);

export const naive = (tensor: Tensor): Naive => ({
  shape: [...tensor.shape],
  at: (index) => tensor.at(...index),
});

/** Both operands at one index of the shape they share; sizes of 1 and missing axes repeat. */
export function broadcast(a: Naive, b: Naive, f: (x: number, y: number) => number): Naive {
  const rank = Math.max(a.shape.length, b.shape.length);
  const sizeAt = ({ shape }: Naive, fromEnd: number): number => shape[shape.length - fromEnd] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [sizeAt(a, rank - axis), sizeAt(b, rank - axis)];
    return m === 1 ? n : m;
  });
  const pick = (from: Naive, index: readonly number[]): number =>
    from.at(
      index.slice(rank - from.shape.length).map((i, axis) => (from.shape[axis] === 1 ? 0 : i)),
    );
  return { shape, at: (index) => f(pick(a, index), pick(b, index)) };
}

/** The values along `axes` are handed to f together, in row-major order. */
export function reduced(x: Naive, axes: readonly number[], f: (values: number[]) => number): Naive {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const over = [...axes].sort((p, q) => p - q);
  return {
    shape: kept.map((axis) => x.shape[axis]),
    at: (index) =>
      f(
        indicesOf(over.map((axis) => x.shape[axis])).map((inner) =>
          x.at(
            x.shape.map((_, axis) =>
              over.includes(axis) ? inner[over.indexOf(axis)] : index[kept.indexOf(axis)],
            ),
          ),
        ),
      ),
  };
}

/** A tensor of random shape up to rank 4, sometimes permuted, sliced or repeated, so that it is not dense. */
export function randomTensor(rng: Random, options?: TensorOptions): Tensor {
  const shape = Array.from({ length: rng.integer(5) }, () => 1 + rng.integer(4));
  return disguised(randomOf(shape, rng, options), rng);
}

export function randomOf(shape: readonly number[], rng: Random, options?: TensorOptions): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return fromData(
    Float64Array.from({ length: size }, () => rng.normal()),
    shape,
    options,
  );
}

function disguised(x: Tensor, rng: Random): Tensor {
  if (x.rank === 0) return x;
  const kind = rng.integer(4);
  if (kind === 1) return x.permute(...rng.permutation(x.rank));
  if (kind === 2) return x.slice(rng.integer(x.shape[0]));
  if (kind === 3) return x.broadcastTo(2, ...x.shape);
  return x;
}

/** A shape that broadcasts with `shape`: axes left off in front, or made 1. */
export function fitting(shape: readonly number[], rng: Random): number[] {
  return shape.slice(rng.integer(shape.length + 1)).map((n) => (rng.integer(3) === 0 ? 1 : n));
}
