import ts from "../typescript.js";
import type { Completion } from "../language.js";
import type { Cells } from "./cells.js";
import { mentionedNames } from "./declared-names.js";

/** What could stand at the cursor, also in the middle of code that does not parse. */
export function complete(cells: Cells, code: string, cursor: number): Completion {
  const { completion, isMember } = find(cells, code, cursor);
  // The members of a thing are known without Node's types if it is; what Node declares is not.
  if (isMember && completion.matches.length) return completion;
  return cells.workspace.load("node") ? find(cells, code, cursor).completion : completion;
}

function find(cells: Cells, code: string, cursor: number): Found {
  const typed = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, cursor))?.[0] ?? "";
  const { service, cell } = cells.workspace;
  // Names of earlier cells that the word may become are brought into scope for it.
  const names = new Set([...mentionedNames(code), ...cells.scope.startingWith(typed, maxNames)]);
  const offset = cells.ask(code, names);

  const found = service.getCompletionsAtPosition(cell, cursor + offset, {
    includeCompletionsWithInsertText: false,
    includeCompletionsForModuleExports: false,
    // Not public: each entry comes with its symbol, which tells what an import stands for.
    ...{ includeSymbol: true },
  });
  const span = found?.entries.find((entry) => entry.replacementSpan)?.replacementSpan;
  const start = span ? Math.min(span.start - offset, cursor) : cursor - typed.length;
  const beginning = code.slice(start, cursor);
  const entries = (found?.entries ?? [])
    .filter(({ name }) => name.toLowerCase().startsWith(beginning.toLowerCase()))
    .filter(({ name }) => !name.startsWith("[cell]"))
    .sort((a, b) => rank(a, beginning) - rank(b, beginning) || compare(a.sortText, b.sortText));
  const matches = entries.map(({ name }) => name);
  const types = entries.map((entry) => {
    const kind = entry.kind === ts.ScriptElementKind.alias ? kindBehind(cells, entry) : entry.kind;
    return jupyterKinds[kind] ?? kind;
  });
  const completion = { matches, types, start, end: cursor };
  return { completion, isMember: found?.isMemberCompletion ?? false };
}

interface Found {
  completion: Completion;
  /** Whether they stand behind a dot. */
  isMember: boolean;
}

const maxNames = 200;

/** What begins as typed, in the same case, comes first. */
function rank({ name }: { name: string }, beginning: string): number {
  return name.startsWith(beginning) ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An import's name, as one of an earlier cell is to TypeScript, has the kind of what it names. */
function kindBehind(cells: Cells, entry: ts.CompletionEntry & { symbol?: ts.Symbol }): string {
  const { symbol } = entry;
  if (!symbol) return entry.kind;
  const checker = cells.workspace.program().getTypeChecker();
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Variable) return "variable";
  if (flags & ts.SymbolFlags.Enum) return "enum";
  if (flags & ts.SymbolFlags.Interface) return "interface";
  if (flags & ts.SymbolFlags.TypeAlias) return "type";
  if (flags & ts.SymbolFlags.Module) return "module";
  return entry.kind;
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
