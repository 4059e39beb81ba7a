import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseNotebook, type CodeCell, type Notebook } from "../../kernel/notebook/format.js";
import * as gradlab from "../../lib/index.js";

const FOLDERS = ["notebooks", "solutions", "exercises"];
const paths = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => join(folder, name)),
);
const index = readFileSync("lib/index.ts", "utf8");

describe.each(paths)("%s", (path) => {
  const content = readFileSync(path, "utf8");
  const notebook = parseNotebook(content, path);
  const code = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  const isLesson = path.startsWith("notebooks");

  test("is a notebook of format 4.5 for this project's kernel", () => {
    const raw = JSON.parse(content) as Notebook;
    expect([raw.nbformat, raw.nbformat_minor]).toEqual([4, 5]);
    expect(raw.metadata).toMatchObject({
      kernelspec: { name: "gradlab", display_name: "TypeScript (gradlab)", language: "typescript" },
      language_info: { name: "typescript" },
    });
    const ids = raw.cells.map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("is kept without outputs and without counts", () => {
    for (const { id, outputs, execution_count } of code) {
      expect({ id, outputs, execution_count }).toEqual({ id, outputs: [], execution_count: null });
    }
  });

  test("begins with a heading, and a lesson with a question", () => {
    const [first] = notebook.cells;
    expect(first.cell_type).toBe("markdown");
    expect(first.source).toMatch(/^# \S/);
    if (isLesson) expect(first.source).toContain("?");
  });

  test("has short cells, but for those that a student fills in", () => {
    for (const { id, source, metadata } of code) {
      const { role } = (metadata.gradlab ?? {}) as { role?: string };
      const lines = source.split("\n").length;
      if (role !== "solution") expect({ id, lines }).toEqual({ id, lines: Math.min(lines, 25) });
    }
  });

  test("imports only what the library exports", () => {
    const names = code.flatMap(({ source }) => importedNames(source));
    expect(names.length).toBeGreaterThan(0);
    const unknown = names.filter((name) => !(name in gradlab) && !isExportedType(name));
    expect(unknown).toEqual([]);
  });

  test("links and points only to files that are there", () => {
    const prose = notebook.cells.filter(({ cell_type }) => cell_type === "markdown");
    const text = prose.map(({ source }) => source).join("\n");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link);
    const missing = links.filter((link) => !existsSync(join(dirname(path), link)));
    const named = [...text.matchAll(/`(\w+\/[\w.-]+\.ipynb)`/g)].map(([, name]) => name);
    expect([...missing, ...named.filter((name) => !existsSync(name))]).toEqual([]);
  });
});

/** The names that a cell imports from "gradlab", types too. */
function importedNames(source: string): string[] {
  return [...source.matchAll(/import\s+(?:type\s*)?\{([^}]*)\}\s*from\s*"gradlab"/g)]
    .flatMap(([, list]) => list.split(","))
    .map((name) => name.replace(/^\s*type\s+/, "").trim())
    .filter(Boolean);
}

function isExportedType(name: string): boolean {
  return new RegExp(`export (type )?\\{[^}]*\\b${name}\\b[^}]*\\}`).test(index);
}
