import { createHash } from "node:crypto";
import { messageOf, UserError } from "../../../kernel/errors.js";
import { readNotebook } from "../../../kernel/notebook/format.js";
import type { Exercise } from "../../course/exercise.js";
import { firstWrong } from "../../course/outcome.js";
import { extractSolutions, type SolutionCell } from "../submission/extract.js";
import type { Submission } from "../submission/find.js";
import { judgeCells, type GradingOrder } from "./judge-cells.js";
import { round, stepResult, type Status, type SubmissionResult } from "./result.js";

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
  const judged = await judgeCells(cells, order);
  const wrong = firstWrong(judged.outcomes);
  return {
    student,
    status: "graded",
    total: round(judged.outcomes.reduce((sum, { earned }) => sum + earned, 0)),
    max: maximum(order.exercise),
    steps: judged.outcomes.map(stepResult),
    firstWrong: wrong ? `${wrong.part}.${wrong.step}` : "",
    likelyCause: wrong?.cause?.cause ?? "",
    remarks: [...remarks, ...judged.remarks],
    receipt: receiptOf(order, cells),
  };
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
