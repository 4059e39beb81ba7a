import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  parseNotebook,
  readNotebook,
  writeNotebook,
  type CodeCell,
  type Notebook,
} from "../../kernel/notebook/format.js";
import { clearPredictions } from "../../lib/grader/release/clear-predictions.js";
import { releaseAll, releasedText } from "../../lib/grader/release/release.js";
import { stripSolutions } from "../../lib/grader/release/strip-solutions.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const solution = "solutions/06-batch-norm-forward.ipynb";

/** A notebook of one cell with the given text and metadata. */
function oneCell(source: string, gradlab: unknown = { role: "solution", id: "f" }): Notebook {
  const cell: CodeCell = {
    cell_type: "code",
    id: "a",
    metadata: gradlab === null ? {} : { gradlab },
    source,
    outputs: [],
    execution_count: null,
  };
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
}

/** Writes a notebook to a folder of its own, and tells where. */
function saved(notebook: Notebook): string {
  const path = join(temporaryFolder(), "x.ipynb");
  writeNotebook(path, notebook);
  return path;
}

describe("gradlab release", () => {
  test("has been run: the released exercises are up to date", () => {
    expect(
      releaseAll("solutions", "exercises", { write: false }).filter(({ fresh }) => !fresh),
    ).toEqual([]);
  });

  test("gives the same bytes each time", () => {
    expect(releasedText(solution)).toBe(releasedText(solution));
  });

  test("leaves no solution, no hidden cell, no output and no count", () => {
    const text = releasedText(solution);
    expect(text).not.toMatch(/SOLUTION|hidden"/);
    for (const cell of parseNotebook(text).cells)
      if (cell.cell_type === "code")
        expect([cell.outputs, cell.execution_count]).toEqual([[], null]);
  });

  test("clears what a run of the solution left in its cells", () => {
    const notebook = readNotebook(solution);
    for (const cell of notebook.cells)
      if (cell.cell_type === "code") {
        cell.outputs = [{ output_type: "stream", name: "stdout", text: "secret" }];
        cell.execution_count = 3;
      }
    expect(releasedText(saved(notebook))).toBe(releasedText(solution));
  });

  test("puts todo with the step's name where each solution was", () => {
    const source =
      'const mean = step("mean", "", () => {\n  // BEGIN SOLUTION\n  return x;\n  // END SOLUTION\n});';
    expect(stripSolutions(oneCell(source), "x.ipynb").cells[0].source).toBe(
      'const mean = step("mean", "", () => {\n  return todo("mean"); // write this step\n});',
    );
  });

  test("puts todo with the function's name where a solution is in none of its steps", () => {
    const source =
      "function error(\n  a: Tensor,\n): number {\n  // BEGIN SOLUTION\n  return 1;\n  // END SOLUTION\n}";
    expect(stripSolutions(oneCell(source), "x.ipynb").cells[0].source).toBe(
      'function error(\n  a: Tensor,\n): number {\n  return todo("error"); // write this step\n}',
    );
  });

  test("leaves no guess of the author's", () => {
    const source = 'predict({\n  "mean, of y": 0.5, // a number\n  grows: "no, never",\n})';
    expect(clearPredictions(oneCell(source, { role: "predict" }), "x.ipynb").cells[0].source).toBe(
      'predict({\n  "mean, of y": undefined, // a number\n  grows: undefined,\n})',
    );
  });

  test("writes what is stale, and then nothing", () => {
    const folder = temporaryFolder();
    expect(releaseAll("solutions", folder).every(({ fresh }) => fresh)).toBe(false);
    expect(releaseAll("solutions", folder).every(({ fresh }) => fresh)).toBe(true);
    expect(readFileSync(join(folder, "06-batch-norm-forward.ipynb"), "utf8")).toBe(
      releasedText(solution),
    );
  });

  const begin = "  // BEGIN SOLUTION";
  const end = "  // END SOLUTION";
  test.each([
    [
      "a hole without an end",
      oneCell(`a\n${begin}`),
      "cell 1, line 2: expected // END SOLUTION after it, got none",
    ],
    [
      "an end without a beginning",
      oneCell(end),
      "line 1: expected // BEGIN SOLUTION before // END SOLUTION",
    ],
    [
      "a hole in a hole",
      oneCell(`${begin}\n${begin}\n${end}`),
      "line 2: expected // END SOLUTION first",
    ],
    ["a misspelled marker", oneCell("// Begin solution\n"), "expected a marker alone on its line"],
    [
      "a solution cell without a hole",
      oneCell("a"),
      "expected a hole in solution cell f, got none",
    ],
    [
      "a hole outside the solution cells",
      oneCell(`${begin}\n${end}`, null),
      "got one of role plain",
    ],
    [
      "a hole outside a step",
      oneCell(`${begin}\n${end}`),
      'expected step("name", …, () => { on the line above',
    ],
    [
      "a solution cell without an id",
      oneCell("a", { role: "solution" }),
      'got {"role":"solution"}',
    ],
    ["no solution cell", oneCell("a", null), "expected a solution cell, got none"],
  ])("refuses %s", (_what, notebook, words) => {
    const path = saved(notebook);
    expect(() => releasedText(path)).toThrow(words);
    expect(() => releasedText(path)).toThrow(path);
  });

  test("refuses a folder without solutions, and an exercise whose solution is gone", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "empty"));
    expect(() => releaseAll(join(folder, "empty"), folder)).toThrow("expected notebooks, got none");
    expect(() => releaseAll(join(folder, "none"), folder)).toThrow(
      "expected a folder of notebooks",
    );
    writeFileSync(join(folder, "09-gone.ipynb"), "");
    expect(() => releaseAll("solutions", folder)).toThrow("got none for 09-gone.ipynb");
  });
});
