import { roleOf } from "../cell-role.js";
import type { Pass } from "./pass.js";

/** A line such as `  "mean of y": 0, // a number`. */
const GUESS = /^(\s+(?:"[^"]*"|\w+): ).+?,( \/\/.*)?$/gm;

/** Puts `undefined` in place of the author's guesses: the reader's own go there. */
export const clearPredictions: Pass = (notebook) => ({
  ...notebook,
  cells: notebook.cells.map((cell) =>
    roleOf(cell).role === "predict"
      ? { ...cell, source: cell.source.replace(GUESS, "$1undefined,$2") }
      : cell,
  ),
});
