import { join } from "node:path";
import { UserError } from "../../kernel/errors.js";
import { readNotebook } from "../../kernel/notebook/format.js";
import type { Exercise } from "../course/exercise.js";
import { batchNormExercise } from "../course/exercises/batch-norm.js";
import { roleOf } from "./cell-role.js";
import { compileCell } from "./submission/compile-cell.js";

const exercises: readonly Exercise[] = [batchNormExercise];

/**
 * The exercise of this name; a beginning such as "01" will do.
 *
 * @throws UserError if none or several begin with it.
 */
export function exerciseNamed(name: string): Exercise {
  const found = exercises.filter(({ id }) => id.startsWith(name));
  const [exercise] = found;
  if (found.length !== 1)
    throw new UserError(
      `expected one exercise of ${exercises.map(({ id }) => id).join(", ")}, got ${JSON.stringify(name)}`,
    );
  return exercise;
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
  return {
    setup: cells
      .filter((cell) => roleOf(cell).role === "setup")
      .map(({ id, source }) => ({ id, script: compileCell(id, source) })),
    solutionIds: cells.flatMap((cell) => {
      const role = roleOf(cell);
      return role.role === "solution" ? [role.id] : [];
    }),
  };
}
