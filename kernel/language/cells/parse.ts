import ts from "../typescript.js";

/** A cell's text alone, as a module (so that `await` is a keyword), and what its syntax lacks. */
export function parseCell(code: string): {
  file: ts.SourceFile;
  errors: readonly ts.DiagnosticWithLocation[];
} {
  const file = ts.createSourceFile("cell.ts", code, {
    languageVersion: ts.ScriptTarget.ES2022,
    setExternalModuleIndicator: (made) => Object.assign(made, { externalModuleIndicator: true }),
  });
  // Public for whole programs only, and a program would be too slow to ask at each key.
  const { parseDiagnostics } = file as unknown as {
    parseDiagnostics: ts.DiagnosticWithLocation[];
  };
  return { file, errors: parseDiagnostics };
}
