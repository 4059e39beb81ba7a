import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNotebook, writeNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import {
  exerciseNamed,
  gradeAll,
  trustedSource,
  withHiddenChecks,
  type GradeOptions,
  type SubmissionResult,
} from "../../../lib/grader/index.js";

export const solutionPath = "solutions/01-batch-norm.ipynb";
export const releasedPath = "exercises/01-batch-norm.ipynb";

export const exercise = withHiddenChecks(exerciseNamed("01-batch-norm"));
export const trusted = trustedSource(exercise, "exercises");

/** The solution, changed. */
export function changed(change: (notebook: Notebook) => Notebook): Notebook {
  return change(structuredClone(readNotebook(solutionPath)));
}

/** The solution with some text in it replaced; it must be there. */
export function replaced(...pairs: [from: string, to: string][]): Notebook {
  return changed((notebook) => ({
    ...notebook,
    cells: notebook.cells.map((cell) => ({
      ...cell,
      source: pairs.reduce((source, [from, to]) => source.replaceAll(from, to), cell.source),
    })),
  }));
}

/** The solution with the text of whole solution cells replaced. */
export function withCells(sources: Record<string, string>): Notebook {
  return changed((notebook) => ({
    ...notebook,
    cells: notebook.cells.map((cell) => {
      const { id = "" } = (cell.metadata.gradlab ?? {}) as { id?: string };
      return id in sources ? { ...cell, source: sources[id] } : cell;
    }),
  }));
}

/** The text of one of the solution's own cells. */
export function solutionCell(id: string): string {
  const cell = readNotebook(solutionPath).cells.find((each) => each.id === id);
  if (cell === undefined) throw new Error(`no cell ${id}`);
  return cell.source;
}

/** Grades one notebook as its student's submission; on the checks of one part if that is enough. */
export async function grade(
  notebook: Notebook,
  { part, ...options }: GradeOptions & { part?: string } = {},
): Promise<SubmissionResult> {
  const path = join(mkdtempSync(join(tmpdir(), "gradlab-")), "student.ipynb");
  writeNotebook(path, notebook);
  const submissions = [{ student: "student", path }];
  const checks = exercise.checks.filter((check) => part === undefined || check.part === part);
  const some = { ...exercise, checks };
  const [result] = await gradeAll(submissions, some, trusted, { jobs: 1, ...options });
  return result;
}

/** The points of one part. */
export const earnedIn = ({ steps }: SubmissionResult, part: string): number =>
  steps.filter((step) => step.part === part).reduce((sum, { earned }) => sum + earned, 0);
