import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../../paths.js";
import type { Cache } from "../../cache/cache.js";
import { bare, type BarePack } from "./bare.js";
import { pack, packLibraries, type Pack } from "./pack.js";

const require = createRequire(import.meta.url);

/** What every cell knows: the language's libraries. */
export function libraryTypes(libraries: string[], cache: Cache): BarePack {
  const folder = dirname(require.resolve("typescript"));
  const key = [stampOf(join(folder, "..", "package.json")), libraries];
  return bare(() => packLibraries(folder, libraries), cache, ["libraries", ...key]);
}

/** Node's own modules and globals: the notebook's `@types/node` if it has one, else ours. */
export function nodeTypes(cwd: string, cache: Cache): BarePack {
  const file = resolveFirst("@types/node/package.json", [cwd, packageRoot]);
  if (file === undefined) return { texts: [], modules: new Set(), documented: () => [] };
  const undici = resolveFirst("undici-types/package.json", [dirname(file)]);
  const make = () =>
    pack({
      name: "node-types",
      entries: { node: join(dirname(file), "index.d.ts") },
      dependencies: undici ? { "undici-types": join(dirname(undici), "index.d.ts") } : {},
    });
  const stamps = [file, undici].map((each) => each && stampOf(each));
  return bare(make, cache, ["node", ...stamps]);
}

/** A package does not change without its package.json. */
function stampOf(file: string): unknown[] {
  const { mtimeMs, size } = statSync(file);
  return [file, mtimeMs, size];
}

/** gradlab itself, as a cell imports it from any folder: the `exports` of our package. */
export function gradlabTypes(): Pack {
  const { exports } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    exports: Record<string, string | { types: string }>;
  };
  const entries: Record<string, string> = {};
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    const file = join(packageRoot, target.types);
    if (existsSync(file)) entries[entry.replace(/^\./, "gradlab")] = file;
  }
  return pack({ name: "gradlab-types", entries });
}

function resolveFirst(request: string, paths: string[]): string | undefined {
  try {
    return require.resolve(request, { paths });
  } catch {
    return undefined;
  }
}
