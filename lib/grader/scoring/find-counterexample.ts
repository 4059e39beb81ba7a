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
 * The smallest input on which a step goes wrong, of the same inputs that the check in a notebook looks through, in a
 * process of its own. Whatever happens to that process costs no more than the counterexample.
 */
export async function findCounterexample(
  { part, step, cells }: WrongStep,
  { limits, isolation }: Bounds,
): Promise<Counterexample | undefined> {
  const seconds = Math.min(SECONDS, limits.seconds);
  const sandbox = new SandboxProcess({ ...limits, seconds }, isolation);
  let judge: Judge | undefined;
  try {
    await sandbox.start();
    sandbox.send({ head: { cells } });
    await load(sandbox, cells.length, []);
    for (const args of smallInputs(part)) {
      judge = new Judge(part, args);
      await call(sandbox, judge, []);
      const found = failureIn(judge, step);
      if (found !== undefined) return found;
    }
    return undefined;
  } catch (error) {
    const theirs = error instanceof Stopped || error instanceof FrameError;
    if (!(theirs || error instanceof SandboxFault)) throw error;
    // It may have gone wrong in this step before it stopped in a later one.
    return judge && failureIn(judge, step);
  } finally {
    sandbox.close();
  }
}
