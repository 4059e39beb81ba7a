import { readNotebook, type Notebook } from "../../../../kernel/notebook/format.js";
import { releasedPath } from "../submissions.js";

/** A submission that tries to score without solving: the released exercise, which earns nothing, and a trick. */
export interface Attack {
  /** "and …": what it tries. */
  tries: string;
  notebook: Notebook;
}

/** The exercise as students get it. */
export const blank = (): Notebook => readNotebook(releasedPath);

/** The forward cell as students get it. */
export const unsolved = blank().cells.find(({ id }) => id === "forward")?.source ?? "";

/** All of the library that a submission can have. */
const imports =
  'import { display, full, NotWrittenError, Random, randn, Tensor, tensor, zeros } from "gradlab";';

/** The blank exercise with this text in place of its forward cell. */
export function cell(tries: string, forward: string): Attack {
  const notebook = blank();
  const source = `${imports}\n${forward}`;
  const cells = notebook.cells.map((each) => (each.id === "forward" ? { ...each, source } : each));
  return { tries, notebook: { ...notebook, cells } };
}

/** The forward cell with one expression as the answer to every step, behind some preparations. */
export const answering = (value: string, before = ""): string =>
  `${before}\n${unsolved.replace(/return todo\([^)]*\);/g, `return ${value};`)}`;

/** The blank exercise changed as a whole. */
export const changed = (tries: string, change: (notebook: Notebook) => Notebook): Attack => ({
  tries,
  notebook: change(blank()),
});
