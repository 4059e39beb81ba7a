import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../../errors.js";
import { cacheFolder } from "../../../lib/data/node/folders.js";
import { packageRoot } from "../../paths.js";
import type { Check } from "./finding.js";

interface WebGpu {
  create: (options: string[]) => {
    requestAdapter(): Promise<{ info: { vendor: string; description: string } } | null>;
  };
}

/** A GPU makes things faster and is needed for nothing. */
export const checkGpu: Check = async () => {
  const name = "GPU";
  let entry: string;
  try {
    entry = createRequire(join(packageRoot, "package.json")).resolve("webgpu");
  } catch {
    const says = "not checked: the optional package webgpu is not installed";
    return [{ mark: "neutral", name, says }];
  }
  try {
    const { create } = (await import(pathToFileURL(entry).href)) as WebGpu;
    const adapter = await create([]).requestAdapter();
    if (!adapter) return [{ mark: "neutral", name, says: "no adapter found" }];
    const { vendor, description } = adapter.info;
    return [{ mark: "good", name, says: description || vendor }];
  } catch (error) {
    return [{ mark: "neutral", name, says: `not checked: ${messageOf(error)}` }];
  }
};

/** Lessons fall back on images that the library draws itself. */
export const checkData: Check = () => {
  const set = process.env.GRADLAB_DATA;
  const cache = cacheFolder();
  const found = (set ? [set, cache] : [cache])
    .flatMap((folder) => [folder, join(folder, "cifar-10-batches-bin")])
    .find((folder) => existsSync(join(folder, "data_batch_1.bin")));
  const data = set ? `GRADLAB_DATA is ${set}` : `GRADLAB_DATA is not set, cache ${cache}`;
  if (set && !existsSync(set)) {
    const mend = "set GRADLAB_DATA to a folder that exists, or unset it";
    return [{ mark: "neutral", name: "data", says: `${data}: no such folder`, mend }];
  }
  if (found) return [{ mark: "good", name: "data", says: `CIFAR-10 in ${found}` }];
  const mend =
    "lessons use drawn images; with CIFAR-10: GRADLAB_DATA=FOLDER, or download it in a cell";
  return [{ mark: "neutral", name: "data", says: `no CIFAR-10 (${data})`, mend }];
};
