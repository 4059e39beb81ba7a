import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Exercise } from "../course/exercise.js";
import type { TrustedSource } from "./exercises.js";
import { DEFAULT_LIMITS, type Limits } from "./sandbox/limits.js";
import { gradeSubmission } from "./scoring/grade-submission.js";
import type { SubmissionResult } from "./scoring/result.js";
import type { Submission } from "./submission/find.js";

export interface GradeOptions {
  /** How many submissions at a time; as many as the machine has cores by default. */
  jobs?: number;
  limits?: Partial<Limits>;
  /** For a grade to be given again; drawn afresh for each submission by default. */
  seed?: number;
  /** Called as each submission ends. */
  onResult?: (result: SubmissionResult, seconds: number) => void;
}

const SEEDS = 2 ** 48;

/** Grades submissions, several at a time. The results come in the order of the submissions. */
export async function gradeAll(
  submissions: readonly Submission[],
  exercise: Exercise,
  trusted: TrustedSource,
  { jobs = availableParallelism(), limits, seed, onResult }: GradeOptions = {},
): Promise<SubmissionResult[]> {
  const results: SubmissionResult[] = [];
  const queue = submissions.entries();
  const work = async (): Promise<void> => {
    for (const [index, submission] of queue) {
      const start = performance.now();
      const result = await gradeSubmission(submission, {
        exercise,
        trusted,
        limits: { ...DEFAULT_LIMITS, ...limits },
        seed: seed ?? randomInt(SEEDS - 1),
      });
      results[index] = result;
      onResult?.(result, (performance.now() - start) / 1000);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, submissions.length)) }, work));
  return results;
}
