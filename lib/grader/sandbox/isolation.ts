import type { Limits } from "./limits.js";

/** How the process of a submission is started, and what that keeps from it. */
export interface Isolation {
  /** What does it, with its version: for a receipt. */
  readonly name: string;
  /** What it keeps in and what it does not, for the person who runs the grader. */
  readonly text: string;
  /** Whether it is the operating system that holds submissions, so that one may grade strangers' code. */
  readonly strong: boolean;
  readonly launch: (limits: Limits, nodeArguments: readonly string[]) => Launch;
}

/** One command that starts Node. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** What is to be written to the command's file descriptor FILTER, if anything. */
  readonly filter?: Uint8Array;
}

export const FILTER = 4;
