import { createRequire } from "node:module";
import type ts from "typescript";
import { Cache } from "../cache/cache.js";
import { cacheFolder } from "../cache/folder.js";
import { loadPrecompiled } from "../cache/precompiled.js";
import { unoptimized } from "./optimize.js";

const require = createRequire(import.meta.url);
let keep: (() => void) | undefined;

/** TypeScript's compiler, for code that may not come to need it: loaded when it is first asked for. */
export function loadTypescript(): typeof ts {
  const file = require.resolve("typescript");
  keep ??= unoptimized(() => loadPrecompiled(file, new Cache(cacheFolder())));
  return require("typescript") as typeof ts;
}

/** To be called when TypeScript has done what the first cells will want of it. */
export function keepCompiled(): void {
  // V8 takes it for that of another version if its flags have not always been those of the loading.
  if (keep !== undefined) unoptimized(keep);
}
