import { UserError } from "../../../kernel/errors.js";
import { readTable } from "../gradebook/csv.js";

/**
 * When each student handed in, from a table with the columns student and submitted_at (ISO 8601; without a zone it
 * is this machine's).
 *
 * @throws UserError if the table or a time in it cannot be read.
 */
export function readTimes(path: string): Map<string, Date> {
  return new Map(
    readTable(path, ["student", "submitted_at"]).map(({ student, submitted_at: text, line }) => [
      student,
      parseTime(text, `${path}, line ${line}`),
    ]),
  );
}

/** @throws UserError if the text is no time. */
export function parseTime(text: string, where: string): Date {
  const looksRight = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/;
  const time = new Date(
    text.includes(":") ? text.replace(/ (?=[+\-Z])/, "").replace(" ", "T") : `${text}T23:59:59`,
  );
  if (!looksRight.test(text) || Number.isNaN(time.getTime()))
    throw new UserError(
      `${where}: expected a time such as 2026-12-01T23:59 or 2026-12-01T23:59+01:00, got ${JSON.stringify(text)}`,
    );
  return time;
}
