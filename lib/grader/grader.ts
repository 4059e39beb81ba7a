import { availableParallelism } from "node:os";
import { findIsolation } from "./sandbox/find-isolation.js";
import type { Isolation } from "./sandbox/isolation.js";
import { DEFAULT_LIMITS, type Limits } from "./sandbox/limits.js";
import { gradeSubmission, type Assignment } from "./scoring/grade-submission.js";
import type { SubmissionResult } from "./scoring/result.js";
import type { HandedIn } from "./submission/find.js";
import { Preparer } from "./submission/preparer.js";
import { Slots } from "./slots.js";

export interface GraderOptions {
  /** How many checks run at a time; as many as the machine has cores by default. */
  jobs?: number;
  limits?: Partial<Limits>;
  /** What holds the submissions; by default the strongest there is, or an error that says what is missing. */
  isolation?: Isolation;
}

/** Grades submissions, of whichever exercises; close it at the end. */
export class Grader {
  private readonly preparer = new Preparer();
  private readonly slots: Slots;
  private count = 0;

  private constructor(
    readonly jobs: number,
    readonly limits: Limits,
    readonly isolation: Isolation,
  ) {
    this.slots = new Slots(jobs);
  }

  /** @throws UserError if there is nothing to hold submissions with. */
  static async open({
    jobs = availableParallelism(),
    limits,
    isolation,
  }: GraderOptions = {}): Promise<Grader> {
    return new Grader(
      Math.max(1, jobs),
      { ...DEFAULT_LIMITS, ...limits },
      isolation ?? (await findIsolation()),
    );
  }

  /**
   * How many submissions to hand over at a time: more than are at work at once, so that others go on while one
   * hangs.
   */
  get atOnce(): number {
    return 2 * this.jobs;
  }

  /** Grades one submission. It does not throw: what goes wrong is in the result. */
  async grade(submission: HandedIn, assignment: Assignment): Promise<SubmissionResult> {
    const order = this.count++;
    return gradeSubmission(submission, {
      ...assignment,
      limits: assignment.limits ?? this.limits,
      isolation: this.isolation,
      prepare: (source, ids) => this.preparer.prepare({ source, ids }),
      turn: (task) => this.slots.run(order, task),
    });
  }

  close(): Promise<void> {
    return this.preparer.close();
  }
}
