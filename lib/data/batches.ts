import { requireNumber } from "../errors.js";
import type { Random } from "../random.js";

/**
 * One epoch: the indices 0 … n − 1 in random order, `batchSize` at a time. The last batch holds what is
 * left; `dropLast` (default false) leaves a smaller one out.
 *
 * @throws ValueError if n or batchSize is not a positive integer.
 *
 * @example
 * for (const batch of minibatches(labels.length, 64, rng)) {
 *   const x = images.take(batch);
 * }
 */
export function minibatches(
  n: number,
  batchSize: number,
  rng: Random,
  { dropLast = false }: { dropLast?: boolean } = {},
): Iterable<Int32Array> {
  requireNumber("minibatches", "n", n, { min: 1, integer: true });
  requireNumber("minibatches", "batchSize", batchSize, { min: 1, integer: true });
  const end = dropLast ? n - (n % batchSize) : n;
  const order = rng.permutation(n);
  return cut(order.subarray(0, end), batchSize);
}

function* cut(order: Int32Array, size: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += size) yield order.slice(start, start + size);
}
