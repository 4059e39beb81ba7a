import { createRequire } from "node:module";
import { Cache } from "../cache/cache.js";
import { cacheFolder } from "../cache/folder.js";
import { loadPrecompiled } from "../cache/precompiled.js";
import { unoptimized } from "./optimize.js";

const file = createRequire(import.meta.url).resolve("typescript");
const keep = unoptimized(() => loadPrecompiled(file, new Cache(cacheFolder())));

/** To be called when TypeScript has done what the first cells will want of it. */
export function keepCompiled(): void {
  // V8 takes it for that of another version if its flags have not always been those of the loading.
  unoptimized(keep);
}
