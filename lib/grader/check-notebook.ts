import { UserError } from "../../kernel/errors.js";
import { VISIBLE_SEED } from "../course/check.js";
import { CheckReport } from "../course/check-report.js";
import type { Exercise } from "../course/exercise.js";
import type { TrustedSource } from "./exercises.js";
import { DEFAULT_LIMITS } from "./sandbox/limits.js";
import { permissionModel } from "./sandbox/permission-model.js";
import { judgeCells } from "./scoring/judge-cells.js";
import { prepare } from "./submission/prepare.js";

/** The visible check of one's own notebook, on the same numbers as the check inside it. */
export async function checkNotebook(
  path: string,
  exercise: Exercise,
  trusted: TrustedSource,
): Promise<{ report: CheckReport; remarks: string[] }> {
  const { cells, scripts, remarks } = prepare({ path }, trusted.solutionIds);
  if (cells.length === 0)
    throw new UserError(`${path}: expected the cells of exercise ${exercise.id}, got none of them`);
  const bounds = { limits: DEFAULT_LIMITS, isolation: permissionModel() };
  const order = { exercise, trusted, seed: VISIBLE_SEED, ...bounds };
  const judged = await judgeCells(scripts, order);
  return {
    report: new CheckReport(exercise, judged.outcomes, judged.counterexample),
    remarks: [...remarks, ...judged.remarks],
  };
}
