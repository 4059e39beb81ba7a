import ts from "../typescript.js";

/** What a later cell must know of a name, to have it in scope as it was declared. */
export type Kind = "variable" | "constant" | "other";

/** All names that a cell's top level declares, also by `var` deep inside of it. */
export function declaredNames(file: ts.SourceFile): Map<string, Kind> {
  const names = new Map<string, Kind>();
  for (const statement of file.statements) addStatement(statement, names);
  hoistedVariables(file, (name) => names.set(name.text, "variable"));
  return names;
}

/** The names that its text exports already. */
export function exportedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (clause && ts.isNamedExports(clause)) {
        for (const element of clause.elements) names.add(element.name.text);
      } else if (clause) names.add(clause.name.text);
    } else if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
      if (hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) continue;
      const own = new Map<string, Kind>();
      addStatement(statement, own);
      for (const name of own.keys()) names.add(name);
    }
  }
  return names;
}

/** Whether a `var` in a loop or block makes a name that no declaration file would have. */
export function hasNestedVariables(file: ts.SourceFile): boolean {
  let found = false;
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) hoistedVariables(statement, () => (found = true));
  }
  return found;
}

/** Every word in the text that could be the name of something. */
export function mentionedNames(code: string): Set<string> {
  return new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu));
}

/** Calls back for each name that a `var` declares outside of functions. */
export function hoistedVariables(node: ts.Node, found: (name: ts.Identifier) => void): void {
  const visit = (child: ts.Node): void => {
    if (ts.isVariableDeclarationList(child) && !(child.flags & ts.NodeFlags.BlockScoped)) {
      for (const { name } of child.declarations) boundNames(name, found);
    }
    if (!ts.isExpression(child) && !ts.isFunctionLike(child) && !ts.isClassLike(child)) {
      if (!ts.isModuleDeclaration(child)) ts.forEachChild(child, visit);
    }
  };
  ts.forEachChild(node, visit);
}

export function boundNames(name: ts.BindingName, found: (name: ts.Identifier) => void): void {
  if (ts.isIdentifier(name)) found(name);
  else {
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) boundNames(element.name, found);
    }
  }
}

function addStatement(statement: ts.Statement, names: Map<string, Kind>): void {
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement;
    // What `using` declares is disposed of when the cell ends.
    if (isUsing(declarationList)) return;
    const isConstant = (declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const { name } of declarationList.declarations) {
      boundNames(name, ({ text }) => names.set(text, isConstant ? "constant" : "variable"));
    }
  } else if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    if (clause?.name) names.set(clause.name.text, "other");
    if (!clause?.namedBindings) return;
    if (ts.isNamespaceImport(clause.namedBindings)) {
      names.set(clause.namedBindings.name.text, "other");
    } else {
      for (const element of clause.namedBindings.elements) names.set(element.name.text, "other");
    }
  } else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  ) {
    const { name } = statement;
    // A name that is a type and a value is best imported.
    if (name && ts.isIdentifier(name) && name.text !== "global") names.set(name.text, "other");
  }
}

export function isUsing(list: ts.VariableDeclarationList): boolean {
  // Using is 4, AwaitUsing 6: Let is 1, Const 2.
  return (list.flags & ts.NodeFlags.Using) !== 0;
}

function hasModifier(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some((modifier) => modifier.kind === kind) ?? false;
}
