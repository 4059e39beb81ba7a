import { runInThisContext } from "node:vm";

/** Whether work was cut off after so many milliseconds, wherever it was then: as a notebook's stop button does it. */
export function isInterrupted(work: () => void, ms: number): boolean {
  Object.assign(globalThis, { work });
  try {
    runInThisContext("work()", { timeout: ms });
    return false;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return true;
  }
}
