import { join } from "node:path";
import { afterAll } from "vitest";
import { readNotebook, writeNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import {
  exerciseNamed,
  findIsolation,
  Grader,
  trustedSource,
  withHiddenChecks,
  type Limits,
  type SubmissionResult,
} from "../../../lib/grader/index.js";
import { freshSeed } from "../../../lib/grader/grade.js";
import { DEFAULT_LIMITS } from "../../../lib/grader/sandbox/limits.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

export const solutionPath = "solutions/06-batch-norm-forward.ipynb";
export const releasedPath = "exercises/06-batch-norm-forward.ipynb";

/** One for all tests of a file; with bubblewrap where there is one. */
const grader = findIsolation({ unsafe: true }).then((isolation) =>
  Grader.open({ isolation, jobs: 2 }),
);
afterAll(async () => (await grader).close());

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

export interface HowToGrade {
  /** The checks of one part alone. */
  part?: string;
  seed?: number;
  limits?: Partial<Limits>;
  grader?: Grader;
}

/** Grades one notebook of the exercise that its metadata names, as its student's submission. */
export async function grade(notebook: Notebook, how: HowToGrade = {}): Promise<SubmissionResult> {
  const { exercise } = notebook.metadata.gradlab as { exercise: string };
  const path = join(temporaryFolder(), "student.ipynb");
  writeNotebook(path, notebook);
  return gradeFile(path, exercise, how);
}

/** Grades a file as it is. */
export async function gradeFile(
  path: string,
  name: string,
  { part, seed = freshSeed(), limits, ...how }: HowToGrade = {},
): Promise<SubmissionResult> {
  const exercise = withHiddenChecks(await exerciseNamed(name));
  const checks = exercise.checks.filter((check) => part === undefined || check.part === part);
  return (how.grader ?? (await grader)).grade(
    { student: "student", path },
    {
      exercise: { ...exercise, checks },
      trusted: trustedSource(exercise, "exercises"),
      seed,
      limits: { ...DEFAULT_LIMITS, ...limits },
    },
  );
}

/** The points of one part. */
export const earnedIn = ({ steps }: SubmissionResult, part: string): number =>
  steps.filter((step) => step.part === part).reduce((sum, { earned }) => sum + earned, 0);
