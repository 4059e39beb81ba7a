import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { fromData } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * How often class i was taken for class j: counts (K, K), a row for each true class, a column for each prediction.
 * The diagonal holds what was right.
 *
 * `classes`: K, at least 1; by default as many as occur.
 *
 * @throws ShapeError if there are no labels or not as many predictions; ValueError if a label or a prediction is
 * no integer from 0 to K − 1.
 *
 * @example
 * confusionCounts([0, 0, 1], [0, 1, 1]).toArray(); // [[1, 1], [0, 1]]
 */
export function confusionCounts(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  { classes }: { classes?: number } = {},
): Tensor {
  const where = "confusionCounts";
  if (labels.length === 0) throw new ShapeError(`${where}: expected at least one label, got none`);
  if (predictions.length !== labels.length)
    throw new ShapeError(
      `${where}: expected ${labels.length} predictions, one a label, got ${predictions.length}`,
    );
  if (classes !== undefined) requireNumber(where, "classes", classes, { min: 1, integer: true });
  let highest = 0;
  for (const [name, values] of Object.entries({ labels, predictions }))
    for (let n = 0; n < values.length; n++) {
      const value = values[n];
      const most = (classes ?? Infinity) - 1;
      if (!Number.isInteger(value) || value < 0 || value > most)
        throw new ValueError(
          `${where}: ${name}[${n}] must be an integer ${most === Infinity ? "of at least 0" : `from 0 to ${most}`}, got ${value}`,
        );
      highest = Math.max(highest, value);
    }
  const K = classes ?? highest + 1;
  const counts = new Float64Array(K * K);
  for (let n = 0; n < labels.length; n++) counts[labels[n] * K + predictions[n]]++;
  return fromData(counts, [K, K]);
}
