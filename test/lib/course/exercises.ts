import type { Exercise } from "../../../lib/course/exercise.js";
import { exerciseIds, loadExercise } from "../../../lib/course/exercises/load.js";

/** All exercises, in order. */
export const exercises: readonly Exercise[] = await Promise.all(
  exerciseIds.map((id) => loadExercise("test", id)),
);
