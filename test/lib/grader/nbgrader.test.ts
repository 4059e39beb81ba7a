import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { readNotebook, writeNotebook, type Cell } from "../../../kernel/notebook/format.js";
import { nbgraderSource } from "../../../lib/grader/nbgrader/source-notebook.js";
import { writeNbgraderCourse } from "../../../lib/grader/nbgrader/write-course.js";
import { gradable } from "../../../lib/grader/index.js";
import { needs } from "../../support/needs.js";
import { NbgraderCourse } from "../../support/nbgrader-course.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { gradlab } from "./support/command.js";
import { solutionPath } from "./submissions.js";

const id = "06-batch-norm-forward";
const metadataOf = (cell: Cell): Record<string, unknown> =>
  (cell.metadata.nbgrader ?? {}) as Record<string, unknown>;

describe("the source for nbgrader", () => {
  let cells: Cell[];
  beforeAll(async () => {
    const { exercise } = await gradable(id);
    ({ cells } = nbgraderSource(readNotebook(solutionPath), exercise, solutionPath));
  });

  it("says of each cell who writes it, who grades it and for how many points", () => {
    const marked = cells.filter((cell) => cell.metadata.nbgrader !== undefined);
    const flags = marked.map((cell) => {
      const { grade_id, grade, solution, locked, points, schema_version } = metadataOf(cell);
      expect(schema_version).toBe(3);
      return [grade_id, grade, solution, locked, points];
    });
    expect(flags).toEqual([
      ["setup", false, false, true, undefined],
      ["forward", false, true, false, undefined],
      ["check-forward", false, false, true, undefined],
      ["running", false, true, false, undefined],
      ["check", false, false, true, undefined],
      ["hidden-checks", true, false, true, 11],
      ["tiny-batches", true, true, false, 2],
    ]);
  });

  it("holds nothing hidden outside of nbgrader's own marks", () => {
    expect(cells.filter((cell) => /"role":"hidden"/.test(JSON.stringify(cell.metadata)))).toEqual(
      [],
    );
    for (const { source } of cells)
      expect(source.replace(/\/\/ BEGIN HIDDEN TESTS[^]*\/\/ END HIDDEN TESTS/, "")).not.toMatch(
        /withHiddenChecks|For whoever grades/,
      );
  });

  it("leaves a course's own options alone", async () => {
    const course = temporaryFolder("course");
    writeFileSync(join(course, "nbgrader_config.py"), "# mine\n");
    await writeNbgraderCourse("solutions", course);
    expect(readFileSync(join(course, "nbgrader_config.py"), "utf8")).toBe("# mine\n");
  });
});

describe("nbgrader itself", { timeout: 600_000 }, () => {
  it("releases the exercise without its solutions, and autogrades to the same points as gradlab", async (context: TestContext) => {
    const nbgrader = needs("nbgrader", context);
    const home = temporaryFolder("nbgrader");
    const course = new NbgraderCourse(nbgrader, home);
    course.run("generate_assignment", id);
    const released = course.released(id);
    expect(readFileSync(released, "utf8")).not.toMatch(/BEGIN (SOLUTION|HIDDEN)|withHiddenChecks/);

    const sources = new Map(
      readNotebook(course.source(id)).cells.map((cell) => [cell.id, cell.source]),
    );
    const solved = (source: string, cellId: string): string =>
      ["forward", "running"].includes(cellId) ? (sources.get(cellId) ?? "") : source;
    const students: Record<string, (source: string, cellId: string) => string> = {
      ada: solved,
      bob: (source) => source,
      curie: (source, cellId) =>
        solved(source, cellId).replaceAll("xHat.mul(gamma).add(beta)", "xHat.mul(gamma)"),
    };
    mkdirSync(join(home, "plain"));
    for (const [student, change] of Object.entries(students)) {
      const notebook = readNotebook(released);
      for (const cell of notebook.cells) cell.source = change(cell.source, cell.id);
      course.handIn(student, id, notebook);
      writeNotebook(join(home, "plain", `${student}.ipynb`), notebook);
    }
    course.run("autograde", id);
    course.run("export", "--to", "grades.csv");
    const [head, ...rows] = readFileSync(join(course.folder, "grades.csv"), "utf8")
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(","));
    const column = (row: string[], name: string): string => row[head.indexOf(name)];
    const scores = rows.map((row) => [column(row, "student_id"), Number(column(row, "raw_score"))]);
    expect(scores.sort()).toEqual([
      ["ada", 11],
      ["bob", 0],
      ["curie", 9],
    ]);
    expect(existsSync(join(course.folder, "autograded", "ada", id))).toBe(true);

    const { printed } = await gradlab(["grade", "plain", "--exercise", "06"], home);
    for (const [student, score] of scores)
      expect(printed).toMatch(new RegExp(`${student} +${score}/11 `));
  });
});
