import { readFileSync } from "node:fs";
import Papa from "papaparse";
import { messageOf, UserError } from "../../../kernel/errors.js";

/** A spreadsheet takes a field that begins like this for a formula, and would run what a student has put there. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** Rows as comma-separated values. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export const toCsv = (rows: (string | number)[][]): string =>
  `${Papa.unparse(rows, { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;

/**
 * A table with named columns, as a teacher's spreadsheet saved it: with commas or semicolons.
 *
 * @throws UserError if the file cannot be read, or a column is missing.
 */
export function readTable<Column extends string>(
  path: string,
  columns: readonly Column[],
): (Record<Column, string> & { line: number })[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path}: cannot read the table: ${messageOf(error)}`);
  }
  const { data, meta, errors } = Papa.parse<Record<string, string | undefined>>(text, {
    header: true,
    skipEmptyLines: "greedy",
    delimitersToGuess: [",", ";", "\t"],
    transformHeader: (name) => name.trim().toLowerCase(),
    transform: (value) => unescaped(value.trim()),
  });
  const lacking = columns.filter((column) => meta.fields?.includes(column) !== true);
  if (lacking.length > 0)
    throw new UserError(
      `${path}: expected the columns ${columns.join(", ")}, got ${meta.fields?.join(", ") || "none"}`,
    );
  const broken = errors.find(({ code }) => code !== "UndetectableDelimiter");
  if (broken !== undefined)
    throw new UserError(`${path}, line ${(broken.row ?? 0) + 2}: ${broken.message}`);
  return data.map((row, index) => ({
    ...(Object.fromEntries(columns.map((column) => [column, row[column] ?? ""])) as Record<
      Column,
      string
    >),
    line: index + 2,
  }));
}

/** A number in a table: a spreadsheet may write 1,5 for 1.5. */
export const numberIn = (text: string): number => Number(text.replace(",", "."));

/** A text that `toCsv` wrote, as it was before. */
const unescaped = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
