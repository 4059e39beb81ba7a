import { createRequire } from "node:module";
import { Cache } from "../cache/cache.js";
import { cacheFolder } from "../cache/folder.js";
import { loadPrecompiled } from "../cache/precompiled.js";

const file = createRequire(import.meta.url).resolve("typescript");

/** To be called when TypeScript has done what the first cells will want of it. */
export const keepCompiled = loadPrecompiled(file, new Cache(cacheFolder()));
