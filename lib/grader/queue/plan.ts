import { randomInt } from "node:crypto";
import type { Gradebook, StoredSubmission } from "../gradebook/gradebook.js";
import type { Limits } from "../sandbox/limits.js";
import type { Submission } from "../submission/find.js";
import { collected } from "./collect.js";
import { gradable } from "./grade-job.js";
import { jobOf, type Job } from "./job.js";

export interface PlanOptions {
  limits: Limits;
  /** When each student handed in; the files' own times by default. */
  times?: ReadonlyMap<string, Date> | undefined;
  /** For every submission; by default each keeps its own, drawn when it first came. */
  seed?: number | undefined;
  /** Grade also what is graded already. */
  again?: boolean | undefined;
}

/** What there is to do. */
export interface Plan {
  submissions: StoredSubmission[];
  /** Those that are to be graded. */
  jobs: Job[];
}

const SEEDS = 2 ** 48;

/**
 * Puts a folder's submissions into the gradebook, and finds those without a grade or with one that does not hold any
 * more since the submission, the tests, the program or the limits have changed.
 */
export async function plan(
  gradebook: Gradebook,
  exercise: string,
  found: readonly Submission[],
  { limits, times, seed, again = false }: PlanOptions,
): Promise<Plan> {
  const {
    exercise: { id },
    tests,
  } = await gradable(exercise);
  const submissions = await gradebook.collect(id, collected(found, times), () =>
    randomInt(SEEDS - 1),
  );
  const all = submissions.map((each) =>
    jobOf(
      { submission: each.id, exercise: id, seed: seed ?? each.seed, limits },
      { student: each.student, hash: each.hash, fingerprint: tests },
    ),
  );
  if (again) await gradebook.forgetGrades(all.map(({ submission }) => submission));
  const graded = await gradebook.gradedKeys(id);
  return { submissions, jobs: all.filter((job) => graded.get(job.submission) !== job.key) };
}
