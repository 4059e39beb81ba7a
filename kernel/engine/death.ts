import { BROKEN } from "./messages.js";

/** What is known of the end of a cell process. */
export interface Death {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The code that user code ended the process with, if it did so by `process.exit`. */
  exitCall?: number;
  /** What Node or V8 wrote about a crash. */
  crash: string;
  /** Set when we ended it: why. */
  ended?: string;
}

export const UNINTELLIGIBLE =
  "The cell changed what its engine works with (JSON, Array.prototype or the like, or a pipe that is not the cell's), so the engine had to end.";

export const UNSTOPPABLE =
  "The cell could not be stopped within 2 seconds (it waits for another program or for native code), so its engine was ended.";

/** Node's exit code when what should catch an error throws one itself. */
const HANDLER_FAILED = 7;

const LOST = "Variables are gone; run the cells above again.";

/** What V8 and Node write when they give up. From its beginning on, it is no output of the cell. */
export const CRASH_REPORT =
  /\n?(?:<--- Last few GCs --->|-{5} Native stack trace -{5}|# ?\n# Fatal|FATAL ERROR:)/;

/** Says to the cell's author why the process ended. */
export function describeDeath(death: Death): string {
  return `${cause(death)} ${LOST}`;
}

function cause({ code, signal, exitCall, crash, ended }: Death): string {
  if (ended !== undefined) return ended;
  if (exitCall !== undefined) return `The cell ended the engine: process.exit(${exitCall}).`;
  if (code === BROKEN || code === HANDLER_FAILED) return UNINTELLIGIBLE;
  if (/out of memory|Allocation failed|invalid table size|invalid array length/i.test(crash))
    return "The cell used up the engine's memory: it kept too many or too large objects.";
  if (signal === "SIGKILL")
    return "The engine was killed (SIGKILL): by another program, or because the machine ran out of memory.";
  if (signal === "SIGABRT")
    return "The engine crashed (SIGABRT): by process.abort(), or in native code.";
  if (signal !== null) return `The engine was ended by the signal ${signal}.`;
  return `The engine ended with exit code ${code ?? "unknown"}.`;
}
