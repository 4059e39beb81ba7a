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
 * have hears of no other check.
 */
export class CheckRunner {
  private kept: SandboxProcess | undefined;

  constructor(private readonly isolation: Bounds["isolation"]) {}

  /** @throws SandboxFault if processes cannot be had. */
  async run(order: CheckOrder, limits: Bounds["limits"]): Promise<CheckRun> {
    if (this.kept?.begin(PATIENCE) === true) {
      const run = await this.runIn(this.kept, order);
      if (isFlawless(run)) return run;
    }
    this.close();
    const sandbox = new SandboxProcess(limits, this.isolation);
    try {
      await sandbox.start();
    } catch (error) {
      sandbox.close();
      throw error;
    }
    return this.runIn(sandbox, order);
  }

  /** Ends the process that was kept. */
  close(): void {
    this.kept?.close();
    this.kept = undefined;
  }

  private async runIn(sandbox: SandboxProcess, order: CheckOrder): Promise<CheckRun> {
    this.kept = sandbox;
    const run = await runCheck(sandbox, order);
    if (isFlawless(run)) sandbox.rest();
    else this.close();
    return run;
  }
}

const isFlawless = ({ calls, loading, late }: CheckRun): boolean =>
  late === undefined &&
  loading.length === 0 &&
  calls.every((judge) => [...judge.outcome.values()].every(({ kind }) => kind === "ok"));
