import type { DType } from "../backend/backend.js";
import { MissingDataError, requireNumber } from "../errors.js";
import { loadCifar10 } from "./cifar10.js";
import type { Dataset } from "./dataset.js";
import { shapes } from "./shapes.js";

/**
 * Images to learn from, on any machine: the first `count` of CIFAR-10 if it is here (see `loadCifar10`),
 * otherwise as many drawn `shapes`. The data set's `name` says which.
 *
 * @throws DataError if CIFAR-10 should be here (GRADLAB_DATA is set) but is not, or is damaged.
 *
 * @example
 * const { images } = await availableImages({ count: 20 });
 * images.shape; // [20, 3, 32, 32]
 */
export async function availableImages({
  count,
  dtype,
}: {
  count: number;
  dtype?: DType;
}): Promise<Dataset> {
  requireNumber("availableImages", "count", count, { min: 1, integer: true });
  try {
    return await loadCifar10({ split: "train", limit: count, dtype });
  } catch (error) {
    if (error instanceof MissingDataError) return shapes({ count, seed: 1, dtype });
    throw error;
  }
}
