import { isAscii } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import type { Cache } from "./cache.js";

/**
 * Loads a CommonJS module, with the functions that an earlier process needed compiled already, for
 * those to find who require it.
 *
 * Returns what keeps the functions compiled by then for the next process, unless some are kept.
 */
export function loadPrecompiled(file: string, cache: Cache): () => void {
  const { mtimeMs, size } = statSync(file);
  const key = [process.version, process.arch, cachedDataVersionTag(), file, mtimeMs, size];
  const cachedData = cache.read("compiled", key);
  const source = textOf(readFileSync(file));
  const script = new Script(Module.wrap(source), {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  const require = createRequire(file);
  const module = Object.assign(new Module(file), { filename: file });
  const run = script.runInThisContext() as (...args: unknown[]) => void;
  run.call(module.exports, module.exports, require, module, file, dirname(file));
  require.cache[file] = Object.assign(module, { loaded: true });
  if (cachedData && !script.cachedDataRejected) return () => undefined;
  return () => cache.write("compiled", key, script.createCachedData());
}

/** Nine megabytes of ASCII, as TypeScript is, are text in half the time if nothing is decoded. */
function textOf(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}
