import type { Completion } from "../language.js";
import type { Cells } from "./cells.js";
import { mentionedNames } from "./declared-names.js";

/** What could stand at the cursor, also in the middle of code that does not parse. */
export function complete(cells: Cells, code: string, cursor: number): Completion {
  const typed = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, cursor))?.[0] ?? "";
  const { service, cell } = cells.workspace;
  // Names of earlier cells that the word may become are brought into scope for it.
  const names = new Set([...mentionedNames(code), ...cells.scope.startingWith(typed, maxNames)]);
  const offset = cells.ask(code, names);

  const found = service.getCompletionsAtPosition(cell, cursor + offset, {
    includeCompletionsWithInsertText: false,
    includeCompletionsForModuleExports: false,
  });
  const span = found?.entries.find((entry) => entry.replacementSpan)?.replacementSpan;
  const start = span ? Math.min(span.start - offset, cursor) : cursor - typed.length;
  const beginning = code.slice(start, cursor);
  const entries = (found?.entries ?? [])
    .filter(({ name }) => name.toLowerCase().startsWith(beginning.toLowerCase()))
    .filter(({ name }) => !name.startsWith("[cell]"))
    .sort((a, b) => rank(a, beginning) - rank(b, beginning) || compare(a.sortText, b.sortText));
  return {
    matches: entries.map(({ name }) => name),
    types: entries.map(({ kind }) => jupyterKinds[kind] ?? kind),
    start,
    end: cursor,
  };
}

const maxNames = 200;

/** What begins as typed, in the same case, comes first. */
function rank({ name }: { name: string }, beginning: string): number {
  return name.startsWith(beginning) ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** TypeScript's words for kinds, where JupyterLab shows another. */
const jupyterKinds: Partial<Record<string, string>> = {
  method: "function",
  "local function": "function",
  "local class": "class",
  getter: "property",
  setter: "property",
  accessor: "property",
  var: "variable",
  let: "variable",
  const: "variable",
  "local var": "variable",
  parameter: "variable",
  "primitive type": "type",
  script: "path",
  directory: "path",
  "external module name": "module",
};
