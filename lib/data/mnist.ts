import type { Dataset } from "./dataset.js";
import type { MnistOptions } from "./mnist-options.js";

/**
 * Loads MNIST from disk, packed (`.gz`) or not: from `folder`, else from the folder that the environment
 * variable GRADLAB_DATA names or its child `mnist`, else from `mnist` in the user's cache folder. There is
 * no official place to download it from any more, so the files must be brought by hand.
 *
 * @throws DataError if there are no such files, or one is damaged: which, what was expected, what came.
 *
 * @example
 * const train = await loadMnist({ split: "train", limit: 1000 });
 * train.images.shape; // [1000, 1, 28, 28]
 */
export async function loadMnist(options: MnistOptions): Promise<Dataset> {
  const { readMnist } = await import("./node/mnist-files.js");
  return readMnist(options);
}
