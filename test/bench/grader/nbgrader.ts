import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { median } from "d3-array";
import Papa from "papaparse";
import { readNotebook, writeNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import { packageRoot } from "../../../kernel/paths.js";
import { NbgraderCourse } from "../../support/nbgrader-course.js";
import { EXERCISE, plainSubmission } from "./submissions.js";

export interface BesideNbgrader {
  nbgrader: string;
  submissions: number;
  nbgrader_a_minute: number;
  gradlab_a_minute: number;
  /** How many times as many as nbgrader. */
  ratio: number;
  /** Submissions to which both gave the same points. */
  same_points: number;
}

/**
 * Right and wrong submissions, the same files for both, graded by the two commands `nbgrader autograde` and
 * `gradlab grade`, from their start to their end; of ours the median of three runs. Both have graded before: their
 * gradebooks are there.
 */
export function besideNbgrader(nbgrader: string, count: number): BesideNbgrader {
  const home = join(tmpdir(), `gradlab-nbgrader-${process.pid}`);
  mkdirSync(home);
  try {
    const course = new NbgraderCourse(nbgrader, home);
    course.run("generate_assignment", EXERCISE);
    const released = readNotebook(course.released(EXERCISE));
    const first = join(home, "first");
    const rest = join(home, "rest");
    const handIn = (i: number, folder: string): void => {
      const student = `student-${String(i).padStart(3, "0")}`;
      const notebook = withSolutionsOf(plainSubmission(i), released);
      course.handIn(student, EXERCISE, notebook);
      mkdirSync(folder, { recursive: true });
      writeNotebook(join(folder, `${student}.ipynb`), notebook);
    };
    const results = join(home, "results");
    const grade = (folder: string, ...more: string[]): void =>
      gradlab("grade", folder, "--exercise", "06", "--results", results, ...more);
    handIn(count, first);
    course.run("autograde", EXERCISE);
    grade(first);
    for (let i = 0; i < count; i++) handIn(i, rest);
    // It leaves alone what it has graded.
    const theirs = minutes(() => course.run("autograde", EXERCISE));
    // A few seconds, which anything else on the machine can double.
    const ours = median([
      minutes(() => grade(rest)),
      minutes(() => grade(rest, "--again")),
      minutes(() => grade(rest, "--again")),
    ]) as number;
    gradlab("report", "--results", results);
    course.run("export", "--to", "grades.csv");
    const points = totals(join(course.folder, "grades.csv"), "student_id", "raw_score");
    const own = totals(join(results, EXERCISE, "results.csv"), "student", "automatic");
    return {
      nbgrader: /version (\d[\d.]*)\s*$/.exec(course.run("--version"))?.[1] ?? "",
      submissions: count,
      nbgrader_a_minute: round(count / theirs),
      gradlab_a_minute: round(count / ours),
      ratio: round(theirs / ours),
      same_points: [...points].filter(([student, score]) => own.get(student) === score).length,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What students get, with the solution cells of another notebook. */
function withSolutionsOf(solved: Notebook, released: Notebook): Notebook {
  const sources = new Map(solved.cells.map(({ id, source }) => [id, source]));
  return {
    ...released,
    cells: released.cells.map((cell) =>
      ["forward", "running"].includes(cell.id)
        ? { ...cell, source: sources.get(cell.id) ?? "" }
        : cell,
    ),
  };
}

function gradlab(...args: string[]): void {
  const command = join(packageRoot, "dist", "kernel", "cli", "main.js");
  execFileSync(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

function minutes(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 60_000;
}

function totals(csv: string, student: string, points: string): Map<string, number> {
  const text = readFileSync(csv, "utf8");
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return new Map(data.map((row) => [row[student], Number(row[points])]));
}

const round = (x: number): number => Math.round(x * 100) / 100;
