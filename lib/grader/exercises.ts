import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../kernel/errors.js";
import { readNotebook } from "../../kernel/notebook/format.js";
import type { Exercise } from "../course/exercise.js";
import { loadExercise } from "../course/exercises/load.js";
import { ValueError } from "../errors.js";
import { roleOf } from "./cell-role.js";
import { compiled } from "./compiled.js";
import { moduleFile } from "./module-graph.js";
import { compileCell } from "./submission/compile-cell.js";

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The exercise of this name; its number, such as "06", will do.
 *
 * @throws UserError if there is none.
 */
export async function exerciseNamed(name: string): Promise<Exercise> {
  try {
    return await loadExercise("gradlab", name);
  } catch (error) {
    throw error instanceof ValueError ? new UserError(error.message) : error;
  }
}

/** What of an exercise's own notebook goes into every student's program. */
export interface TrustedSource {
  /** The compiled setup cells. */
  setup: readonly { id: string; script: string }[];
  /** The ids of the solution cells, in order. */
  solutionIds: readonly string[];
}

/** Reads it from the exercise's notebook; the released one and the solution hold the same. */
export function trustedSource(exercise: Exercise, folder: string): TrustedSource {
  const { cells } = readNotebook(join(folder, `${exercise.id}.ipynb`));
  const setup = cells.filter((cell) => roleOf(cell).role === "setup");
  const compiler = readFileSync(moduleFile(join(here, "submission", "compile-cell.js")), "utf8");
  const key = [compiler, ...setup.map(({ id, source }) => [id, source])];
  return {
    setup: compiled("setup", key, () =>
      setup.map(({ id, source }) => ({ id, script: compileCell(id, source) })),
    ),
    solutionIds: cells.flatMap((cell) => {
      const role = roleOf(cell);
      return role.role === "solution" ? [role.id] : [];
    }),
  };
}
