import type { Check, Exercise } from "../../course/exercise.js";
import { batchNormHidden } from "./batch-norm.js";

const hidden: Readonly<Record<string, readonly Check[]>> = { "01-batch-norm": batchNormHidden };

/** The exercise with the checks that students do not see added to those they do. */
export function withHiddenChecks(exercise: Exercise): Exercise {
  return { ...exercise, checks: [...exercise.checks, ...(hidden[exercise.id] ?? [])] };
}
