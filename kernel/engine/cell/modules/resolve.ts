import { readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { isAbsolute, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL, URL } from "node:url";
import { packageRoot } from "../../../paths.js";
import { Error, JSON, Map, Object } from "../../own.js";

/** Where an import leads. */
export interface Target {
  url: string;
  /** Set for the notebook author's own file: it is translated, and loaded anew when it has changed. */
  local?: string;
}

const ENDINGS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];
/** TypeScript's authors write the ending that the file will have once it is translated. */
const TYPESCRIPT: Record<string, string> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts" };

const own = ownEntries();

/** Resolves as Node does from `folder`; besides, finds this package anywhere and local TypeScript. */
export function resolveFrom(specifier: string, folder: string): Target {
  const entry = ownFile(specifier);
  if (entry !== undefined) return { url: pathToFileURL(entry).href };
  if (isBuiltin(specifier)) return { url: specifier };
  if (/^\.{0,2}[\\/]|^\.{1,2}$|^file:/.test(specifier) || isAbsolute(specifier)) {
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
    return toTarget(findFile(resolve(folder, path), specifier, folder));
  }
  const url = resolveInstalled(specifier, folder);
  return url.startsWith("file:") ? toTarget(fileURLToPath(url)) : { url };
}

function resolveInstalled(specifier: string, folder: string): string {
  try {
    return import.meta.resolve(specifier, pathToFileURL(join(folder, "notebook.ts")).href);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    throw new Error(
      `import "${specifier}": expected a package installed in ${folder} or above, found none; "npm install ${name}" in that folder gets it`,
    );
  }
}

/** The file of `gradlab`, `gradlab/…` or `tslab`: the same for every cell and module. */
export function ownFile(specifier: string): string | undefined {
  return own.get(specifier);
}

/** Whether the notebook's author may edit a file while the notebook is open. */
export function isLocal(path: string): boolean {
  const installed = `${sep}node_modules${sep}`;
  return !path.includes(installed) && !path.startsWith(join(packageRoot, "dist") + sep);
}

function toTarget(path: string): Target {
  const url = pathToFileURL(path).href;
  const translatable = ENDINGS.some((ending) => path.endsWith(ending));
  return isLocal(path) && translatable ? { url, local: path } : { url };
}

function findFile(path: string, specifier: string, folder: string): string {
  const ending = /\.[mc]?js$/.exec(path)?.[0];
  const candidates = [
    path,
    ...(ending === undefined ? [] : [path.slice(0, -ending.length) + TYPESCRIPT[ending]]),
    ...ENDINGS.map((added) => path + added),
    ...ENDINGS.map((added) => join(path, `index${added}`)),
  ];
  const found = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found !== undefined) return found;
  throw new Error(
    `import "${specifier}": expected a file at ${path} (imported from ${folder}), found none; tried the endings ${ENDINGS.join(", ")} as well`,
  );
}

/** Import name → file, from the `exports` of package.json. */
function ownEntries(): Map<string, string> {
  type Target = string | { default: string };
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  const { exports } = JSON.parse(text) as { exports: Record<string, Target> };
  const entries = new Map([["tslab", fileURLToPath(new URL("../tslab.js", import.meta.url))]]);
  for (const [entry, target] of Object.entries(exports))
    if (typeof target !== "string")
      entries.set(entry.replace(/^\./, "gradlab"), join(packageRoot, target.default));
  return entries;
}
