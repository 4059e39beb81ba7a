import type { Counterexample } from "../../course/counterexample.js";
import { partNamed, type Check, type Exercise } from "../../course/exercise.js";
import { firstWrong, outcomesOf, type Checked, type StepOutcome } from "../../course/outcome.js";
import { Random } from "../../random.js";
import { onReference } from "../on-reference.js";
import type { TrustedSource } from "../exercises.js";
import type { CellScript } from "../submission/prepare.js";
import { CheckRunner } from "./check-runner.js";
import { findCounterexample } from "./find-counterexample.js";
import { skipCheck, type Bounds, type CheckRun } from "./run-check.js";

/** All that grading one submission takes. */
export interface GradingOrder extends Bounds {
  exercise: Exercise;
  trusted: TrustedSource;
  /** The hash of the exercise's tests, for the receipt. */
  tests?: string;
  /** The numbers of all checks are drawn from it. */
  seed: number;
  /** Runs the task of one check when its time has come; at once by default. */
  turn?: <T>(task: () => Promise<T>) => Promise<T>;
}

/** Every step over all checks, and what was odd as the cells were loaded. */
export interface JudgedCells {
  outcomes: StepOutcome[];
  /** The smallest input on which the first wrong step goes wrong, if it can be shown by one. */
  counterexample?: Counterexample;
  remarks: string[];
}

/** A function that has hung once is given no more than this many seconds again: it still may be right elsewhere. */
const SECOND_CHANCE = 1;
const MOST_LATE_LOADINGS = 2;

const atOnce: NonNullable<GradingOrder["turn"]> = (task) => task();

/**
 * Runs all checks of an exercise on a student's cells, each of them standing alone.
 *
 * @throws SandboxFault if processes cannot be had.
 */
export async function judgeCells(
  scripts: readonly CellScript[],
  order: GradingOrder,
): Promise<JudgedCells> {
  const cells = [...order.trusted.setup, ...scripts];
  const runner = new CheckRunner(order.isolation);
  try {
    return await judgeWith(runner, cells, order);
  } finally {
    runner.close();
  }
}

async function judgeWith(
  runner: CheckRunner,
  cells: readonly CellScript[],
  order: GradingOrder,
): Promise<JudgedCells> {
  const { exercise, turn = atOnce } = order;
  const { runs, lateLoadings } = await runChecks(runner, cells, order);
  const outcomes = exercise.parts.flatMap((part) =>
    onReference(() =>
      outcomesOf(
        part,
        [...runs].flatMap(([check, { calls }]): Checked[] =>
          check.part === part.name ? [{ check, calls }] : [],
        ),
      ),
    ),
  );
  const wrong = firstWrong(outcomes);
  // What is merely missing has no value to show, and cells that once took too long to load would do so again.
  const part = wrong?.kind === "wrong" && lateLoadings === 0 && partNamed(exercise, wrong.part);
  const counterexample =
    part &&
    (await turn(() => findCounterexample({ part, step: wrong.step, cells }, order, runner.used)));
  return {
    outcomes,
    ...(counterexample ? { counterexample } : {}),
    remarks: [...new Set([...runs.values()].flatMap((run) => run.loading))],
  };
}

async function runChecks(
  runner: CheckRunner,
  cells: readonly CellScript[],
  { exercise, seed, turn = atOnce, limits }: GradingOrder,
): Promise<{ runs: Map<Check, CheckRun>; lateLoadings: number }> {
  const brief = Math.min(SECOND_CHANCE, limits.seconds);
  const runs = new Map<Check, CheckRun>();
  const lateParts = new Set<string>();
  let lateLoadings = 0;
  for (const [stream, check] of exercise.checks.entries()) {
    const task = { exercise, check, cells, rng: () => new Random(seed, stream) };
    const hurry = lateLoadings > 0 || lateParts.has(check.part);
    const own = hurry ? { ...limits, seconds: brief } : limits;
    const run =
      lateLoadings < MOST_LATE_LOADINGS
        ? await turn(() => runner.run(task, own))
        : skipCheck(task, "the cells took too long to load twice before");
    runs.set(check, run);
    if (run.late === "calling") lateParts.add(check.part);
    if (run.late === "loading") lateLoadings++;
  }
  return { runs, lateLoadings };
}
