import ts from "../typescript.js";
import type { Diagnostic } from "../language.js";

/** TypeScript's errors as a cell shows them. `cell` is the file that stands for the cell. */
export function toDiagnostics(found: readonly ts.Diagnostic[], cell: string): Diagnostic[] {
  return found
    .filter(({ category }) => category === ts.DiagnosticCategory.Error)
    .map((diagnostic) => ({
      code: diagnostic.code,
      message: readable(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")),
      ...position(diagnostic),
      ...(diagnostic.file && diagnostic.file.fileName !== cell
        ? { file: diagnostic.file.fileName }
        : {}),
    }));
}

function position({ file, start = 0, length = 0 }: ts.Diagnostic) {
  if (!file) return { line: 0, column: 0, endColumn: 0 };
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(start + length);
  const lineEnd = file.getLineEndOfPosition(start);
  return {
    line: from.line,
    column: from.character,
    endColumn: to.line === from.line ? to.character : from.character + lineEnd - start,
  };
}

/** Types of earlier cells by their names, not by the files that stand for the cells. */
export function readable(text: string): string {
  return text
    .replace(/(?:typeof )?import\("[^"]*\/\[(?:cell|\d+)\]"\)\.?/g, "")
    .replace(/import\("(?:gradlab|node)-types\/[^"]*"\)\./g, "");
}
