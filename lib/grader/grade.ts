import { randomInt } from "node:crypto";
import type { Exercise } from "../course/exercise.js";
import type { TrustedSource } from "./exercises.js";
import { Grader, type GraderOptions } from "./grader.js";
import type { SubmissionResult } from "./scoring/result.js";
import type { Submission } from "./submission/find.js";

export interface GradeOptions extends GraderOptions {
  /** For a grade to be given again; drawn afresh for each submission by default. */
  seed?: number;
  /** Called as each submission ends. */
  onResult?: (result: SubmissionResult, seconds: number) => void;
}

const SEEDS = 2 ** 48;

/** A seed that nobody can foresee. */
export const freshSeed = (): number => randomInt(SEEDS - 1);

/** Grades submissions, several at a time. The results come in the order of the submissions. */
export async function gradeAll(
  submissions: readonly Submission[],
  exercise: Exercise,
  trusted: TrustedSource,
  { seed, onResult, ...options }: GradeOptions = {},
): Promise<SubmissionResult[]> {
  const grader = await Grader.open(options);
  const results: SubmissionResult[] = [];
  const queue = submissions.entries();
  const work = async (): Promise<void> => {
    for (const [index, submission] of queue) {
      const start = performance.now();
      const result = await grader.grade(submission, {
        exercise,
        trusted,
        seed: seed ?? freshSeed(),
      });
      results[index] = result;
      onResult?.(result, (performance.now() - start) / 1000);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(grader.atOnce, submissions.length) }, work));
  } finally {
    await grader.close();
  }
  return results;
}
