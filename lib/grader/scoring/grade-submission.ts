import { createHash } from "node:crypto";
import { messageOf, UserError } from "../../../kernel/errors.js";
import { readNotebook } from "../../../kernel/notebook/format.js";
import type { Check, Exercise } from "../../course/exercise.js";
import { firstWrong, outcomesOf, type Checked } from "../../course/outcome.js";
import { Random } from "../../random.js";
import type { TrustedSource } from "../exercises.js";
import type { Limits } from "../sandbox/limits.js";
import { compileCell } from "../submission/compile-cell.js";
import { extractSolutions, type SolutionCell } from "../submission/extract.js";
import type { Submission } from "../submission/find.js";
import { round, stepResult, type Status, type SubmissionResult } from "./result.js";
import { runCheck, type CellScript, type CheckRun } from "./run-check.js";

/** All that grading one submission takes. */
export interface GradingOrder {
  exercise: Exercise;
  trusted: TrustedSource;
  limits: Limits;
  /** The numbers of all checks are drawn from it. */
  seed: number;
}

/** Grades one submission. It does not throw: what goes wrong is in the result. */
export async function gradeSubmission(
  submission: Submission,
  order: GradingOrder,
): Promise<SubmissionResult> {
  let cells: SolutionCell[];
  let remarks: string[];
  try {
    if (submission.problem !== undefined) throw new UserError(submission.problem);
    const notebook = readNotebook(submission.path);
    ({ cells, remarks } = extractSolutions(notebook, order.trusted.solutionIds));
  } catch (error) {
    return nothingEarned(submission, order, "unreadable", messageOf(error));
  }
  try {
    return await gradeCells(submission.student, cells, remarks, order);
  } catch (error) {
    return nothingEarned(submission, order, "could not grade", messageOf(error));
  }
}

async function gradeCells(
  student: string,
  cells: readonly SolutionCell[],
  remarks: readonly string[],
  order: GradingOrder,
): Promise<SubmissionResult> {
  const { exercise, trusted } = order;
  const { scripts, problems } = compileAll(cells);
  const program = [...trusted.setup, ...scripts];
  const runs = new Map<Check, CheckRun>();
  for (const [stream, check] of exercise.checks.entries())
    runs.set(
      check,
      await runCheck(exercise, check, program, new Random(order.seed, stream), order.limits),
    );
  const outcomes = exercise.parts.flatMap((part) =>
    outcomesOf(
      part,
      [...runs].flatMap(([check, { calls }]): Checked[] =>
        check.part === part.name ? [{ check, calls }] : [],
      ),
    ),
  );
  const loading = [...runs.values()].flatMap((run) => run.loading);
  const wrong = firstWrong(outcomes);
  return {
    student,
    status: "graded",
    total: round(outcomes.reduce((sum, { earned }) => sum + earned, 0)),
    max: maximum(exercise),
    steps: outcomes.map(stepResult),
    firstWrong: wrong ? `${wrong.part}.${wrong.step}` : "",
    likelyCause: wrong?.cause?.cause ?? "",
    remarks: [...new Set([...remarks, ...problems, ...loading])],
    receipt: receiptOf(order, cells),
  };
}

/** A cell that does not parse is left out; the others are graded without it. */
function compileAll(cells: readonly SolutionCell[]): { scripts: CellScript[]; problems: string[] } {
  const problems: string[] = [];
  const scripts = cells.flatMap(({ id, source }) => {
    try {
      return [{ id, script: compileCell(id, source) }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  return { scripts, problems };
}

function nothingEarned(
  { student }: Submission,
  order: GradingOrder,
  status: Status,
  remark: string,
): SubmissionResult {
  return {
    student,
    status,
    total: 0,
    max: maximum(order.exercise),
    steps: [],
    firstWrong: "",
    likelyCause: "",
    remarks: [remark],
    receipt: receiptOf(order, []),
  };
}

const maximum = ({ parts }: Exercise): number =>
  parts.flatMap(({ points }) => Object.values(points)).reduce((sum, points) => sum + points, 0);

function receiptOf(
  { seed }: GradingOrder,
  cells: readonly SolutionCell[],
): SubmissionResult["receipt"] {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  return { seed, cells: Object.fromEntries(cells.map(({ id, source }) => [id, hash(source)])) };
}
