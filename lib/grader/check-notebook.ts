import { UserError } from "../../kernel/errors.js";
import { readNotebook } from "../../kernel/notebook/format.js";
import { VISIBLE_SEED } from "../course/check.js";
import { CheckReport } from "../course/check-report.js";
import type { Exercise } from "../course/exercise.js";
import type { TrustedSource } from "./exercises.js";
import { DEFAULT_LIMITS } from "./sandbox/limits.js";
import { judgeCells } from "./scoring/judge-cells.js";
import { extractSolutions } from "./submission/extract.js";

/** The visible check of a student's notebook, on the same numbers as the check inside it. */
export async function checkNotebook(
  path: string,
  exercise: Exercise,
  trusted: TrustedSource,
): Promise<{ report: CheckReport; remarks: string[] }> {
  const { cells, remarks } = extractSolutions(readNotebook(path), trusted.solutionIds);
  if (cells.length === 0)
    throw new UserError(`${path}: expected the cells of exercise ${exercise.id}, got none of them`);
  const order = { exercise, trusted, limits: DEFAULT_LIMITS, seed: VISIBLE_SEED };
  const judged = await judgeCells(cells, order);
  return {
    report: new CheckReport(exercise, judged.outcomes),
    remarks: [...remarks, ...judged.remarks],
  };
}
