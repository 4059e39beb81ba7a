import { failureIn, smallInputs, type Counterexample } from "../../course/counterexample.js";
import type { Part } from "../../course/exercise.js";
import { Judge } from "../../course/judge.js";
import { FrameError } from "../sandbox/frame.js";
import { SandboxFault, SandboxProcess, Stopped } from "../sandbox/process.js";
import type { CellScript } from "../submission/prepare.js";
import { call, load, type Bounds } from "./run-check.js";

/** A step of a student's program that is known to go wrong. */
export interface WrongStep {
  part: Part;
  step: string;
  cells: readonly CellScript[];
}

/** Seconds of computing at most: it is words that are looked for here, no points. */
const SECONDS = 2;

/**
 * The smallest input on which a step goes wrong, of the same inputs that the check in a notebook looks through.
 * Whatever happens meanwhile costs no more than the counterexample.
 *
 * @param used a process whose check is over; without it, or where that ends over it, one is started
 */
export async function findCounterexample(
  wrong: WrongStep,
  { limits, isolation }: Bounds,
  used?: SandboxProcess,
): Promise<Counterexample | undefined> {
  const seconds = Math.min(SECONDS, limits.seconds);
  if (used?.begin(seconds) === true) {
    const { found, stopped } = await lookIn(used, wrong);
    if (found !== undefined || !stopped) return found;
  }
  const sandbox = new SandboxProcess({ ...limits, seconds }, isolation);
  try {
    await sandbox.start();
    return (await lookIn(sandbox, wrong)).found;
  } catch (error) {
    if (!(error instanceof SandboxFault)) throw error;
    return undefined;
  } finally {
    sandbox.close();
  }
}

/** Tries the small inputs in a process that waits for its cells. */
async function lookIn(
  sandbox: SandboxProcess,
  { part, step, cells }: WrongStep,
): Promise<{ found: Counterexample | undefined; stopped: boolean }> {
  let judge: Judge | undefined;
  try {
    sandbox.send({ head: { cells } });
    await load(sandbox, cells.length, []);
    for (const args of smallInputs(part)) {
      judge = new Judge(part, args);
      await call(sandbox, judge, []);
      const found = failureIn(judge, step);
      if (found !== undefined) return { found, stopped: false };
    }
    return { found: undefined, stopped: false };
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof FrameError)) throw error;
    // It may have gone wrong in this step before it stopped in a later one.
    return { found: judge && failureIn(judge, step), stopped: true };
  }
}
