import type ts from "typescript";
import { UserError } from "../../../kernel/errors.js";
import { loadTypescript } from "../../../kernel/language/load-typescript.js";

/** What a cell's script is handed, under names that no student would choose. */
const GRADLAB = "$gradlab$";
const PUBLISH = "$publish$";
const UNAVAILABLE = "$unavailable$";

/** A cell that cannot be compiled: the student's error, with its line. */
export class CellError extends UserError {
  override name = "CellError";
}

/**
 * Turns a cell's TypeScript into a script that can run beside the other cells' scripts.
 *
 * Types go, and so do imports: what the cell imports from "gradlab" comes from an argument, and
 * anything else is `unavailable`, which throws when it is used. The rest becomes the body of a function, so that two
 * cells may use one name for different things; every top-level name is published as a live global first, so
 * that a later cell can use it, as in a notebook.
 *
 * @throws CellError if the cell does not parse.
 */
export function compileCell(id: string, source: string): string {
  const ts = loadTypescript();
  const file = ts.createSourceFile(`${id}.ts`, source, ts.ScriptTarget.ES2022, true);
  const names = topLevelNames(file);
  const imports = file.statements.filter(ts.isImportDeclaration).flatMap(importedNames);
  names.push(...imports.map(({ local }) => local));
  const { outputText, diagnostics } = ts.transpileModule(withoutModuleSyntax(file), {
    fileName: `${id}.ts`,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const problem = diagnostics?.[0];
  if (problem !== undefined) {
    const { line } = file.getLineAndCharacterOfPosition(problem.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(problem.messageText, " ");
    throw new CellError(`cell ${id}, line ${line + 1}: ${message}`);
  }
  const published = names.map(
    (name) => `${JSON.stringify(name)}: [() => ${name}, (value) => { ${name} = value; }]`,
  );
  return [
    '"use strict";',
    `(({ gradlab: ${GRADLAB}, publish: ${PUBLISH}, unavailable: ${UNAVAILABLE} }) => {`,
    `${PUBLISH}({ ${published.join(", ")} });`,
    ...imports.map(({ local, value }) => `const ${local} = ${value};`),
    outputText,
    "})",
    `//# sourceURL=${encodeURIComponent(id)}`,
  ].join("\n");
}

/** The source with spaces in place of imports and of the word `export`, so that every line stays where it is. */
function withoutModuleSyntax(file: ts.SourceFile): string {
  const ts = loadTypescript();
  const gone = file.statements.flatMap((each): readonly ts.Node[] => {
    if (ts.isImportDeclaration(each) || ts.isExportDeclaration(each) || ts.isExportAssignment(each))
      return [each];
    const modifiers = ts.canHaveModifiers(each) ? (ts.getModifiers(each) ?? []) : [];
    return modifiers.filter(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword,
    );
  });
  return gone.reduce((text, node) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const blank = text.slice(start, end).replace(/[^\n]/g, " ");
    return text.slice(0, start) + blank + text.slice(end);
  }, file.text);
}

/** The names a cell gives to values: functions, classes, enums, variables. */
function topLevelNames(file: ts.SourceFile): string[] {
  const ts = loadTypescript();
  const names: string[] = [];
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name);
  };
  for (const each of file.statements) {
    if (ts.isVariableStatement(each))
      each.declarationList.declarations.forEach((d) => bind(d.name));
    else if (
      (ts.isFunctionDeclaration(each) ||
        ts.isClassDeclaration(each) ||
        ts.isEnumDeclaration(each)) &&
      each.name !== undefined
    )
      names.push(each.name.text);
  }
  return [...new Set(names)];
}

/** What an import binds: a name, and the expression for its value. */
interface Imported {
  local: string;
  value: string;
}

function importedNames({
  importClause: clause,
  moduleSpecifier,
}: ts.ImportDeclaration): Imported[] {
  const ts = loadTypescript();
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
  const missing = (name: string): string =>
    `${UNAVAILABLE}(${JSON.stringify(name)}, ${JSON.stringify(from)})`;
  const valueOf = (name: string): string =>
    from === "gradlab" ? `${GRADLAB}[${JSON.stringify(name)}] ?? ${missing(name)}` : missing(name);
  const own = clause.name ? [{ local: clause.name.text, value: missing("default") }] : [];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return own;
  if (ts.isNamespaceImport(bindings)) {
    const value = from === "gradlab" ? GRADLAB : missing("*");
    return [...own, { local: bindings.name.text, value }];
  }
  const named = bindings.elements.filter((element) => !element.isTypeOnly);
  return [
    ...own,
    ...named.map(({ name, propertyName }) => ({
      local: name.text,
      value: valueOf((propertyName ?? name).text),
    })),
  ];
}
