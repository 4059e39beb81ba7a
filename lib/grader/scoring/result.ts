import type { ExampleTexts } from "../../course/example-rows.js";
import type { Kind } from "../../course/judge.js";
import type { StepOutcome } from "../../course/outcome.js";
import type { Receipt } from "./receipt.js";

/** One step of one submission. */
export interface StepResult {
  part: string;
  step: string;
  points: number;
  earned: number;
  kind: Kind;
  problem: string;
  failing: string;
  likelyCause: string;
}

/**
 * `graded`: judged, for better or worse. `unreadable`: the file is no notebook that could be judged, which is the
 * student's to mend. `could not grade`: it is the grader that failed; grade again.
 */
export type Status = "graded" | "unreadable" | "could not grade";

/** What became of one submission, with what it takes to grade it again to the same result. */
export interface SubmissionResult {
  student: string;
  status: Status;
  total: number;
  max: number;
  steps: StepResult[];
  /** `part.step` of the first step that goes wrong; "" if there is none. */
  firstWrong: string;
  likelyCause: string;
  /** The smallest input on which that step goes wrong, if there is a small one. Older gradebooks have none. */
  counterexample?: ExampleTexts;
  remarks: string[];
  receipt: Receipt;
}

export function stepResult(outcome: StepOutcome): StepResult {
  const { part, step, points, kind, problem, failing, cause } = outcome;
  return {
    part,
    step,
    points,
    earned: round(outcome.earned),
    kind,
    problem,
    failing,
    likelyCause: cause?.cause ?? "",
  };
}

/** To hundredths: a share of the checks need not be a whole number. */
export const round = (points: number): number => Math.round(points * 100) / 100;
