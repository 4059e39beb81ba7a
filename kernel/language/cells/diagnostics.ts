import { dirname, relative } from "node:path";
import ts from "../typescript.js";
import type { Diagnostic } from "../language.js";

/**
 * TypeScript's errors as a cell shows them. `cell` is the file that stands for the cell; `advise`
 * may say of an error more than TypeScript does.
 */
export function toDiagnostics(
  found: readonly ts.Diagnostic[],
  cell: string,
  advise: (diagnostic: ts.Diagnostic, message: string) => string = (_, message) => message,
): Diagnostic[] {
  return found
    .filter(({ category }) => category === ts.DiagnosticCategory.Error)
    .map((diagnostic) => ({
      code: diagnostic.code,
      message: advise(diagnostic, readable(fullText(diagnostic))),
      ...position(diagnostic),
      ...(diagnostic.file && diagnostic.file.fileName !== cell
        ? inFile(diagnostic.file, diagnostic.start ?? 0, dirname(cell))
        : {}),
    }));
}

/** With what TypeScript asks beside it: "Did you forget to use 'await'?" */
function fullText({ messageText, relatedInformation = [] }: ts.Diagnostic): string {
  const text = (message: string | ts.DiagnosticMessageChain) =>
    ts.flattenDiagnosticMessageText(message, "\n");
  const questions = relatedInformation
    .map((related) => text(related.messageText))
    .filter((related) => related.startsWith("Did you "));
  return [text(messageText), ...questions].join(" ");
}

function inFile(file: ts.SourceFile, start: number, folder: string) {
  const { line } = file.getLineAndCharacterOfPosition(start);
  const [from, end] = [
    file.getPositionOfLineAndCharacter(line, 0),
    file.getLineEndOfPosition(start),
  ];
  const short = relative(folder, file.fileName);
  return { file: short.startsWith("..") ? file.fileName : short, text: file.text.slice(from, end) };
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
