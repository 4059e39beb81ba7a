import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseMnist } from "../../../lib/data/mnist-format.js";
import { loadMnist } from "../../../lib/data/mnist.js";
import { DataError, MissingDataError, ValueError } from "../../../lib/errors.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

function idx(sizes: readonly number[], entries: readonly number[]): Uint8Array {
  const header = [0, 0, 8, sizes.length, ...sizes.flatMap((n) => [0, 0, n >> 8, n & 255])];
  return Uint8Array.from([...header, ...entries]);
}

/** n images of 2×3 pixels, pixel p of image i being 10·i + p. */
const pictures = (n: number): Uint8Array =>
  idx(
    [n, 2, 3],
    Array.from({ length: 6 * n }, (_, at) => 10 * Math.floor(at / 6) + (at % 6)),
  );
const marks = (...labels: number[]): Uint8Array => idx([labels.length], labels);

const parse = (images: Uint8Array, labels: Uint8Array, options = {}) =>
  parseMnist(
    { images: { name: "images", bytes: images }, labels: { name: "labels", bytes: labels } },
    options,
  );

describe("parseMnist", () => {
  it("reads rows of gray pixels and their labels", () => {
    const { images, labels, classes } = parse(pictures(2), marks(7, 0));
    expect(images.toArray()).toEqual([
      [
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
      [
        [
          [10, 11, 12],
          [13, 14, 15],
        ],
      ],
    ]);
    expect([...labels].map((label) => classes[label])).toEqual(["7", "0"]);
  });

  it("stops at the limit, in the dtype asked for", () => {
    const { images, labels } = parse(pictures(3), marks(1, 2, 3), { limit: 2, dtype: "float32" });
    expect([images.shape[0], images.dtype, labels.length]).toEqual([2, "float32", 2]);
    expect(parse(pictures(3), marks(1, 2, 3), { limit: 9 }).labels).toHaveLength(3);
    expect(() => parse(pictures(3), marks(1, 2, 3), { limit: 0 })).toThrow(ValueError);
  });

  it("reads bytes that begin anywhere in their buffer", () => {
    const shifted = new Uint8Array([9, ...pictures(1)]).subarray(1);
    expect(parse(shifted, marks(4)).images.at(0, 0, 1, 2)).toBe(5);
  });

  it.each([
    [
      "a file of another kind",
      marks(1),
      "images: expected the magic number 2051 (unsigned bytes in 3 axes), got 2049; it is a file of another kind",
    ],
    [
      "a cut header",
      pictures(1).subarray(0, 10),
      "images: expected a header of 16 bytes, got 10 bytes in all; the file was cut off or damaged, copy it again from where it came",
    ],
    [
      "an empty file",
      new Uint8Array(),
      "images: expected a header of 16 bytes, got 0 bytes in all; the file was cut off or damaged, copy it again from where it came",
    ],
    [
      "cut pixels",
      pictures(2).subarray(0, 20),
      "images: expected 2 × 2 × 3 bytes behind the header of 16, 28 in all, got 20; the file was cut off or damaged, copy it again from where it came",
    ],
    [
      "bytes too many",
      Uint8Array.from([...pictures(2), 0]),
      "images: expected 2 × 2 × 3 bytes behind the header of 16, 28 in all, got 29; the file was cut off or damaged, copy it again from where it came",
    ],
    [
      "more images than labels",
      pictures(3),
      "labels: expected one label for each of the 3 images of images, got 2; the two files do not belong together",
    ],
    [
      "images without pixels",
      idx([2, 0, 3], []),
      "images: expected images of one or more pixels, got 2 of 0 × 3",
    ],
  ])("refuses %s", (_, images, message) => {
    expect(() => parse(images, marks(1, 2))).toThrow(new DataError(message));
  });

  it("refuses a label that is no class, by its place", () => {
    expect(() => parse(pictures(2), marks(1, 10))).toThrow(
      new DataError(
        "labels: the label of record 1 (byte 9) must be from 0 to 9, got 10; the file is damaged or of another data set",
      ),
    );
    expect(() => parse(pictures(2), marks(1, 2), { classes: ["shirt", "coat"] })).toThrow(
      DataError,
    );
  });
});

describe("loadMnist", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder("mnist");
    for (const name of ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, folder);
    vi.stubEnv("GRADLAB_DATA", undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const put = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };

  it("reads the files of each split, packed or not, from the folder or its child mnist", async () => {
    put("train-images-idx3-ubyte", pictures(2));
    put("train-labels-idx1-ubyte.gz", gzipSync(marks(3, 4)));
    put("mnist/t10k-images.idx3-ubyte.gz", gzipSync(pictures(1)));
    put("mnist/t10k-labels.idx1-ubyte", marks(5));
    const train = await loadMnist({ split: "train", folder });
    expect([train.name, [...train.labels]]).toEqual(["MNIST train", [3, 4]]);
    vi.stubEnv("GRADLAB_DATA", folder);
    const test = await loadMnist({ split: "test", limit: 1, dtype: "float32" });
    expect([test.name, [...test.labels], test.images.dtype]).toEqual([
      "MNIST test",
      [5],
      "float32",
    ]);
  });

  it("reads a file that was unpacked and kept its .gz", async () => {
    put("t10k-images-idx3-ubyte.gz", pictures(1));
    put("t10k-labels-idx1-ubyte", marks(5));
    expect((await loadMnist({ split: "test", folder })).labels).toHaveLength(1);
  });

  it.runIf(process.platform === "linux")("looks in the cache without GRADLAB_DATA", async () => {
    put("gradlab/mnist/t10k-images-idx3-ubyte", pictures(1));
    put("gradlab/mnist/t10k-labels-idx1-ubyte", marks(5));
    expect((await loadMnist({ split: "test" })).labels).toHaveLength(1);
  });

  it("says where it looked and how to get the files", async () => {
    const loading = loadMnist({ split: "test" });
    await expect(loading).rejects.toThrow(MissingDataError);
    await expect(loading).rejects.toThrow(
      /^loadMnist: expected t10k-images-idx3-ubyte in .*mnist, got no such file; get t10k-images-idx3-ubyte\.gz and t10k-labels-idx1-ubyte\.gz from a copy of MNIST/,
    );
    await expect(loadMnist({ split: "test", folder: join(folder, "no") })).rejects.toThrow(
      `loadMnist: folder must name a folder, got ${join(folder, "no")}, which does not exist; get t10k`,
    );
  });

  it("names the labels that are missing beside the images", async () => {
    put("train-images-idx3-ubyte", pictures(2));
    await expect(loadMnist({ split: "train", folder })).rejects.toThrow(
      new DataError(
        `loadMnist: expected train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz in ${folder}, got no such file`,
      ),
    );
  });

  it("refuses a gzip file that was cut off", async () => {
    put("train-images-idx3-ubyte.gz", gzipSync(pictures(9)).subarray(0, 30));
    put("train-labels-idx1-ubyte", marks(1));
    await expect(loadMnist({ split: "train", folder })).rejects.toThrow(
      `${join(folder, "train-images-idx3-ubyte.gz")}: expected a whole gzip file, got 30 bytes: unexpected end of file; copy it again from where it came`,
    );
  });

  it("refuses another split or limit before it looks", async () => {
    await expect(loadMnist({ split: "val" as "test" })).rejects.toThrow(
      new ValueError('loadMnist: split must be "train" or "test", got "val"'),
    );
    await expect(loadMnist({ split: "test", limit: 1.5 })).rejects.toThrow(
      new ValueError("loadMnist: limit must be an integer of at least 1, got 1.5"),
    );
  });
});
