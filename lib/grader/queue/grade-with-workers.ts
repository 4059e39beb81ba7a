import type { SubmissionResult } from "../scoring/result.js";
import type { Gradebook } from "../gradebook/gradebook.js";
import { receiptOf } from "../scoring/receipt.js";
import { permissionModel } from "../sandbox/permission-model.js";
import type { Grader } from "../grader.js";
import { maximum } from "../scoring/grade-submission.js";
import { gradable } from "./grade-job.js";
import type { Job } from "./job.js";
import { alive } from "./presence.js";
import { programFingerprint } from "./fingerprint.js";
import { ServerQueue } from "./server-queue.js";
import { work, type WorkOptions } from "./work.js";

const LOOK_EVERY = 500;

/**
 * Puts jobs on the server's queue and waits until all are graded, by `gradlab worker` on any machine and by
 * the grader here, if there is one.
 */
export async function gradeWithWorkers(
  url: string,
  gradebook: Gradebook,
  jobs: readonly Job[],
  grader: Grader | undefined,
  { signal, onGrade }: WorkOptions,
): Promise<void> {
  const queue = await ServerQueue.open(gradebook.database, programFingerprint());
  const presence = await alive(url, gradebook.database);
  const finished = new AbortController();
  const either = AbortSignal.any([signal, presence.lost, finished.signal]);
  try {
    await queue.add(jobs);
    const own =
      grader === undefined
        ? Promise.resolve()
        : work(queue.source(presence.id), gradebook, grader, { signal: either });
    const watch = follow(queue, gradebook, jobs, signal, onGrade).finally(() => finished.abort());
    await Promise.all([own, watch]);
  } finally {
    finished.abort();
    await presence.end();
    await queue.close();
  }
}

/** Tells of each grade as it comes, from whichever machine, until none is left. */
async function follow(
  queue: ServerQueue,
  gradebook: Gradebook,
  jobs: readonly Job[],
  signal: AbortSignal,
  onGrade: WorkOptions["onGrade"],
): Promise<void> {
  const open = new Map(jobs.map((job) => [job.submission, job]));
  while (open.size > 0 && !signal.aborted) {
    await queue.giveBackOfTheDead();
    const given = await queue.failed([...open.values()]);
    for (const grade of await gradebook.gradesOf([...open.keys()])) {
      const job = open.get(grade.submission);
      const holds = grade.result.status !== "could not grade" || given.has(job?.key ?? "");
      if (job === undefined || grade.key !== job.key || !holds) continue;
      open.delete(grade.submission);
      onGrade?.(job, grade.result, grade.seconds);
    }
    for (const job of open.values()) if (given.has(job.key)) await saveFailure(gradebook, job);
    if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

/** A job that was given up without a word: its workers died, one after the other. */
async function saveFailure(gradebook: Gradebook, job: Job): Promise<void> {
  const submission = await gradebook.submission(job.submission);
  if (submission === undefined) return;
  const remark = "every worker that graded it ended before it was done";
  const assignment = { ...(await gradable(job.exercise)), seed: job.seed, limits: job.limits };
  const result: SubmissionResult = {
    student: submission.student,
    status: "could not grade",
    total: 0,
    max: maximum(assignment.exercise),
    steps: [],
    firstWrong: "",
    likelyCause: "",
    remarks: [remark],
    receipt: receiptOf({ ...assignment, isolation: permissionModel() }, []),
  };
  await gradebook.saveGrade(job.submission, { key: job.key, result, seconds: 0, worker: "none" });
}
