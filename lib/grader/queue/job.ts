import { createHash } from "node:crypto";
import type { Limits } from "../sandbox/limits.js";

/** One submission to be graded, and all that its grade depends on. */
export interface Job {
  submission: number;
  exercise: string;
  seed: number;
  limits: Limits;
  /** Two jobs with the same key have the same grade: it is worked out once. */
  key: string;
}

/** What goes into a job's key besides the job. */
export interface KeyParts {
  /** Two students may hand in the same, and each gets a grade. */
  student: string;
  /** Of the submission's content. */
  hash: string;
  /** Of tests and program. */
  fingerprint: string;
}

export function jobOf(job: Omit<Job, "key">, { student, hash, fingerprint }: KeyParts): Job {
  const { seed, limits } = job;
  const parts = JSON.stringify([student, hash, fingerprint, seed, Object.entries(limits).sort()]);
  return { ...job, key: createHash("sha256").update(parts).digest("hex") };
}

/** A job that someone has taken to grade. */
export interface Taken {
  job: Job;
  /** It is graded and the grade is in the gradebook. */
  done(): Promise<void>;
  /** It is not graded: someone else may take it. */
  giveBack(reason: string): Promise<void>;
}

/** Where jobs come from. */
export interface JobSource {
  /** The next job; undefined if there will be no more. */
  take(signal: AbortSignal): Promise<Taken | undefined>;
}

/** Jobs of this process alone. */
export function localJobs(jobs: readonly Job[]): JobSource {
  const rest = jobs.values();
  return {
    take: () => {
      const next = rest.next();
      if (next.done) return Promise.resolve(undefined);
      const nothing = () => Promise.resolve();
      return Promise.resolve({ job: next.value, done: nothing, giveBack: nothing });
    },
  };
}
