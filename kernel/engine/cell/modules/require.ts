import Module, { createRequire } from "node:module";
import { isLocal, ownFile } from "./resolve.js";
import { stampOf } from "./stamp.js";
import { translate } from "./translate.js";
import { Map, Object, Reflect, Set } from "../../own.js";

type Resolve = (request: string, ...rest: unknown[]) => string;
interface CommonJsModule {
  _compile(code: string, path: string): void;
}
type Extensions = Record<string, ((module: CommonJsModule, path: string) => void) | undefined>;

const stamps = new Map<string, string>();

/** `require` for the file: knows TypeScript and this package, and loads changed files anew. */
export function requireFrom(filename: string): NodeJS.Require {
  const require = createRequire(filename);
  const fresh = (id: string): unknown => {
    forgetStale(require.cache);
    try {
      return require(id);
    } finally {
      remember(require.cache);
    }
  };
  return Object.assign(fresh, require);
}

/** Teaches Node's own `require` what ours must know also inside of the modules that it loads. */
export function installRequire(): void {
  const internals = Module as unknown as { _resolveFilename: Resolve; _extensions: Extensions };
  const resolve = internals._resolveFilename.bind(Module);
  internals._resolveFilename = (request, ...rest) => ownFile(request) ?? resolve(request, ...rest);
  for (const ending of [".ts", ".cts", ".mts"])
    internals._extensions[ending] = (module, path) =>
      module._compile(translate(path, "commonjs"), path);
}

type Cache = NodeJS.Require["cache"];

function remember(cache: Cache): void {
  for (const path of Object.keys(cache))
    if (isLocal(path) && !stamps.has(path)) stamps.set(path, stampOf(path));
}

function forgetStale(cache: Cache): void {
  const stale = new Set<string>();
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) stale.add(path);
  if (stale.size === 0) return;
  for (const changed of stale)
    for (const [path, module] of Object.entries(cache))
      if (module?.children.some(({ filename }) => filename === changed)) stale.add(path);
  for (const path of stale) {
    stamps.delete(path);
    Reflect.deleteProperty(cache, path);
  }
}
