import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Many declaration files as few.
 *
 * TypeScript walks all files of a program anew for each cell, about 0.1 ms a file, and its own
 * libraries, Node's types and gradlab's are 450. In a pack each module is an ambient one,
 * `declare module "gradlab/12-linear" { … }`, and scripts follow one another.
 */
export interface Pack {
  /** One file would do, but who asks something meanwhile should not wait until all is read. */
  texts: string[];
  /** The names of the modules that it declares for the files in it. */
  modules: Set<string>;
}

export interface PackSource {
  /** The prefix of its modules' names. */
  name: string;
  /** What is imported, or what a script is called → its file. */
  entries: Record<string, string>;
  /** Packages that come along: what the files import → its file. */
  dependencies?: Record<string, string>;
}

export function pack({ name, entries, dependencies = {} }: PackSource): Pack {
  const names = new Map<string, string>();
  const modules = new Set<string>();
  const texts: string[] = [];

  /** Adds a file with all it refers to; gives its module's name. */
  function add(file: string): string {
    const known = names.get(file);
    if (known !== undefined) return known;
    const module = `${name}/${names.size}-${basename(file).replace(/\.d\.[mc]?ts$/, "")}`;
    names.set(file, module);

    const text = readFileSync(file, "utf8");
    for (const [, path] of text.matchAll(/^\/\/\/ <reference path="(.+?)"/gm)) {
      add(resolve(dirname(file), path));
    }
    const declarations = text.replace(/^\/\/\/ <reference .*$/gm, "");
    const packed = declarations.replace(imports, (whole, before: string, specifier: string) => {
      const target = /^\.\.?(?:\/|$)/.test(specifier)
        ? declarationFile(resolve(dirname(file), specifier))
        : dependencies[specifier];
      return target === undefined ? whole : `${before}"${add(target)}"`;
    });

    if (isModule(text)) modules.add(module);
    texts.push(isModule(text) ? asModule(module, packed) : packed);
    return module;
  }

  for (const [specifier, file] of Object.entries(entries)) {
    const module = add(file);
    if (!modules.has(module)) continue;
    modules.add(specifier);
    const hasDefault = /\bexport default\b|\bas default\b/.test(readFileSync(file, "utf8"));
    const both = `export * from "${module}"; ${hasDefault ? `export { default } from "${module}";` : ""}`;
    texts.push(`declare module "${specifier}" { ${both} }`);
  }
  return { texts: inPieces(texts), modules };
}

/** TypeScript's own libraries ("esnext", "dom", …) with all that they refer to. */
export function packLibraries(folder: string, libraries: string[]): Pack {
  const texts = new Map<string, string>();
  const add = (library: string) => {
    const file = join(folder, `lib.${library}.d.ts`);
    if (texts.has(file) || !isFile(file)) return;
    texts.set(file, "");
    const text = readFileSync(file, "utf8");
    for (const [, wanted] of text.matchAll(/^\/\/\/ <reference lib="(.+?)"/gm)) add(wanted);
    const declarations = text.replace(/^\/\/\/ <reference .*$/gm, "");
    texts.set(file, isModule(text) ? asModule(`lib/${library}`, declarations) : declarations);
  };
  libraries.forEach(add);
  return { texts: inPieces(texts.values()), modules: new Set() };
}

/** So many characters, with their comments, are read in 50 to 100 ms. */
const PIECE = 650_000;

function inPieces(texts: Iterable<string>): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const text of texts) {
    if (piece !== "" && piece.length + text.length > PIECE) {
      pieces.push(piece);
      piece = "";
    }
    piece += `${text}\n`;
  }
  return [...pieces, piece];
}

function isModule(text: string): boolean {
  return /^(?:import|export)\b/m.test(text);
}

function asModule(name: string, declarations: string): string {
  return `declare module "${name}" {\n${declarations}\n}`;
}

/** Read by its look alone, TypeScript's own scanner takes 0.2 s; in a comment it does no harm. */
const imports = /(\b(?:from|import|require)\s*\(?\s*)["']([^"'\n]+)["']/g;

/** The declarations that an import of JavaScript means. */
function declarationFile(path: string): string | undefined {
  const candidates = [
    path,
    path.replace(/\.([mc]?)js$/, ".d.$1ts"),
    `${path}.d.ts`,
    join(path, "index.d.ts"),
  ];
  return candidates.find((file) => /\.d\.[mc]?ts$/.test(file) && isFile(file));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
