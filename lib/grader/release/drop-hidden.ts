import { roleOf } from "../cell-role.js";
import type { Pass } from "./pass.js";

/** Leaves out the cells that only the author has. */
export const dropHidden: Pass = (notebook) => ({
  ...notebook,
  cells: notebook.cells.filter((cell) => roleOf(cell).role !== "hidden"),
});
