import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { importsOf, moduleFile, reached } from "../../../lib/grader/module-graph.js";

const library = resolve("lib");
const texts = reached(
  ["grader/grader", "grader/sandbox/child", "grader/hidden/index", "index"].map((name) =>
    join(library, `${name}.js`),
  ),
);

/** What TypeScript's own parser finds that is there at run time. */
function importsByParser(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isCall =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const [first] = isCall ? node.arguments : [];
    const isType =
      (ts.isImportDeclaration(node) &&
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(node) && node.isTypeOnly);
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : first;
    if (named !== undefined && ts.isStringLiteral(named) && !isType) found.push(named.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022));
  return found.filter((name) => name.startsWith("."));
}

test("The imports of a module are found as TypeScript finds them, in whatever the grader reaches", () => {
  expect(texts.size).toBeGreaterThan(300);
  for (const [path, text] of texts)
    expect([path, importsOf(text).sort()]).toEqual([path, importsByParser(text).sort()]);
});

test("All that is imported is reached, each file once", () => {
  for (const [path, text] of texts)
    for (const request of importsOf(text))
      expect(texts.has(moduleFile(join(dirname(path), request)))).toBe(true);
  expect(texts.has(join(library, "layers", "batch-norm.ts"))).toBe(true);
});
