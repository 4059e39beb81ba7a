import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { availableImages } from "../../../lib/data/available-images.js";
import { DataError } from "../../../lib/errors.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

describe("availableImages", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder("available");
    for (const name of ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, folder);
    vi.stubEnv("GRADLAB_DATA", undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  it("takes CIFAR-10 where it is", async () => {
    writeFileSync(join(folder, "data_batch_1.bin"), new Uint8Array(3 * 3073));
    vi.stubEnv("GRADLAB_DATA", folder);
    const { name, images } = await availableImages({ count: 2 });
    expect([name, images.shape[0]]).toEqual(["CIFAR-10 train", 2]);
  });

  it("draws shapes where it is not", async () => {
    const { name, images } = await availableImages({ count: 2, dtype: "float32" });
    expect([name, images.shape[0], images.dtype]).toEqual(["shapes", 2, "float32"]);
  });

  it("does not hide a folder that is not there, or damaged files", async () => {
    vi.stubEnv("GRADLAB_DATA", join(folder, "missing"));
    await expect(availableImages({ count: 2 })).rejects.toThrow(DataError);
    vi.stubEnv("GRADLAB_DATA", folder);
    writeFileSync(join(folder, "data_batch_1.bin"), new Uint8Array(5));
    await expect(availableImages({ count: 2 })).rejects.toThrow("the file was cut off");
  });
});
