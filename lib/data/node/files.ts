import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { DataError, MissingDataError } from "../../errors.js";
import { cacheFolder } from "./folders.js";

export type Search = {
  /** Who looks, for messages. */
  where: string;
  /** The folder that a caller names, instead of GRADLAB_DATA and the cache. */
  folder: string | undefined;
  /** The data set's own folder, in the named one or in the cache. */
  child: string;
  /** The file to name when nothing is found. */
  expected: string;
  /** What a person can do then. */
  waysOut: string;
};

/**
 * The first folder that `holds` the files: of the argument or GRADLAB_DATA, itself or its child, then of the
 * cache.
 *
 * @throws MissingDataError if nobody named a folder and there is none; DataError if somebody did.
 */
export async function findFolder(
  { where, folder, child, expected, waysOut }: Search,
  holds: (place: string) => boolean | Promise<boolean>,
): Promise<string> {
  const named = folder ?? process.env.GRADLAB_DATA;
  const source = folder === undefined ? "GRADLAB_DATA" : "folder";
  const looked: string[] = [];
  if (named) {
    const root = resolve(named);
    if (!existsSync(root) || !statSync(root).isDirectory())
      throw new DataError(
        `${where}: ${source} must name a folder, got ${root}, ` +
          `which ${existsSync(root) ? "is a file" : "does not exist"}; ${waysOut}`,
      );
    looked.push(root, join(root, child));
  }
  if (folder === undefined) looked.push(join(cacheFolder(), child));
  for (const place of looked) if (await holds(place)) return place;
  const Missing = named ? DataError : MissingDataError;
  throw new Missing(
    `${where}: expected ${expected} in ${looked.join(" or ")}, got no such file; ${waysOut}`,
  );
}

/** Work on a file, its failure told with the file's name. */
export async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${path}: expected a file that can be read, got: ${reason}`, { cause });
  }
}
