import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseCifar10 } from "../../../lib/data/cifar10-format.js";
import { loadCifar10 } from "../../../lib/data/cifar10.js";
import { DataError, ValueError } from "../../../lib/errors.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Records with these labels; pixel p of the record with label l is (10·l + p) mod 256. */
function records(...labels: number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * 3073);
  labels.forEach((label, i) => {
    bytes[i * 3073] = label;
    for (let p = 0; p < 3072; p++) bytes[i * 3073 + 1 + p] = (10 * label + p) % 256;
  });
  return bytes;
}

describe("parseCifar10", () => {
  it("keeps the red, green and blue plane as channels, row by row", () => {
    const { images, labels, classes } = parseCifar10([{ name: "a.bin", bytes: records(7, 2) }]);
    expect(images.shape).toEqual([2, 3, 32, 32]);
    expect([...labels]).toEqual([7, 2]);
    expect(classes[7]).toBe("horse");
    expect(images.at(0, 0, 0, 0)).toBe(70);
    expect(images.at(0, 0, 1, 2)).toBe(70 + 34);
    expect(images.at(1, 2, 31, 31)).toBe((20 + 3071) % 256);
  });

  it("takes files one after another, up to the limit", () => {
    const files = [
      { name: "a.bin", bytes: records(1, 2) },
      { name: "b.bin", bytes: records(3, 4, 5) },
    ];
    expect([...parseCifar10(files).labels]).toEqual([1, 2, 3, 4, 5]);
    expect([...parseCifar10(files, { limit: 3 }).labels]).toEqual([1, 2, 3]);
    expect(parseCifar10(files, { limit: 1, dtype: "float32" }).images.dtype).toBe("float32");
  });
});

describe("loadCifar10", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder("cifar");
    vi.stubEnv("GRADLAB_DATA", undefined);
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    vi.stubEnv("LOCALAPPDATA", join(folder, "cache"));
    vi.stubEnv("HOME", join(folder, "home"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const put = (name: string, bytes: Uint8Array | string, under = "."): void => {
    mkdirSync(join(folder, under), { recursive: true });
    writeFileSync(join(folder, under, name), bytes);
  };

  it("reads the training files in the order of their numbers, and the test file", async () => {
    put("data_batch_10.bin", records(5));
    put("data_batch_2.bin", records(3, 4));
    put("data_batch_1.bin", records(1, 2));
    put("test_batch.bin", records(9));
    put("readme.html", "not data");
    const train = await loadCifar10({ split: "train", folder });
    expect([...train.labels]).toEqual([1, 2, 3, 4, 5]);
    expect(train.name).toBe("CIFAR-10 train");
    expect([...(await loadCifar10({ split: "test", folder })).labels]).toEqual([9]);
    expect([...(await loadCifar10({ split: "train", folder, limit: 3 })).labels]).toEqual([
      1, 2, 3,
    ]);
  });

  it("does not read files beyond the limit", async () => {
    put("data_batch_1.bin", records(1, 2));
    put("data_batch_2.bin", "damaged");
    expect([...(await loadCifar10({ split: "train", folder, limit: 2 })).labels]).toEqual([1, 2]);
    await expect(loadCifar10({ split: "train", folder })).rejects.toThrow(DataError);
  });

  it("takes the class names from batches.meta.txt where it is there", async () => {
    put("data_batch_1.bin", records(0));
    put("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    expect((await loadCifar10({ split: "train", folder })).classes.join("")).toBe("abcdefghij");
    put("batches.meta.txt", "a\nb\n");
    await expect(loadCifar10({ split: "train", folder })).rejects.toThrow(
      `${join(folder, "batches.meta.txt")}: expected 10 class names, one a line, got 2`,
    );
  });

  it.each(["", "cifar-10-batches-bin"])("follows GRADLAB_DATA, files in ./%s", async (under) => {
    put("test_batch.bin", records(4), under);
    vi.stubEnv("GRADLAB_DATA", folder);
    expect([...(await loadCifar10({ split: "test" })).labels]).toEqual([4]);
  });

  it("looks in the cache last", async () => {
    if (process.platform === "darwin")
      put("test_batch.bin", records(8), "home/Library/Caches/gradlab/cifar-10-batches-bin");
    else put("test_batch.bin", records(8), "cache/gradlab/cifar-10-batches-bin");
    expect([...(await loadCifar10({ split: "test" })).labels]).toEqual([8]);
    mkdirSync(join(folder, "other"));
    vi.stubEnv("GRADLAB_DATA", join(folder, "other"));
    expect([...(await loadCifar10({ split: "test" })).labels]).toEqual([8]);
    put("test_batch.bin", records(6), "other");
    expect([...(await loadCifar10({ split: "test" })).labels]).toEqual([6]);
  });

  it("says where it looked and what to do when there is nothing", async () => {
    const failed = loadCifar10({ split: "train", folder });
    await expect(failed).rejects.toThrow(DataError);
    await expect(failed).rejects.toThrow(
      `loadCifar10: expected data_batch_1.bin in ${folder} or ${join(folder, "cifar-10-batches-bin")}, got no such file; ` +
        "call await downloadCifar10(), set GRADLAB_DATA to a folder that holds the files, or use shapes(), which needs neither files nor network",
    );
    vi.stubEnv("GRADLAB_DATA", join(folder, "missing"));
    await expect(loadCifar10({ split: "train" })).rejects.toThrow(
      `loadCifar10: GRADLAB_DATA must name a folder, got ${join(folder, "missing")}, which does not exist; call await downloadCifar10()`,
    );
    expect(existsSync(join(folder, "cache"))).toBe(false);
  });

  it("says how far a truncated file goes", async () => {
    put("data_batch_1.bin", records(1, 2).subarray(0, 3073 + 100));
    const path = join(folder, "data_batch_1.bin");
    await expect(loadCifar10({ split: "train", folder })).rejects.toThrow(
      `${path}: expected whole records of 3073 bytes, got 3173 bytes: 1 of them and 100 bytes more; the file was cut off, get it again with downloadCifar10()`,
    );
  });

  it("refuses an empty file", async () => {
    put("test_batch.bin", "");
    await expect(loadCifar10({ split: "test", folder })).rejects.toThrow(
      `${join(folder, "test_batch.bin")}: expected records of 3073 bytes, got an empty file`,
    );
  });

  it("names the file, record and byte of a label that is no class", async () => {
    put("data_batch_1.bin", records(1, 2, 10));
    await expect(loadCifar10({ split: "train", folder })).rejects.toThrow(
      `${join(folder, "data_batch_1.bin")}: the label of record 2 (byte 6146) must be from 0 to 9, got 10; the file is damaged or of another format`,
    );
  });

  it("refuses a folder in a file's place", async () => {
    mkdirSync(join(folder, "test_batch.bin"));
    await expect(loadCifar10({ split: "test", folder })).rejects.toThrow(DataError);
  });

  it("refuses an unknown split and a limit that is no positive integer", async () => {
    await expect(loadCifar10({ split: "val" as "test", folder })).rejects.toThrow(
      new ValueError('loadCifar10: split must be "train" or "test", got val'),
    );
    await expect(loadCifar10({ split: "test", folder, limit: 0 })).rejects.toThrow(ValueError);
  });
});
