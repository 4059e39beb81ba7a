import { resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../errors.js";
import { prefixDataFolder, userDataFolder } from "../jupyter/data-paths.js";
import { findJupyter } from "../jupyter/find.js";
import { installKernel } from "../jupyter/install.js";

interface Options {
  user?: true;
  sysPrefix?: true;
  prefix?: string;
}

/** `gradlab install`: tells Jupyter of the kernel. */
export function install(program: Command): void {
  program
    .command("install")
    .description("install the kernel for Jupyter")
    .option("--user", "for you alone, in Jupyter's folder in your home (the default)")
    .option("--sys-prefix", "into the active Python environment, or that of the jupyter found")
    .option("--prefix <dir>", "into DIR/share/jupyter/kernels")
    .action((options: Options) => {
      if ([options.user, options.sysPrefix, options.prefix].filter(Boolean).length > 1) {
        throw new UserError("install: expected one of --user, --sys-prefix, --prefix, got several");
      }
      console.log(`Kernel installed: ${installKernel(target(options))}`);
    });
}

function target({ sysPrefix, prefix }: Options): string {
  if (prefix !== undefined) return prefixDataFolder(resolve(prefix));
  if (!sysPrefix) return userDataFolder();
  const active = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX;
  if (active) return prefixDataFolder(active);
  const jupyter = findJupyter();
  if (!jupyter) {
    throw new UserError(
      "install --sys-prefix: expected an active environment, or a jupyter in .venv or on PATH, got none",
    );
  }
  return jupyter.dataFolder;
}
