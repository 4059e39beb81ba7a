import { requireNumber, ValueError } from "../errors.js";
import type { Random } from "../random.js";

export type SplitOptions = {
  /** How many examples to set aside for choosing between models. */
  validation: number;
  /** How many to set aside for the last measurement; 0 by default. */
  test?: number;
  /** Keeps each class's share (to within one example) in every part; false by default. */
  stratified?: boolean;
};

/** Which examples belong to which part: indices in random order, each of 0 … N − 1 once. */
export type SplitIndices = { train: Int32Array; validation: Int32Array; test: Int32Array };

/**
 * Deals N labeled examples into three disjoint parts at random; what is not set aside is for training.
 *
 * @throws ValueError if the parts ask for more examples than there are.
 *
 * @example
 * const { x, labels } = moons({ count: 200, seed: 1 });
 * const { train, validation } = splitIndices(labels, { validation: 50 }, new Random(1));
 * x.take(train).shape; // [150, 2]
 * Int32Array.from(validation, (i) => labels[i]).length; // 50
 */
export function splitIndices(
  labels: ArrayLike<number>,
  options: SplitOptions,
  rng: Random,
): SplitIndices {
  return deal("splitIndices", labels, options, rng);
}

/** As `splitIndices`, told under the name of its caller. */
export function deal(
  where: string,
  labels: ArrayLike<number>,
  { validation, test = 0, stratified = false }: SplitOptions,
  rng: Random,
): SplitIndices {
  const n = labels.length;
  requireNumber(where, "validation", validation, { min: 0, max: n, integer: true });
  requireNumber(where, "test", test, { min: 0, max: n, integer: true });
  if (validation + test > n)
    throw new ValueError(
      `${where}: validation and test must set aside at most ${n} examples together, got ${validation + test}`,
    );
  const shuffled = rng.permutation(n);
  const order = stratified ? spreadClasses(shuffled, labels) : shuffled;
  return {
    validation: order.slice(0, validation),
    test: order.slice(validation, validation + test),
    train: order.slice(validation + test),
  };
}

/**
 * The same indices in an order in which any run of neighbors holds each class in its share: example j
 * of a class of m goes to place (j + ½) / m of the way through.
 */
function spreadClasses(order: Int32Array, labels: ArrayLike<number>): Int32Array {
  const counts = new Map<number, number>();
  for (const i of order) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  const seen = new Map<number, number>();
  const place = new Float64Array(labels.length);
  for (const i of order) {
    const j = seen.get(labels[i]) ?? 0;
    seen.set(labels[i], j + 1);
    place[i] = (j + 0.5) / (counts.get(labels[i]) ?? 1);
  }
  return order.slice().sort((a, b) => place[a] - place[b]);
}
