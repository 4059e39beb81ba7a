import { existsSync } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, requireNumber, ValueError } from "../../errors.js";
import {
  CIFAR10_CLASSES,
  CIFAR10_RECORD_BYTES,
  parseCifar10,
  requireWholeRecords,
  type RecordFile,
} from "../cifar10-format.js";
import type { Cifar10Options } from "../cifar10-options.js";
import type { Dataset } from "../dataset.js";
import { findFolder, reading } from "./files.js";

/** The name of the folder in the official archive. */
export const CIFAR10_FOLDER = "cifar-10-batches-bin";

const FILES = { train: /^data_batch_(\d+)\.bin$/, test: /^test_batch\.bin$/ };
const EXPECTED = { train: "data_batch_1.bin", test: "test_batch.bin" };

const WAYS_OUT =
  "call await downloadCifar10(), set GRADLAB_DATA to a folder that holds the files, " +
  "or use shapes(), which needs neither files nor network";

export async function readCifar10({
  split,
  limit = Infinity,
  folder,
  dtype,
}: Cifar10Options): Promise<Dataset> {
  // A notebook may run without types: an unknown split must not read the wrong files.
  if (!Object.hasOwn(FILES, split))
    throw new ValueError(`loadCifar10: split must be "train" or "test", got ${split as string}`);
  if (limit !== Infinity) requireNumber("loadCifar10", "limit", limit, { min: 1, integer: true });
  const search = { where: "loadCifar10", folder, child: CIFAR10_FOLDER, expected: EXPECTED[split] };
  const place = await findFolder(
    { ...search, waysOut: WAYS_OUT },
    async (at) => (await recordFiles(at, split)).length > 0,
  );
  const classes = await readClasses(place);
  const files: RecordFile[] = [];
  let wanted = limit;
  for (const name of await recordFiles(place, split)) {
    if (wanted <= 0) break;
    const file = await readRecords(join(place, name), wanted);
    files.push(file);
    wanted -= file.bytes.length / CIFAR10_RECORD_BYTES;
  }
  return parseCifar10(files, { name: `CIFAR-10 ${split}`, classes, dtype });
}

/** The names of a split's files in the order of their numbers; none if there is no such folder. */
async function recordFiles(folder: string, split: "train" | "test"): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const number = (name: string): number => Number(FILES[split].exec(name)?.[1] ?? 0);
  const names = (await reading(folder, readdir(folder))).filter((name) => FILES[split].test(name));
  return names.sort((a, b) => number(a) - number(b));
}

/** The first records of a file, at most `limit`: a small sample does not read the other megabytes. */
async function readRecords(path: string, limit: number): Promise<RecordFile> {
  const file = await reading(path, open(path));
  try {
    const { size } = await reading(path, file.stat());
    requireWholeRecords(path, size);
    const bytes = new Uint8Array(Math.min(size, limit * CIFAR10_RECORD_BYTES));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await reading(path, file.read(bytes, filled, bytes.length - filled));
      if (bytesRead === 0)
        throw new DataError(
          `${path}: expected ${bytes.length} bytes, got ${filled}; the file changed while it was read`,
        );
      filled += bytesRead;
    }
    return { name: path, bytes };
  } finally {
    await file.close();
  }
}

/** The class names of batches.meta.txt, one a line; the usual ones where there is no such file. */
async function readClasses(folder: string): Promise<readonly string[]> {
  const path = join(folder, "batches.meta.txt");
  if (!existsSync(path)) return CIFAR10_CLASSES;
  const lines = (await reading(path, readFile(path, "utf8")))
    .split("\n")
    .map((line) => line.trim());
  const classes = lines.filter((line) => line !== "");
  if (classes.length !== CIFAR10_CLASSES.length)
    throw new DataError(
      `${path}: expected ${CIFAR10_CLASSES.length} class names, one a line, got ${classes.length}`,
    );
  return classes;
}
