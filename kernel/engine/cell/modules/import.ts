import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { requireFrom } from "./require.js";
import { resolveFrom, type Target } from "./resolve.js";
import { stampOf } from "./stamp.js";
import { isCommonJs, translate } from "./translate.js";
import { Error, JSON, Map, Object, Promise, Set } from "../../own.js";

type Namespace = Record<string, unknown>;

interface LocalModule {
  module: vm.Module;
  stamp: string;
  /** What it imports, by the name that it uses. */
  imports: Map<string, Target>;
}

/** The modules that are the author's own files. */
const local = new Map<string, LocalModule>();
/** Installed packages, wrapped so that local modules can be linked to them. */
const installed = new Map<string, vm.Module>();
/** One graph is linked at a time: two that share a file would meet it half linked. */
let linking: Promise<unknown> = Promise.resolve();

/**
 * Imports from `folder`. Installed modules are Node's affair and load once. Local files are ours:
 * TypeScript is translated, and a file is loaded anew when it or a local one it imports has changed.
 */
export async function importModule(specifier: string, folder: string): Promise<Namespace> {
  const target = resolveFrom(specifier, folder);
  if (target.local === undefined) return (await import(target.url)) as Namespace;
  forgetStale();
  try {
    const { module } = load(target.local);
    await wrapInstalled(target.local);
    await link(module);
    await module.evaluate();
    return module.namespace as Namespace;
  } catch (error) {
    forgetUnfinished();
    throw error;
  }
}

/** After an interrupt nothing that was being loaded will ever be. */
export function abandonImports(): void {
  linking = Promise.resolve();
  forgetUnfinished();
}

/** Creates a file's module, and those of the local files that it imports. */
function load(path: string): LocalModule {
  const known = local.get(path);
  if (known) return known;
  const stamp = stampOf(path);
  const entry: LocalModule = { module: create(path), stamp, imports: new Map() };
  local.set(path, entry);
  for (const specifier of specifiersOf(entry.module)) {
    const target = resolveFrom(specifier, dirname(path));
    entry.imports.set(specifier, target);
    if (target.local !== undefined) load(target.local);
  }
  return entry;
}

function create(path: string): vm.Module {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".json")) return synthetic({ default: JSON.parse(text) as unknown });
  if (isCommonJs(path, text)) {
    const exports: unknown = requireFrom(path)(path);
    return synthetic({ ...(exports as Namespace), default: exports });
  }
  const url = pathToFileURL(path).href;
  const folder = dirname(path);
  return new vm.SourceTextModule(translate(path, "esm"), {
    identifier: url,
    initializeImportMeta: (meta) => {
      const resolve = (specifier: string) => resolveFrom(specifier, folder).url;
      Object.assign(meta, { url, filename: path, dirname: folder, resolve });
    },
    importModuleDynamically: ((specifier: string) =>
      importModule(
        specifier,
        folder,
      )) as unknown as vm.SourceTextModuleOptions["importModuleDynamically"],
  });
}

/** Node 24 renamed the list. */
function specifiersOf(module: vm.Module): string[] {
  const { moduleRequests, dependencySpecifiers } = module as unknown as {
    moduleRequests?: { specifier: string }[];
    dependencySpecifiers?: string[];
  };
  return moduleRequests?.map(({ specifier }) => specifier) ?? dependencySpecifiers ?? [];
}

async function wrapInstalled(root: string): Promise<void> {
  const wanted = graphOf(root).flatMap((path) => [...(local.get(path)?.imports.values() ?? [])]);
  for (const { url, local: file } of wanted) {
    if (file !== undefined || installed.has(url)) continue;
    installed.set(url, synthetic((await import(url)) as Namespace));
  }
}

/** The file and all local ones that it leads to. */
function graphOf(root: string): string[] {
  const graph = new Set([root]);
  for (const path of graph)
    for (const target of local.get(path)?.imports.values() ?? [])
      if (target.local !== undefined) graph.add(target.local);
  return [...graph];
}

function link(module: vm.Module): Promise<void> {
  const linked = linking.then(async () => {
    if (module.status === "unlinked") await module.link(linker);
  });
  linking = linked.catch(() => undefined);
  return linked;
}

function linker(specifier: string, importer: vm.Module): vm.Module {
  const entry = [...local.values()].find(({ module }) => module === importer);
  const target = entry?.imports.get(specifier);
  const found =
    target?.local === undefined
      ? installed.get(target?.url ?? "")
      : local.get(target.local)?.module;
  if (!found) throw new Error(`import "${specifier}": its module was forgotten while it loaded`);
  return found;
}

function synthetic(values: Namespace): vm.Module {
  const names = Object.keys(values);
  return new vm.SyntheticModule(names, function () {
    for (const name of names) this.setExport(name, values[name]);
  });
}

/** Forgets the files that have changed, and those that were built upon them. */
function forgetStale(): void {
  const stale = new Set<string>();
  for (const [path, { stamp }] of local) if (stampOf(path) !== stamp) stale.add(path);
  for (const changed of stale)
    for (const [path, { imports }] of local)
      for (const target of imports.values()) if (target.local === changed) stale.add(path);
  for (const path of stale) local.delete(path);
}

function forgetUnfinished(): void {
  for (const [path, { module }] of local) if (module.status !== "evaluated") local.delete(path);
}
