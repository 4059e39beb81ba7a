import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "../errors.js";
import { besidePath } from "../files.js";
import { assets } from "../paths.js";
import { KERNEL_NAME, ownSpec, requireKernel } from "../spec.js";

const LOGOS = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

/** plotly.js for the page: Jupyter serves the files of a kernelspec's folder. */
export const plotlyFile = createRequire(import.meta.url).resolve(
  "plotly.js-dist-min/plotly.min.js",
);

/**
 * Writes the kernelspec below a Jupyter data folder: whole or not at all, in place of an older one.
 *
 * @returns the kernelspec's folder
 */
export function installKernel(dataFolder: string): string {
  const spec = ownSpec();
  requireKernel(spec);
  const folder = join(dataFolder, "kernels", KERNEL_NAME);
  const fresh = besidePath(folder);
  const old = besidePath(folder);
  try {
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, "kernel.json"), JSON.stringify(spec, null, 1) + "\n");
    for (const logo of LOGOS) cpSync(join(assets, logo), join(fresh, logo));
    cpSync(plotlyFile, join(fresh, "plotly.min.js"));
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
  } catch (error) {
    if (existsSync(old) && !existsSync(folder)) renameSync(old, folder);
    throw new UserError(`install: cannot write ${folder}: ${messageOf(error)}`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
  return folder;
}

/** Whether the kernelspec there is this copy's, complete and of this Node. */
export function isInstalled(dataFolder: string): boolean {
  const folder = join(dataFolder, "kernels", KERNEL_NAME);
  const files = ["kernel.json", "plotly.min.js", ...LOGOS].map((name) => join(folder, name));
  if (!files.every((file) => existsSync(file))) return false;
  return readFileSync(files[0], "utf8") === JSON.stringify(ownSpec(), null, 1) + "\n";
}

/** Where a kernelspec of this name lies among the folders that Jupyter searches. */
export function findKernel(dataFolders: string[]): string | undefined {
  const files = dataFolders.map((each) => join(each, "kernels", KERNEL_NAME, "kernel.json"));
  const found = files.find((file) => existsSync(file));
  return found && dirname(found);
}
