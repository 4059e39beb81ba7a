import { UserError } from "../../kernel/errors.js";
import type { Gradebook, StoredGrade } from "./gradebook/gradebook.js";
import type { Grader } from "./grader.js";
import { gradeJob } from "./queue/grade-job.js";
import type { Receipt } from "./scoring/receipt.js";
import type { SubmissionResult } from "./scoring/result.js";

/** A grade beside the one that comes of grading again what its receipt tells. */
export interface Replay {
  before: StoredGrade;
  now: SubmissionResult;
  /** Whether each step earned what it had earned. */
  same: boolean;
  /** What is different from when it was graded, in words; where it is nothing, the two must be the same. */
  changes: readonly string[];
}

/**
 * Grades a student's last graded submission again, on the seed and the limits of its receipt. The gradebook keeps
 * the grade that it has.
 *
 * @throws UserError if the gradebook has no grade of the student.
 */
export async function replay(
  grader: Grader,
  gradebook: Gradebook,
  exercise: string,
  student: string,
): Promise<Replay> {
  const attempts = await gradebook.attempts(exercise);
  const graded = attempts.filter(
    ({ submission, grade }) => submission.student === student && grade?.result.status === "graded",
  );
  const attempt = graded.at(-1);
  const stored = attempt && (await gradebook.submission(attempt.submission.id));
  if (attempt?.grade === undefined || stored === undefined)
    throw new UserError(
      `replay: expected a student with a grade in ${exercise}, got ${JSON.stringify(student)}`,
    );
  const before = attempt.grade;
  const { seed, limits } = before.result.receipt;
  const job = { submission: stored.id, exercise, seed, limits, key: before.key };
  const { result: now } = await gradeJob(grader, job, stored);
  return {
    before,
    now,
    same: earnings(before.result) === earnings(now),
    changes: changesBetween(before.result.receipt, now.receipt),
  };
}

const earnings = ({ total, steps }: SubmissionResult): string =>
  JSON.stringify([total, steps.map(({ part, step, earned }) => [part, step, earned])]);

function changesBetween(before: Receipt, now: Receipt): string[] {
  const changes: string[] = [];
  if (before.tests !== now.tests || before.program !== now.program)
    changes.push("the exercise's tests or the grader's own code have changed since");
  if (JSON.stringify(before.cells) !== JSON.stringify(now.cells))
    changes.push("the submission's cells are not those that were graded");
  if (before.isolation !== now.isolation)
    changes.push(`it was held by ${before.isolation}, and now by ${now.isolation}`);
  for (const [name, version] of Object.entries(now.versions)) {
    const then = before.versions[name as keyof Receipt["versions"]];
    if (then !== version) changes.push(`${name} was ${then}, and is ${version}`);
  }
  return changes;
}
