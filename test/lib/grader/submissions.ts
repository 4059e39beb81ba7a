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

export const solutionPath = "solutions/06-batch-norm-forward.ipynb";
export const releasedPath = "exercises/06-batch-norm-forward.ipynb";

/** The solution, changed. */
export function changed(change: (notebook: Notebook) => Notebook, path = solutionPath): Notebook {
  return change(structuredClone(readNotebook(path)));
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
export function withCells(sources: Record<string, string>, path = solutionPath): Notebook {
  const cells = (notebook: Notebook): Notebook["cells"] =>
    notebook.cells.map((cell) => {
      const { id = "" } = (cell.metadata.gradlab ?? {}) as { id?: string };
      return id in sources ? { ...cell, source: sources[id] } : cell;
    });
  return changed((notebook) => ({ ...notebook, cells: cells(notebook) }), path);
}

/** The text of one of the solution's own cells. */
export function solutionCell(id: string, path = solutionPath): string {
  const cell = readNotebook(path).cells.find((each) => each.id === id);
  if (cell === undefined) throw new Error(`no cell ${id}`);
  return cell.source;
}

/** Grades one notebook of the exercise that its metadata names, as its student's submission; on the checks of one part if that is enough. */
export async function grade(
  notebook: Notebook,
  { part, ...options }: GradeOptions & { part?: string } = {},
): Promise<SubmissionResult> {
  const { exercise: name } = notebook.metadata.gradlab as { exercise: string };
  const exercise = withHiddenChecks(await exerciseNamed(name));
  const path = join(mkdtempSync(join(tmpdir(), "gradlab-")), "student.ipynb");
  writeNotebook(path, notebook);
  const submissions = [{ student: "student", path }];
  const checks = exercise.checks.filter((check) => part === undefined || check.part === part);
  const some = { ...exercise, checks };
  const [result] = await gradeAll(submissions, some, trustedSource(exercise, "exercises"), {
    jobs: 1,
    ...options,
  });
  return result;
}

/** The points of one part. */
export const earnedIn = ({ steps }: SubmissionResult, part: string): number =>
  steps.filter((step) => step.part === part).reduce((sum, { earned }) => sum + earned, 0);
