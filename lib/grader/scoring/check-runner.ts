import { SandboxProcess } from "../sandbox/process.js";
import { runCheck, type Bounds, type CheckOrder, type CheckRun } from "./run-check.js";

/** Seconds by the clock that a check gets in a process that is not its own. */
const PATIENCE = 1;

/**
 * Runs the checks of one submission, one after another, in as few processes as give the same results as one for
 * each check.
 *
 * A process in which everything was right is kept for the next check, which meets the code in a context of its own:
 * the process has been told nothing but what it had answered itself. Whatever is not right there is run again in a
 * process of its own, whose word stands; so is what is slow. A process that was told a right value which it did not
 * have hears of no other check, and a function that was not right once is no more asked in one that is kept.
 */
export class CheckRunner {
  private kept: SandboxProcess | undefined;
  private last: SandboxProcess | undefined;
  private readonly wrongParts = new Set<string>();

  constructor(private readonly isolation: Bounds["isolation"]) {}

  /** The process of the last check that was not right, if it is still there: for words, never for points. */
  get used(): SandboxProcess | undefined {
    return this.last;
  }

  /** @throws SandboxFault if processes cannot be had. */
  async run(order: CheckOrder, limits: Bounds["limits"]): Promise<CheckRun> {
    const { part } = order.check;
    const right = this.wrongParts.has(part) ? undefined : await this.runInKept(order);
    if (right !== undefined) return right;
    const sandbox = new SandboxProcess(limits, this.isolation);
    try {
      await sandbox.start();
      const run = await runCheck(sandbox, order);
      if (isFlawless(run)) this.keep(sandbox);
      else {
        this.wrongParts.add(part);
        this.last?.close();
        this.last = sandbox;
      }
      return run;
    } catch (error) {
      sandbox.close();
      throw error;
    }
  }

  /** Ends the processes that are left. */
  close(): void {
    this.kept?.close();
    this.last?.close();
  }

  /** What came of it if all was right; else that process is no longer kept. */
  private async runInKept(order: CheckOrder): Promise<CheckRun | undefined> {
    const { kept } = this;
    if (kept?.begin(PATIENCE) === true) {
      const run = await runCheck(kept, order);
      if (isFlawless(run)) {
        kept.rest();
        return run;
      }
    }
    kept?.close();
    this.kept = undefined;
    return undefined;
  }

  private keep(sandbox: SandboxProcess): void {
    if (this.kept === undefined) {
      sandbox.rest();
      this.kept = sandbox;
    } else sandbox.close();
  }
}

const isFlawless = ({ calls, loading, late }: CheckRun): boolean =>
  late === undefined &&
  loading.length === 0 &&
  calls.every((judge) => [...judge.outcome.values()].every(({ kind }) => kind === "ok"));
