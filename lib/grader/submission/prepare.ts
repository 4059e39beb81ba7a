import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { messageOf, UserError } from "../../../kernel/errors.js";
import { parseNotebook, type Notebook } from "../../../kernel/notebook/format.js";
import { compileCell } from "./compile-cell.js";
import { extractSolutions, type SolutionCell } from "./extract.js";
import { MOST_BYTES, type NotebookSource } from "./find.js";

/** A student's cell, compiled. */
export interface CellScript {
  id: string;
  script: string;
}

/** What is taken from a submission. */
export interface Prepared {
  cells: SolutionCell[];
  /** Those of the cells that parse. */
  scripts: CellScript[];
  /** What was odd, in words. */
  remarks: string[];
}

/** No cell written by hand comes near it. */
const MOST_CHARACTERS = 100_000;

/**
 * Reads a submission and compiles its solution cells. A cell that does not parse is left out; the others are
 * graded without it.
 *
 * @throws UserError if it is no notebook.
 */
export function prepare(source: NotebookSource, ids: readonly string[]): Prepared {
  const { cells, remarks } = extractSolutions(notebookOf(source), ids);
  const scripts = cells.flatMap(({ id, source }): CellScript[] => {
    try {
      if (source.length > MOST_CHARACTERS)
        throw new UserError(
          `cell ${id}: expected at most ${MOST_CHARACTERS} characters, got ${source.length}`,
        );
      return [{ id, script: compileCell(id, source) }];
    } catch (error) {
      // Code nested a thousand deep fills the compiler's stack: an error of the cell like any other.
      if (!(error instanceof UserError || error instanceof RangeError)) throw error;
      remarks.push(
        error instanceof UserError ? error.message : `cell ${id} is nested too deeply to be read`,
      );
      return [];
    }
  });
  return { cells, scripts, remarks };
}

const notebookOf = (source: NotebookSource): Notebook =>
  "text" in source
    ? parseNotebook(source.text)
    : parseNotebook(readText(source.path), basename(source.path));

/**
 * Reads a file and never what a link leads to, even one that was put in its place since it was found.
 *
 * @throws UserError if there is no file, or too large a one.
 */
export function readText(path: string): string {
  const name = basename(path);
  let file;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError(`${name}: cannot read the notebook: ${reason(error)}`);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new UserError(`${name}: expected a file, got something else`);
    if (stat.size > MOST_BYTES)
      throw new UserError(
        `${name}: expected at most ${MOST_BYTES / 2 ** 20} MB, got ${(stat.size / 2 ** 20).toFixed(0)} MB`,
      );
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "no such file";
  if (code === "ELOOP") return "it is a link; links are not followed";
  return code ?? messageOf(error);
}
