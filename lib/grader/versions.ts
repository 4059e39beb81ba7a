import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../../kernel/paths.js";

export const gradlabVersion = (): string => versionIn(join(packageRoot, "package.json"));

/** Read off its package, since the compiler itself takes long to load. */
export const typescriptVersion = (): string =>
  versionIn(createRequire(import.meta.url).resolve("typescript/package.json"));

const versionIn = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
