import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../../paths.js";
import { pack, packLibraries, type Pack } from "./pack.js";

const require = createRequire(import.meta.url);

/** What every cell knows: the language's libraries. */
export function libraryTypes(libraries: string[]): Pack {
  return packLibraries(dirname(require.resolve("typescript")), libraries);
}

/** Node's own modules and globals: the notebook's `@types/node` if it has one, else ours. */
export function nodeTypes(cwd: string): Pack {
  const file = resolveFirst("@types/node/package.json", [cwd, packageRoot]);
  if (file === undefined) return { text: "", modules: new Set() };
  const undici = resolveFirst("undici-types/package.json", [dirname(file)]);
  return pack({
    name: "node-types",
    entries: { node: join(dirname(file), "index.d.ts") },
    dependencies: undici ? { "undici-types": join(dirname(undici), "index.d.ts") } : {},
  });
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
