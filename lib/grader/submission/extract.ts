import type { Notebook } from "../../../kernel/notebook/format.js";
import { roleOf } from "../cell-role.js";

/** The text of one cell that is taken from a submission. */
export interface SolutionCell {
  id: string;
  source: string;
}

export interface Extracted {
  cells: SolutionCell[];
  /** What was odd about the submission's cells, in words. */
  remarks: string[];
}

/**
 * The solution cells of a submission, in the order of the trusted notebook. Their text is all that is taken:
 * what else a submission holds (other cells, outputs, metadata) is never read.
 */
export function extractSolutions(submission: Notebook, ids: readonly string[]): Extracted {
  const remarks: string[] = [];
  const found = submission.cells.flatMap((cell): SolutionCell[] => {
    const role = roleOf(cell);
    return role.role === "solution" ? [{ id: role.id, source: cell.source }] : [];
  });
  const strangers = found.filter(({ id }) => !ids.includes(id)).map(({ id }) => id);
  for (const id of new Set(strangers))
    remarks.push(`solution cell ${shown(id)} is not one of this exercise and was left out`);
  const cells = ids.flatMap((id) => {
    const own = found.filter((cell) => cell.id === id);
    if (own.length === 0) remarks.push(`solution cell ${id} is missing`);
    // What a notebook run from top to bottom would end up with.
    if (own.length > 1)
      remarks.push(`solution cell ${id} is there ${own.length} times; the last one was taken`);
    return own.slice(-1);
  });
  return { cells, remarks };
}

const shown = (id: string): string => JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id);
