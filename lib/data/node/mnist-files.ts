import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DataError, requireNumber, requireOneOf } from "../../errors.js";
import type { Dataset } from "../dataset.js";
import { parseMnist, type IdxFile } from "../mnist-format.js";
import type { MnistOptions } from "../mnist-options.js";
import { findFolder, reading } from "./files.js";
import { cacheFolder } from "./folders.js";

const CHILD = "mnist";
const PREFIX = { train: "train", test: "t10k" };

export async function readMnist({ split, limit, folder, dtype }: MnistOptions): Promise<Dataset> {
  requireOneOf("loadMnist", "split", split, Object.keys(PREFIX));
  if (limit !== undefined) requireNumber("loadMnist", "limit", limit, { min: 1, integer: true });
  const images = `${PREFIX[split]}-images-idx3-ubyte`;
  const labels = `${PREFIX[split]}-labels-idx1-ubyte`;
  const waysOut =
    `get ${images}.gz and ${labels}.gz from a copy of MNIST (PyTorch, TensorFlow and Kaggle each keep one) ` +
    `and put them, packed or not, into ${join(cacheFolder(), CHILD)} or a folder that GRADLAB_DATA names; ` +
    "or use shapes(), which needs no files";
  const search = { where: "loadMnist", folder, child: CHILD, expected: images, waysOut };
  const place = await findFolder(search, (at) => pathOf(at, images) !== undefined);
  const files = { images: await unpacked(place, images), labels: await unpacked(place, labels) };
  return parseMnist(files, { name: `MNIST ${split}`, limit, dtype });
}

/** Where a file lies, unpacked or else packed; some copies write a dot before `idx`. */
function pathOf(folder: string, name: string): string | undefined {
  const dotted = name.replace("-idx", ".idx");
  return [name, dotted, `${name}.gz`, `${dotted}.gz`]
    .map((file) => join(folder, file))
    .find((path) => existsSync(path));
}

/** A file's bytes. Whether it is packed its first two bytes say: browsers unpack a .gz and leave its name. */
async function unpacked(folder: string, name: string): Promise<IdxFile> {
  const path = pathOf(folder, name);
  if (path === undefined)
    throw new DataError(`loadMnist: expected ${name} or ${name}.gz in ${folder}, got no such file`);
  const bytes = await reading(path, readFile(path));
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { name: path, bytes };
  try {
    return { name: path, bytes: await promisify(gunzip)(bytes) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(
      `${path}: expected a whole gzip file, got ${bytes.length} bytes: ${reason}; copy it again from where it came`,
      { cause },
    );
  }
}
