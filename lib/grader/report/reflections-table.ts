import { existsSync } from "node:fs";
import { UserError } from "../../../kernel/errors.js";
import { numberIn, readTable, toCsv } from "../gradebook/csv.js";
import type { Standing } from "./standing.js";

/** The table to fill in: a row for each answer, with the points it has so far. */
export const reflectionsCsv = (standings: readonly Standing[]): string =>
  toCsv([
    ["student", "item", "points", "max", "comment"],
    ...standings.flatMap(({ student, manual }) =>
      manual.map(({ id, max, score }) => [
        student,
        id,
        score?.points ?? "",
        max,
        score?.comment ?? "",
      ]),
    ),
  ]);

/** Whether somebody has written something into the table that the gradebook does not know, or that cannot be read. */
export function holdsMore(path: string, standings: readonly Standing[]): boolean {
  if (!existsSync(path)) return false;
  const scores = new Map(
    standings.flatMap(({ student, manual }) =>
      manual.map(({ id, score }) => [`${student} ${id}`, score] as const),
    ),
  );
  try {
    return readTable(path, ["student", "item", "points", "comment"]).some(
      ({ student, item, points, comment }) => {
        if (points === "" && comment === "") return false;
        const score = scores.get(`${student} ${item}`);
        return score?.points !== numberIn(points) || score.comment !== comment;
      },
    );
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}
