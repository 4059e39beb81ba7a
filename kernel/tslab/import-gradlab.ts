import { readFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { packageRoot } from "../paths.js";

type Resolve = (request: string, ...rest: unknown[]) => string;
type Exported = Record<"types" | "default", string>;
interface TypeScript {
  createWatchCompilerHost(files: string[], options: CompilerOptions, ...rest: unknown[]): unknown;
}
interface CompilerOptions {
  paths?: Record<string, string[]>;
  typeRoots?: string[];
}

/** Lets `import … from "gradlab"` find this package from a notebook in any folder. */
export function resolveGradlab(): void {
  const files = entries("default");
  const internals = Module as unknown as { _resolveFilename: Resolve };
  const resolve = internals._resolveFilename.bind(Module);
  internals._resolveFilename = (request, ...rest) =>
    files.get(request) ?? resolve(request, ...rest);
}

/**
 * Gives the type checker of the cells this package's declarations, wherever the notebook lies.
 *
 * TypeScript's namespace object has fixed getters, so tslab is handed a copy of it.
 */
export function typeGradlab(require: NodeJS.Require): void {
  const id = require.resolve("@tslab/typescript-for-tslab");
  const original = require(id) as TypeScript;
  const copy = Object.defineProperties({}, configurable(original)) as TypeScript;
  Object.defineProperty(copy, "createWatchCompilerHost", {
    enumerable: true,
    value: (files: string[], options: CompilerOptions, ...rest: unknown[]) =>
      original.createWatchCompilerHost(files, withGradlab(options), ...rest),
  });
  const cached = require.cache[id];
  if (cached) cached.exports = copy;
}

function configurable(object: object): PropertyDescriptorMap {
  const all: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(object);
  return Object.fromEntries(
    Object.entries(all).map(([name, property]) => [name, { ...property, configurable: true }]),
  );
}

function withGradlab(options: CompilerOptions): CompilerOptions {
  const declarations = [...entries("types")].map(([name, file]) => [name, [slashes(file)]]);
  return {
    ...options,
    paths: { ...options.paths, ...(Object.fromEntries(declarations) as Record<string, string[]>) },
    typeRoots: [...(options.typeRoots ?? []), slashes(join(packageRoot, "node_modules", "@types"))],
  };
}

/** Import name → file, from the `exports` of package.json. */
function entries(kind: "types" | "default"): Map<string, string> {
  const file = readFileSync(join(packageRoot, "package.json"), "utf8");
  const { exports } = JSON.parse(file) as { exports: Record<string, string | Exported> };
  const found = new Map<string, string>();
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    found.set(entry.replace(/^\./, "gradlab"), join(packageRoot, target[kind]));
  }
  return found;
}

/** TypeScript writes paths with forward slashes on every system. */
function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
