import type { Notebook } from "../../../kernel/notebook/format.js";

/** One step from the solutions' notebook to the students'. `where` names the notebook in errors. */
export type Pass = (notebook: Notebook, where: string) => Notebook;
