import type { CommMessage, Outcome, Output, RunnableCell } from "./engine.js";

/**
 * What the engine and its cell process say to each other. The process has two threads: `main` runs
 * cells, `helper` stays reachable while main is busy.
 *
 * - Commands go to the helper, which hands to main what is main's.
 * - Main writes its reports to a pipe of its own, blocking: what a cell printed is out of the process
 *   before the next statement can crash it.
 * - Standard output and error of the process itself carry only what is written around main's streams:
 *   by native code and by child processes.
 */
export const REPORTS = 3;
export const COMMANDS = 4;

/** The exit code of a cell process that could not go on, see {@link giveUp} in cell/reports.ts. */
export const BROKEN = 86;

export type Command =
  | { type: "run"; cell: RunnableCell }
  | { type: "comm"; id: string; comm: Omit<CommMessage, "buffers"> }
  | { type: "answer"; text: string }
  | { type: "interrupt"; id: number }
  | { type: "inspect"; id: number; method: string; params: Record<string, unknown> };

/** From the helper. */
export type Notice =
  | { type: "interrupted"; id: number; stopped: boolean }
  | { type: "inspected"; id: number; result?: Record<string, unknown>; error?: string }
  | { type: "event"; method: string; params: Record<string, unknown> };

/** From main. */
export type Report =
  | { type: "output"; output: Output }
  | { type: "question"; cell: string; prompt: string; password: boolean }
  | { type: "done"; cell: string; outcome: Outcome }
  /** The listeners of comm message `id` have returned. */
  | { type: "heard"; id: string }
  /** Everything written around main's streams until now comes before what main writes next. */
  | { type: "barrier" }
  | { type: "exit"; cell: string; code: number };

/** Between the threads of the cell process. */
export type ToMain =
  | { type: "run"; cell: RunnableCell }
  /** A termination met main before it had taken the cell, which has not run and will not. */
  | { type: "stopped"; cell: RunnableCell }
  | { type: "comm"; id: string; comm: CommMessage }
  | { type: "interrupt"; id: number; mayListen: boolean }
  /** Gives a termination that came too late something to end. */
  | { type: "nothing" };

/** Main has obeyed interrupt `id`; 0 says that it is ready. */
export type ToHelper = { id: number };

/** What the helper is started with. */
export interface HelperData {
  /** Int32, see {@link LISTENERS}, {@link ANSWERED}, {@link FORCED} and {@link TAKEN}. */
  shared: SharedArrayBuffer;
  /** Carries answers to `prompt()`. */
  answers: import("node:worker_threads").MessagePort;
}

/** How many listeners for SIGINT user code has. */
export const LISTENERS = 0;
/** Whether there is an answer. */
export const ANSWERED = 1;
/** The latest interrupt that listeners have no say in any more. */
export const FORCED = 2;
/** How many cells main has taken. */
export const TAKEN = 3;
export const FLAGS = 4;
