import type { Pass } from "./pass.js";

/** Leaves no output and no count of an earlier run: they would show the solution's values. */
export const clearOutputs: Pass = (notebook) => ({
  ...notebook,
  cells: notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell,
  ),
});
