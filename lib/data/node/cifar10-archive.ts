import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { extract } from "tar";
import { DataError, ValueError } from "../../errors.js";
import { CIFAR10_RECORD_BYTES } from "../cifar10-format.js";
import type { DownloadOptions, DownloadProgress } from "../download-options.js";
import { CIFAR10_FOLDER } from "./cifar10-files.js";
import { download, type Checksum } from "./download.js";
import { cacheFolder } from "./folders.js";
import { withLock } from "./lock.js";

const OFFICIAL_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
const OFFICIAL_MD5 = "c32a1d4ab5d03f1284b67883e8d87530";
const PART = "cifar-10-binary.tar.gz.part";
const FILES = [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), "test_batch.bin"];

const WAY_OUT =
  "without a network, set GRADLAB_DATA to a folder that holds the files, or use shapes(), which is drawn";

export async function fetchCifar10({
  onProgress,
  url = OFFICIAL_URL,
  md5,
  sha256,
  signal,
}: DownloadOptions): Promise<string> {
  const checksum = checksumFrom(md5, sha256);
  const cache = cacheFolder();
  const folder = join(cache, CIFAR10_FOLDER);
  if (missingFrom(folder).length === 0) return folder;
  await mkdir(cache, { recursive: true });
  const part = join(cache, PART);
  const report = (progress: DownloadProgress): void => onProgress?.(progress);
  const tell = (phase: DownloadProgress["phase"]): void => {
    const bytes = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    report({ phase, bytes, total: undefined, rate: 0, secondsLeft: undefined });
  };
  const onWait = (): void => tell("waiting");
  return withLock(join(cache, "cifar-10-binary.lock"), { onWait, signal }, async () => {
    if (missingFrom(folder).length === 0) return folder;
    await download({ url, part, checksum, report, signal, wayOut: WAY_OUT });
    tell("unpacking");
    await unpack(part, folder, cache);
    await rm(part, { force: true });
    return folder;
  });
}

function checksumFrom(md5?: string, sha256?: string): Checksum {
  const [algorithm, text, digits] =
    sha256 === undefined
      ? (["md5", md5 ?? OFFICIAL_MD5, 32] as const)
      : (["sha256", sha256, 64] as const);
  const expected = text.toLowerCase();
  if (!/^[0-9a-f]+$/.test(expected) || expected.length !== digits)
    throw new ValueError(
      `downloadCifar10: ${algorithm} must be ${digits} hexadecimal digits, got "${text}"`,
    );
  return { algorithm, expected };
}

/** Which of the six files are not there, or not of whole records. */
function missingFrom(folder: string): string[] {
  return FILES.filter((name) => {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    return size === 0 || size % CIFAR10_RECORD_BYTES !== 0;
  });
}

/** Unpacks beside the place and then renames, so that nobody ever sees a part of the files. */
async function unpack(archive: string, folder: string, cache: string): Promise<void> {
  const room = await mkdtemp(join(cache, ".unpacking-"));
  try {
    await extract({
      file: archive,
      cwd: room,
      strict: true,
      filter: (path) => path.startsWith(`${CIFAR10_FOLDER}/`),
    });
    const unpacked = join(room, CIFAR10_FOLDER);
    const missing = missingFrom(unpacked);
    if (missing.length > 0) {
      await rm(archive, { force: true });
      throw new DataError(
        `${archive}: expected the files of CIFAR-10 in ${CIFAR10_FOLDER}/, got none or damaged ones for ${missing.join(", ")}`,
      );
    }
    if (existsSync(folder)) await rename(folder, join(room, "before"));
    await rename(unpacked, folder);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${archive}: expected an archive that can be unpacked, got: ${reason}`, {
      cause,
    });
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}
