import { readFileSync } from "node:fs";
import { basename, isAbsolute, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  eachMapping,
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from "@jridgewell/trace-mapping";
import { packageRoot } from "../paths.js";
import type { DebuggedCell } from "./debugger.js";

/** A place in a script as V8 counts: from 0. */
export interface Generated {
  lineNumber: number;
  columnNumber?: number;
}

/** A place as it was written; counts from 1. */
export interface Written {
  path: string;
  line: number;
  column: number;
}

export interface Script {
  /** A cell's name or a file's path. */
  path: string;
  /** The kernel's, Node's or a package's: never shown, never stopped in. */
  hidden: boolean;
  map?: TraceMap;
  /** The number of lines, for cells: behind them stands what the engine added. */
  lines?: number;
}

interface Cell {
  source: string;
  javascript: string;
  map: string | TraceMap;
}

const OWN = join(packageRoot, "dist", "kernel") + sep;
const PACKAGES = `${sep}node_modules${sep}`;

/** What V8 is told of code to step over, as regular expressions on URLs. */
export const HIDDEN_URLS = [
  "^node:",
  `^${escapePattern(pathToFileURL(OWN).href)}`,
  "/node_modules/",
  "^$",
];

/** The scripts of the cell process and how places in them map to what the user typed. */
export class Scripts {
  readonly #cells = new Map<string, Cell>();
  readonly #scripts = new Map<string, Script>();

  /** From now on scripts of this name were made from this text. */
  addCell({ name, source, javascript, sourceMap }: DebuggedCell): void {
    this.#cells.set(name, { source, javascript, map: sourceMap });
  }

  /** A text that may be run later as a cell, or never. */
  addText(name: string, source: string): void {
    if (!this.#cells.has(name)) this.#cells.set(name, { source, javascript: "", map: "" });
  }

  /** For V8's event `Debugger.scriptParsed`. */
  add(id: string, url: string, sourceMapUrl = ""): void {
    const cell = this.#cells.get(url);
    if (cell) {
      const lines = cell.javascript.split("\n").length;
      this.#scripts.set(id, { path: url, hidden: false, map: mapOf(cell), lines });
      return;
    }
    const path = url.startsWith("file:") ? fileURLToPath(url) : url;
    const hidden = !isAbsolute(path) || path.startsWith(OWN) || path.includes(PACKAGES);
    const map = hidden ? undefined : inlineMap(sourceMapUrl);
    this.#scripts.set(id, { path, hidden, ...(map && { map }) });
  }

  /** Those of a process that has ended; cells stay known by their text. */
  clear(): void {
    this.#scripts.clear();
  }

  get(id: string): Script | undefined {
    return this.#scripts.get(id);
  }

  /** Files that user code has loaded. */
  files(): { id: string; name: string; path: string }[] {
    return [...this.#scripts]
      .filter(([, { path, hidden }]) => !hidden && !this.#cells.has(path))
      .map(([id, { path }]) => ({ id, name: basename(path), path }));
  }

  /** The text of a cell or a file, for the request `source`. */
  text(path: string): string {
    const cell = this.#cells.get(path);
    if (cell) return cell.source;
    const known = [...this.#scripts.values()].some((script) => script.path === path);
    if (!known) throw new Error(`source: expected a cell or a loaded file, got ${path}`);
    return readFileSync(path, "utf8");
  }

  written(id: string, { lineNumber, columnNumber = 0 }: Generated): Written | undefined {
    const script = this.#scripts.get(id);
    if (script === undefined || script.hidden) return undefined;
    const { path, map } = script;
    if (!map) return { path, line: lineNumber + 1, column: columnNumber + 1 };
    const place = { line: lineNumber + 1, column: columnNumber };
    const before = originalPositionFor(map, { ...place, bias: GREATEST_LOWER_BOUND });
    const { line, column } =
      before.line === null
        ? originalPositionFor(map, { ...place, bias: LEAST_UPPER_BOUND })
        : before;
    return { path, line: line ?? 1, column: (column ?? 0) + 1 };
  }

  /** Where V8 shall stop for a written line, or below it when the line has no code. */
  generated(path: string, line: number): { url: string; place: Generated } | undefined {
    const cell = this.#cells.get(path);
    if (cell?.javascript === "") return undefined; // known by its text alone: it has not run yet
    const map = cell ? mapOf(cell) : this.#mapOfFile(path);
    const url = cell ? path : pathToFileURL(path).href;
    if (!map) return { url, place: { lineNumber: line - 1 } };
    const place = firstAt(map, line);
    return place && { url, place };
  }

  #mapOfFile(path: string): TraceMap | undefined {
    return [...this.#scripts.values()].findLast((script) => script.path === path)?.map;
  }
}

function mapOf(cell: Cell): TraceMap | undefined {
  if (cell.map === "") return undefined;
  if (typeof cell.map === "string") cell.map = new TraceMap(cell.map);
  return cell.map;
}

/** The leftmost code of the line or, when it has none, of the next that has some. */
function firstAt(map: TraceMap, line: number): Generated | undefined {
  let best: { line: number; column: number; place: Generated } | undefined;
  eachMapping(map, ({ originalLine, originalColumn, generatedLine, generatedColumn }) => {
    if (originalLine === null || originalLine < line) return;
    const isBetter =
      !best ||
      originalLine < best.line ||
      (originalLine === best.line && originalColumn < best.column);
    if (!isBetter) return;
    const place = { lineNumber: generatedLine - 1, columnNumber: generatedColumn };
    best = { line: originalLine, column: originalColumn, place };
  });
  return best?.place;
}

function inlineMap(url: string): TraceMap | undefined {
  const [head, data] = url.split(",", 2);
  if (!head.startsWith("data:application/json") || !head.endsWith("base64")) return undefined;
  return new TraceMap(Buffer.from(data, "base64").toString());
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
