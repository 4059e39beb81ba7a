import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package, found the same way from `kernel/` and from `dist/kernel/`. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** What the kernelspec starts. */
export const kernelEntry = join(packageRoot, "dist", "kernel", "main.js");

export const assets = join(packageRoot, "kernel", "assets");

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package.json"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`paths: no package.json above ${import.meta.url}`);
  return findRoot(parent);
}
