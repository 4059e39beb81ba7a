import process from "node:process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { TraceMap } from "@jridgewell/trace-mapping";
import { packageRoot } from "../../../paths.js";
import type { RunnableCell } from "../../engine.js";
import { Map, Object } from "../../own.js";

/** A place as its author knows it; lines and columns count from 1. */
export interface Place {
  /** "Cell [3]" or a file's path as seen from the notebook. */
  title: string;
  line: number;
  column: number;
  /** The line as it was typed, if it is known. */
  text: string | undefined;
}

interface Source {
  title: string;
  text: string;
  map: string | TraceMap;
}

type TraceMapping = typeof import("@jridgewell/trace-mapping");

const require = createRequire(import.meta.url);
const OWN = join(packageRoot, "dist");
const sources = new Map<string, Source>();

export function rememberCell({ name, number, source, sourceMap }: RunnableCell): void {
  const title = `Cell [${number}]`;
  sources.set(name.replaceAll(" ", "%20"), { title, text: source, map: sourceMap });
}

/** @param map the source map (JSON) of what the file was translated to */
export function rememberFile(path: string, text: string, map: string): void {
  sources.set(path, { title: relativeToNotebook(path), text, map });
}

/**
 * Where a position in a running script was written.
 *
 * @param name the script's name as V8 gives it in a stack
 * @returns nothing for Node's code and for ours
 */
export function locate(name: string, line: number, column: number): Place | undefined {
  const path = name.startsWith("file:") ? fileURLToPath(name) : name;
  const source = sources.get(path);
  if (source) {
    try {
      return inSource(source, line, column);
    } catch {
      // Reading the map takes a package, which does without its `Map` less well than we do.
      return undefined;
    }
  }
  if (!isAbsolute(path) || path.startsWith(OWN)) return undefined;
  return { title: relativeToNotebook(path), line, column, text: lineOf(path, line) };
}

function inSource(source: Source, line: number, column: number): Place {
  if (typeof source.map === "string" && source.map !== "") {
    const { TraceMap } = require("@jridgewell/trace-mapping") as TraceMapping;
    source.map = new TraceMap(source.map);
  }
  const place = { line, column };
  if (typeof source.map !== "string") {
    const { originalPositionFor } = require("@jridgewell/trace-mapping") as TraceMapping;
    const original = originalPositionFor(source.map, { line, column: column - 1 });
    if (original.line !== null)
      Object.assign(place, { line: original.line, column: original.column + 1 });
  }
  return { title: source.title, ...place, text: source.text.split("\n")[place.line - 1] };
}

function lineOf(path: string, line: number): string | undefined {
  if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
  try {
    return readFileSync(path, "utf8").split("\n")[line - 1];
  } catch {
    return undefined;
  }
}

function relativeToNotebook(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
