import { messageOf, UserError } from "../../../kernel/errors.js";
import { exampleTexts } from "../../course/example-rows.js";
import { partNamed, type Exercise } from "../../course/exercise.js";
import { firstWrong } from "../../course/outcome.js";
import type { TrustedSource } from "../exercises.js";
import type { Limits } from "../sandbox/limits.js";
import type { SolutionCell } from "../submission/extract.js";
import type { HandedIn, NotebookSource } from "../submission/find.js";
import type { Prepared } from "../submission/prepare.js";
import { judgeCells, type GradingOrder } from "./judge-cells.js";
import { receiptOf } from "./receipt.js";
import { round, stepResult, type Status, type SubmissionResult } from "./result.js";

/** What a submission is graded as. */
export interface Assignment {
  exercise: Exercise;
  trusted: TrustedSource;
  /** The hash of the exercise's tests, for the receipt. */
  tests?: string;
  /** The numbers of all checks are drawn from it. */
  seed: number;
  limits?: Limits;
}

export interface SubmissionOrder extends GradingOrder {
  prepare: (source: NotebookSource, ids: readonly string[]) => Promise<Prepared>;
}

/** Grades one submission. It does not throw: what goes wrong is in the result. */
export async function gradeSubmission(
  submission: HandedIn,
  order: SubmissionOrder,
): Promise<SubmissionResult> {
  let prepared: Prepared | undefined;
  try {
    if (submission.problem !== undefined) throw new UserError(submission.problem);
    prepared = await order.prepare(sourceOf(submission), order.trusted.solutionIds);
    return await gradePrepared(submission.student, prepared, order);
  } catch (error) {
    const theirs = prepared === undefined && error instanceof UserError;
    const status = theirs ? "unreadable" : "could not grade";
    return nothingEarned(submission, order, status, messageOf(error), prepared?.cells);
  }
}

const sourceOf = (submission: HandedIn): NotebookSource =>
  "text" in submission ? { text: submission.text } : { path: submission.path };

async function gradePrepared(
  student: string,
  { cells, scripts, remarks }: Prepared,
  order: GradingOrder,
): Promise<SubmissionResult> {
  const judged = await judgeCells(scripts, order);
  const wrong = firstWrong(judged.outcomes);
  const example = judged.counterexample;
  return {
    student,
    status: "graded",
    total: round(judged.outcomes.reduce((sum, { earned }) => sum + earned, 0)),
    max: maximum(order.exercise),
    steps: judged.outcomes.map(stepResult),
    firstWrong: wrong ? `${wrong.part}.${wrong.step}` : "",
    likelyCause: wrong?.cause?.cause ?? "",
    ...(wrong && example
      ? { counterexample: exampleTexts(partNamed(order.exercise, wrong.part), example) }
      : {}),
    remarks: [...remarks, ...judged.remarks],
    receipt: receiptOf(order, cells),
  };
}

function nothingEarned(
  { student }: HandedIn,
  order: GradingOrder,
  status: Status,
  remark: string,
  cells: readonly SolutionCell[] = [],
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
    receipt: receiptOf(order, cells),
  };
}

export const maximum = ({ parts }: Exercise): number =>
  parts.flatMap(({ points }) => Object.values(points)).reduce((sum, points) => sum + points, 0);
