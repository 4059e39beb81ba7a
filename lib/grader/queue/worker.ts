import { UserError } from "../../../kernel/errors.js";
import { Gradebook } from "../gradebook/gradebook.js";
import type { SubmissionResult } from "../scoring/result.js";
import type { Grader } from "../grader.js";
import { programFingerprint } from "./fingerprint.js";
import type { Job } from "./job.js";
import { alive } from "./presence.js";
import { ServerQueue } from "./server-queue.js";
import { work } from "./work.js";

const BURY_EVERY = 2000;
/** So many failures of the grader in a row say that it is this machine that cannot grade. */
const MOST_FAILURES = 3;

export interface WorkerOptions {
  database: string;
  grader: Grader;
  signal: AbortSignal;
  onStart?: () => void;
  onGrade: (job: Job, result: SubmissionResult, seconds: number) => void;
}

/**
 * Grades what others put on the server's queue, until the signal comes.
 *
 * @throws UserError if the server cannot be reached any more, or if this machine cannot grade.
 */
export async function runWorker({
  database: url,
  grader,
  signal,
  onStart,
  onGrade,
}: WorkerOptions): Promise<void> {
  const gradebook = await Gradebook.open({ folder: "", database: url });
  const queue = await ServerQueue.open(gradebook.database, programFingerprint());
  const presence = await alive(url, gradebook.database);
  const unable = new AbortController();
  let failures = 0;
  let why = "";
  const burial = setInterval(() => {
    // A server that is gone shows at the next job.
    queue.giveBackOfTheDead().catch(() => undefined);
  }, BURY_EVERY);
  try {
    onStart?.();
    await work(queue.source(presence.id), gradebook, grader, {
      signal: AbortSignal.any([signal, presence.lost, unable.signal]),
      onGrade: (job, result, seconds) => {
        const failed = result.status === "could not grade";
        failures = failed ? failures + 1 : 0;
        if (failures >= MOST_FAILURES) {
          why = result.remarks.join("; ");
          unable.abort();
        }
        onGrade(job, result, seconds);
      },
    });
    if (unable.signal.aborted)
      throw new UserError(
        `worker: expected a machine that can grade, got ${MOST_FAILURES} failures in a row: ${why}`,
      );
    if (presence.lost.aborted && !signal.aborted)
      throw new UserError("worker: expected a server that stays, got a connection that broke");
  } finally {
    clearInterval(burial);
    await presence.end();
    await queue.close();
    await gradebook.close();
  }
}
