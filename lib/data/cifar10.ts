import type { Cifar10Options } from "./cifar10-options.js";
import type { Dataset } from "./dataset.js";
import type { DownloadOptions } from "./download-options.js";

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

/**
 * Downloads CIFAR-10 (170 MB) from its official page into the user's cache folder and returns the folder
 * of its files. A download that was interrupted goes on where it stopped; nothing is unpacked before the
 * checksum is right; if the files are there already nothing happens.
 *
 * @throws DataError if the network fails or the checksum is wrong.
 *
 * @example
 * const prepare = async () => loadCifar10({ split: "train", folder: await downloadCifar10() });
 */
export async function downloadCifar10(options: DownloadOptions = {}): Promise<string> {
  const { fetchCifar10 } = await import("./node/cifar10-archive.js");
  return fetchCifar10(options);
}
