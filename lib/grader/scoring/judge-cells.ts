import { UserError } from "../../../kernel/errors.js";
import type { Check, Exercise } from "../../course/exercise.js";
import { outcomesOf, type Checked, type StepOutcome } from "../../course/outcome.js";
import { Random } from "../../random.js";
import type { TrustedSource } from "../exercises.js";
import type { Limits } from "../sandbox/limits.js";
import { compileCell } from "../submission/compile-cell.js";
import type { SolutionCell } from "../submission/extract.js";
import { runCheck, type CellScript, type CheckRun } from "./run-check.js";

/** All that grading one submission takes. */
export interface GradingOrder {
  exercise: Exercise;
  trusted: TrustedSource;
  limits: Limits;
  /** The numbers of all checks are drawn from it. */
  seed: number;
}

/** Every step over all checks, and what was odd about the cells. */
export interface JudgedCells {
  outcomes: StepOutcome[];
  remarks: string[];
}

/**
 * Runs all checks of an exercise on a student's cells, each in a process of its own.
 *
 * @throws SandboxFault if processes cannot be had.
 */
export async function judgeCells(
  cells: readonly SolutionCell[],
  { exercise, trusted, limits, seed }: GradingOrder,
): Promise<JudgedCells> {
  const { scripts, problems } = compileAll(cells);
  const program = [...trusted.setup, ...scripts];
  const runs = new Map<Check, CheckRun>();
  for (const [stream, check] of exercise.checks.entries())
    runs.set(check, await runCheck(exercise, check, program, new Random(seed, stream), limits));
  const outcomes = exercise.parts.flatMap((part) =>
    outcomesOf(
      part,
      [...runs].flatMap(([check, { calls }]): Checked[] =>
        check.part === part.name ? [{ check, calls }] : [],
      ),
    ),
  );
  const loading = [...runs.values()].flatMap((run) => run.loading);
  return { outcomes, remarks: [...new Set([...problems, ...loading])] };
}

/** A cell that does not parse is left out; the others are graded without it. */
function compileAll(cells: readonly SolutionCell[]): { scripts: CellScript[]; problems: string[] } {
  const problems: string[] = [];
  const scripts = cells.flatMap(({ id, source }) => {
    try {
      return [{ id, script: compileCell(id, source) }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  return { scripts, problems };
}
