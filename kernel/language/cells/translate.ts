import ts from "../typescript.js";
import { toScript } from "./to-script.js";

export interface Translation {
  javascript: string;
  sourceMap: string;
}

export interface Translated {
  code: string;
  name: string;
  /** Names of earlier cells that TypeScript must not give to a variable of its own. */
  taken: Iterable<string>;
}

/** JavaScript for V8's REPL mode, of a cell that is in the program and without errors. */
export function translate(
  program: ts.Program,
  file: ts.SourceFile,
  { code, name, taken }: Translated,
): Translation {
  // Not public: the names in the file's text. To import them there would take a check of each.
  const { identifiers } = file as unknown as { identifiers: Map<string, string> };
  for (const each of taken) identifiers.set(each, each);
  let javascript = "";
  let sourceMap = "";
  const write = (path: string, text: string) => {
    if (path.endsWith(".map")) sourceMap = text;
    else javascript = text;
  };
  program.emit(file, write, undefined, false, {
    before: [(context) => (cell) => showLast(cell, code.length, context)],
    after: [toScript],
  });
  const map = JSON.parse(sourceMap) as Record<string, unknown>;
  return {
    javascript: javascript.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, ""),
    sourceMap: JSON.stringify({ ...map, file: name, sources: [name], sourcesContent: [code] }),
  };
}

/** Hands the value of the last expression to the engine; `end` is where the user's text ends. */
export function showLast(
  file: ts.SourceFile,
  end: number,
  { factory }: ts.TransformationContext,
): ts.SourceFile {
  const index = file.statements.findLastIndex(
    (statement) => statement.end <= end && !ts.isEmptyStatement(statement),
  );
  if (index < 0) return file;
  const last = file.statements[index];
  const isDefault = ts.isExportAssignment(last) && !last.isExportEquals;
  if (!ts.isExpressionStatement(last) && !isDefault) return file;
  const call = factory.createCallExpression(
    factory.createPropertyAccessExpression(factory.createIdentifier("$gradlab"), "result"),
    undefined,
    [last.expression],
  );
  const shown = ts.setTextRange(
    ts.setOriginalNode(factory.createExpressionStatement(call), last),
    last,
  );
  return factory.updateSourceFile(
    file,
    file.statements.map((s, i) => (i === index ? shown : s)),
  );
}
