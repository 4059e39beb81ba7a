import type { SubmissionResult } from "../scoring/result.js";
import type { Gradebook } from "../gradebook/gradebook.js";
import type { Grader } from "../grader.js";
import { gradeJob } from "./grade-job.js";
import type { Job, JobSource, Taken } from "./job.js";

export interface WorkOptions {
  /** Ends the work: what is in hand is not counted, since an interrupt reaches its processes too. */
  signal: AbortSignal;
  /** Called as each grade is in the gradebook. */
  onGrade?: (job: Job, result: SubmissionResult, seconds: number) => void;
}

/** Takes jobs and grades them, several at a time, until there are no more or the signal comes. */
export async function work(
  source: JobSource,
  gradebook: Gradebook,
  grader: Grader,
  { signal, onGrade }: WorkOptions,
): Promise<void> {
  const one = async (taken: Taken): Promise<void> => {
    const { job } = taken;
    const submission = await gradebook.submission(job.submission);
    // A worker may have died between writing the grade and saying so.
    const graded = await gradebook.isGraded(job.submission, job.key);
    if (submission === undefined || graded) return taken.done();
    const grade = await gradeJob(grader, job, submission);
    if (signal.aborted) return taken.giveBack("stopped");
    if (grade.result.status === "could not grade") {
      await gradebook.saveGrade(job.submission, grade);
      await taken.giveBack(grade.result.remarks.join("; "));
    } else {
      const first = await gradebook.saveGrade(job.submission, grade);
      await taken.done();
      if (!first) return;
    }
    onGrade?.(job, grade.result, grade.seconds);
  };
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const taken = await source.take(signal);
      if (taken === undefined) return;
      await one(taken);
    }
  };
  await Promise.all(Array.from({ length: grader.atOnce }, loop));
}
