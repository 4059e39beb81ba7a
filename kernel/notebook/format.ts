import { readFileSync } from "node:fs";
import { z } from "zod";
import { messageOf, UserError } from "../errors.js";
import { writeFileWhole } from "../files.js";

/**
 * Reading and writing notebooks, nbformat 4 (https://nbformat.readthedocs.io).
 *
 * In a file a text may be one string or a list of lines. In memory it is always one string. What
 * the format does not name (metadata of other tools, attachments) goes through unchanged.
 */

export type MimeBundle = Record<string, unknown>;
export type Metadata = Record<string, unknown>;

export interface StreamOutput {
  output_type: "stream";
  name: string;
  text: string;
}
export interface DisplayOutput {
  output_type: "display_data";
  data: MimeBundle;
  metadata: Metadata;
}
export interface ResultOutput {
  output_type: "execute_result";
  data: MimeBundle;
  metadata: Metadata;
  execution_count: number | null;
}
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

interface AnyCell {
  id: string;
  metadata: Metadata;
  source: string;
}
export interface CodeCell extends AnyCell {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}
export interface MarkdownCell extends AnyCell {
  cell_type: "markdown";
  attachments?: Record<string, MimeBundle>;
}
export interface RawCell extends AnyCell {
  cell_type: "raw";
  attachments?: Record<string, MimeBundle>;
}
export type Cell = CodeCell | MarkdownCell | RawCell;

export interface Notebook {
  cells: Cell[];
  metadata: Metadata;
  nbformat: 4;
  nbformat_minor: number;
}

const text = z
  .union([z.string(), z.array(z.string())], { error: "expected text or a list of lines" })
  .transform((value) => (typeof value === "string" ? value : value.join("")));

const metadata = z.record(z.string(), z.unknown());

const mimeBundle = metadata.transform((bundle) =>
  Object.fromEntries(
    Object.entries(bundle).map(([type, value]) => [
      type,
      isJsonType(type) || !isListOfLines(value) ? value : value.join(""),
    ]),
  ),
);

const count = z.number().int().nullable();

const output = z.discriminatedUnion("output_type", [
  z.looseObject({ output_type: z.literal("stream"), name: z.string(), text }),
  z.looseObject({
    output_type: z.literal("display_data"),
    data: mimeBundle,
    metadata: metadata.default({}),
  }),
  z.looseObject({
    output_type: z.literal("execute_result"),
    data: mimeBundle,
    metadata: metadata.default({}),
    execution_count: count.default(null),
  }),
  z.looseObject({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const anyCell = { id: z.string().optional(), metadata: metadata.default({}), source: text };
const attachments = z.record(z.string(), mimeBundle).optional();

const cell = z.discriminatedUnion("cell_type", [
  z.looseObject({
    cell_type: z.literal("code"),
    ...anyCell,
    execution_count: count.default(null),
    outputs: z.array(output).default([]),
  }),
  z.looseObject({ cell_type: z.literal("markdown"), ...anyCell, attachments }),
  z.looseObject({ cell_type: z.literal("raw"), ...anyCell, attachments }),
]);

const notebook = z.looseObject({
  nbformat: z.literal(4),
  nbformat_minor: z.number().int(),
  metadata,
  cells: z.array(cell),
});

/**
 * Reads a notebook file.
 *
 * @throws {UserError} when there is no such file or it is not a notebook of nbformat 4.
 */
export function readNotebook(path: string): Notebook {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === "ENOENT" ? "no such file" : messageOf(error);
    throw new UserError(`${path}: cannot read the notebook: ${why}`);
  }
  return parseNotebook(content, path);
}

/** Reads a notebook from the text of its file; `where` names it in errors. */
export function parseNotebook(content: string, where = "notebook"): Notebook {
  const value = parseJson(content, where);
  const parsed = notebook.safeParse(value);
  if (!parsed.success) throw new UserError(`${where}: ${explain(parsed.error.issues[0], value)}`);
  return withCellIds(parsed.data);
}

/** Writes a notebook, whole or not at all, in the form in which Jupyter itself saves. */
export function writeNotebook(path: string, value: Notebook): void {
  writeFileWhole(path, formatNotebook(value));
}

/** The text of a notebook's file: sorted keys, one space of indent, texts as lists of lines. */
export function formatNotebook(value: Notebook): string {
  const file = {
    ...value,
    nbformat_minor: Math.max(value.nbformat_minor, 5),
    cells: value.cells.map((each) => ({
      ...each,
      source: toLines(each.source),
      ...(each.cell_type === "code" ? { outputs: each.outputs.map(outputToFile) } : {}),
    })),
  };
  return JSON.stringify(sortKeys(file), null, 1) + "\n";
}

function outputToFile(value: Output): unknown {
  if (value.output_type === "stream") return { ...value, text: toLines(value.text) };
  if (value.output_type === "error") return value;
  return { ...value, data: bundleToFile(value.data) };
}

function bundleToFile(bundle: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, value]) => [
      type,
      typeof value === "string" && isTextType(type) ? toLines(value) : value,
    ]),
  );
}

function toLines(value: string): string[] {
  return value.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function isJsonType(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

/** The types that Jupyter saves as lists of lines. */
function isTextType(type: string): boolean {
  return type.startsWith("text/") || type === "application/javascript" || type === "image/svg+xml";
}

function isListOfLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** Cells got ids with nbformat 4.5; older files, and copied cells, are given theirs here. */
function withCellIds(value: z.infer<typeof notebook>): Notebook {
  const taken = new Set(value.cells.map((each) => each.id));
  const seen = new Set<string>();
  const cells = value.cells.map((each, index) => {
    let id = each.id;
    for (let n = index + 1; id === undefined || seen.has(id); n++) {
      if (!taken.has(`cell-${n}`)) id = `cell-${n}`;
    }
    seen.add(id);
    return { ...each, id };
  });
  return { ...value, cells };
}

function parseJson(content: string, where: string): unknown {
  if (content.trim() === "") {
    throw new UserError(`${where}: expected a notebook (JSON), got an empty file`);
  }
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (error) {
    const looksCut = content.trimStart().startsWith("{") && !content.trimEnd().endsWith("}");
    const got = looksCut ? "a file that ends in the middle (truncated?)" : "something else";
    throw new UserError(
      `${where}: expected a notebook (JSON), got ${got}: ${messageOf(error).split("\n")[0]}`,
    );
  }
}

/** One line for the first thing wrong: where in the file, what was expected, what was there. */
function explain(issue: z.core.$ZodIssue, root: unknown): string {
  const parents = issue.path.slice(0, -1);
  const holder = parents.reduce<unknown>(step, root);
  const key = issue.path.at(-1);
  const got = key === undefined ? root : step(holder, key);
  const place = issue.path.map((part) =>
    typeof part === "number" ? `[${part}]` : `.${String(part)}`,
  );
  const where = place.join("").replace(/^\./, "") || "the whole file";
  if (where === "nbformat" && typeof got === "number") {
    return `nbformat: expected 4, got ${got} (open and save it in Jupyter to convert it)`;
  }
  return `${where}: expected ${expectation(issue)}, got ${describe(got)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "record" || issue.expected === "object"
        ? "an object"
        : `${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_union":
      if (issue.path.at(-1) === "cell_type") return '"code", "markdown" or "raw"';
      if (issue.path.at(-1) === "output_type") {
        return '"stream", "display_data", "execute_result" or "error"';
      }
      return issue.message.replace(/^expected /, "");
    default:
      return issue.message;
  }
}

function step(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const shown = JSON.stringify(value);
  return shown.length > 60 ? shown.slice(0, 60) + "…" : shown;
}
