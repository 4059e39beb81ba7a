import ts from "../typescript.js";

/** What a file imports, in the order in which TypeScript would look for it. */
export function importsIn(file: ts.SourceFile): ts.StringLiteralLike[] {
  const imports = file.statements.flatMap((statement) => importOf(statement) ?? []);
  // Most cells have none, and TypeScript has seen that when it read them.
  const { PossiblyContainsDynamicImport } = ts.NodeFlags as unknown as Record<string, number>;
  if (file.flags & PossiblyContainsDynamicImport) importsWithin(file, imports);
  return imports;
}

/** Whether the file changes types for all others: `declare global`, `declare module "x"`. */
export function augmentsOthers(file: ts.SourceFile): boolean {
  return file.statements.some(
    (statement) =>
      ts.isModuleDeclaration(statement) &&
      (ts.isStringLiteral(statement.name) ||
        (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
  );
}

/** Whether it asks for files by `/// <reference … />`. */
export function hasReferences(file: ts.SourceFile): boolean {
  const { referencedFiles, typeReferenceDirectives, libReferenceDirectives } = file;
  return [referencedFiles, typeReferenceDirectives, libReferenceDirectives].some(
    ({ length }) => length > 0,
  );
}

/** `import … from "x"`, `export … from "x"`, `import y = require("x")`. */
function importOf(statement: ts.Statement): ts.StringLiteral | undefined {
  let from: ts.Expression | undefined;
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
    from = statement.moduleSpecifier;
  } else if (ts.isImportEqualsDeclaration(statement)) {
    const { moduleReference } = statement;
    if (ts.isExternalModuleReference(moduleReference)) from = moduleReference.expression;
  }
  return from && ts.isStringLiteral(from) && from.text !== "" ? from : undefined;
}

/** `import("x")`, of a value or of a type. */
function importsWithin(node: ts.Node, found: ts.StringLiteralLike[]): void {
  ts.forEachChild(node, (child) => {
    const from = ts.isImportTypeNode(child)
      ? ts.isLiteralTypeNode(child.argument) && child.argument.literal
      : ts.isCallExpression(child) &&
        child.expression.kind === ts.SyntaxKind.ImportKeyword &&
        child.arguments.at(0);
    if (from && ts.isStringLiteralLike(from)) found.push(from);
    importsWithin(child, found);
  });
}
