import { UserError } from "../../../kernel/errors.js";
import type { Exercise } from "../../course/exercise.js";
import { numberIn, readTable } from "./csv.js";
import type { Gradebook, ManualScore } from "./gradebook.js";

/**
 * Enters points that a person gave from a table with the columns student, item and points; a column comment may
 * follow. Rows without points are left for later.
 *
 * @returns how many were entered
 * @throws UserError if the table cannot be read, or a row names no submission, no reflection of this exercise, or
 * points out of range; then none is entered.
 */
export async function enterManualScores(
  gradebook: Gradebook,
  exercise: Exercise,
  path: string,
): Promise<number> {
  const reflections = new Map(exercise.reflections.map((each) => [each.id, each.points]));
  if (reflections.size === 0)
    throw new UserError(`${path}: expected an exercise with reflections, got ${exercise.id}`);
  const attempts = await gradebook.attempts(exercise.id);
  const students = new Set(attempts.map(({ submission }) => submission.student));
  const rows = readTable(path, ["student", "item", "points", "comment"]);
  const scores = rows
    .filter(({ points }) => points !== "")
    .map(({ student, item, points: text, comment, line }): ManualScore => {
      const where = `${path}, line ${line}`;
      if (!students.has(student))
        throw new UserError(
          `${where}: expected a student with a submission of ${exercise.id}, got ${JSON.stringify(student)}`,
        );
      const most = reflections.get(item);
      if (most === undefined)
        throw new UserError(
          `${where}: expected an item of ${[...reflections.keys()].join(", ")}, got ${JSON.stringify(item)}`,
        );
      const points = numberIn(text);
      if (!(points >= 0 && points <= most))
        throw new UserError(`${where}: expected points from 0 to ${most}, got ${text}`);
      return { student, item, points, comment };
    });
  await gradebook.saveManualScores(exercise.id, scores);
  return scores.length;
}
