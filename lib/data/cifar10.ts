import type { Cifar10Options } from "./cifar10-options.js";
import type { Dataset } from "./dataset.js";

/**
 * Loads CIFAR-10 from disk: from `folder`, else from the folder that the environment variable GRADLAB_DATA
 * names, else from where `downloadCifar10` puts it.
 *
 * @throws DataError if there are no such files, or one is damaged: which, what was expected, what came.
 *
 * @example
 * const train = await loadCifar10({ split: "train", limit: 1000 });
 * train.images.shape; // [1000, 3, 32, 32]
 */
export async function loadCifar10(options: Cifar10Options): Promise<Dataset> {
  const { readCifar10 } = await import("./node/cifar10-files.js");
  return readCifar10(options);
}
