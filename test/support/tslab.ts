import { createRequire } from "node:module";
import process from "node:process";

/** tslab's own kernel, as `tslab install` registers it: nothing of this project's kernel is in it. */
export const tslab = {
  argv: [
    process.execPath,
    createRequire(import.meta.url).resolve("tslab/bin/tslab"),
    "kernel",
    "--config-path={connection_file}",
  ],
  display_name: "TypeScript",
  language: "typescript",
};
