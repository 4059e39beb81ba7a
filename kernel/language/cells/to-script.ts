import ts from "../typescript.js";
import { hoistedVariables } from "./declared-names.js";

const { factory } = ts;

/**
 * Turns a module's JavaScript into a script that V8 can run in REPL mode, after all cells before.
 *
 * There a name declared by `let` or `class` may be declared so again, in any other form not. So
 * `const`, `var` and functions become `let`: `var` and functions in front, as they would be hoisted.
 * A closure sees what a later cell gives to the name. Imports go through the engine.
 */
export const toScript: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const variables = new Set<string>();
  hoistedVariables(file, (name) => variables.add(name.text));
  const imports: ts.Statement[] = [];
  const functions: ts.Statement[] = [];
  const rest: ts.Statement[] = [];

  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) imports.push(...importStatements(statement));
    else if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier) imports.push(run(importCall(statement.moduleSpecifier)));
    } else if (ts.isFunctionDeclaration(statement)) {
      if (!statement.name) continue;
      variables.delete(statement.name.text);
      functions.push(functionVariable(statement, statement.name));
    } else rest.push(...topLevel(statement, context));
  }

  const hoisted = [...variables].map((name) => factory.createVariableDeclaration(name));
  const script = factory.updateSourceFile(file, [
    run(factory.createStringLiteral("use strict")),
    ...(hoisted.length ? [letStatement(hoisted)] : []),
    ...functions,
    ...imports,
    ...rest,
  ]);
  const hasImports = /\bimport\s*[.(]/.test(file.text);
  const imported = hasImports ? replaceImports(script, context) : script;
  return /\bthrow\b/.test(file.text) ? markThrows(imported, context) : imported;
};

function topLevel(statement: ts.Statement, context: ts.TransformationContext): ts.Statement[] {
  if (ts.isVariableStatement(statement) && isBlockScoped(statement.declarationList)) {
    return [mapped(letStatement(statement.declarationList.declarations), statement)];
  }
  if (ts.isClassDeclaration(statement)) {
    if (!statement.name) return [];
    const { name, heritageClauses, members } = statement;
    const plain = factory.updateClassDeclaration(
      statement,
      undefined,
      name,
      undefined,
      heritageClauses,
      members,
    );
    return [plain];
  }
  if (ts.isExportAssignment(statement)) return [mapped(run(statement.expression), statement)];
  const assigned = ts.visitNode(statement, assignVariables(context), ts.isStatement);
  return assigned ? [assigned] : [];
}

/** `var` outside of functions, whose names are declared in front, as assignments. */
function assignVariables(context: ts.TransformationContext): ts.Visitor {
  const visit: ts.Visitor = (node) => {
    if (ts.isExpression(node) || ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
    if (ts.isVariableStatement(node) && !isBlockScoped(node.declarationList)) {
      const value = assignments(node.declarationList);
      return value ? mapped(run(value), node) : factory.createEmptyStatement();
    }
    const within = ts.visitEachChild(node, visit, context);
    if (ts.isForStatement(within)) {
      const { initializer, condition, incrementor, statement } = within;
      if (!isVariables(initializer)) return within;
      const value = assignments(initializer);
      return factory.updateForStatement(within, value, condition, incrementor, statement);
    }
    if (ts.isForOfStatement(within) && isVariables(within.initializer)) {
      const { awaitModifier, initializer, expression, statement } = within;
      const target = assignmentTarget(initializer.declarations[0].name);
      return factory.updateForOfStatement(within, awaitModifier, target, expression, statement);
    }
    if (ts.isForInStatement(within) && isVariables(within.initializer)) {
      const target = assignmentTarget(within.initializer.declarations[0].name);
      return factory.updateForInStatement(within, target, within.expression, within.statement);
    }
    return within;
  };
  return visit;
}

function isVariables(node: ts.ForInitializer | undefined): node is ts.VariableDeclarationList {
  return node !== undefined && ts.isVariableDeclarationList(node) && !isBlockScoped(node);
}

function isBlockScoped(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) !== 0;
}

/** `a = 1, [b] = c` for `var a = 1, [b] = c, d`. */
function assignments(list: ts.VariableDeclarationList): ts.Expression | undefined {
  const all = list.declarations.flatMap<ts.Expression>(({ name, initializer }) =>
    initializer ? [factory.createAssignment(assignmentTarget(name), initializer)] : [],
  );
  return all.length ? all.reduce((left, right) => factory.createComma(left, right)) : undefined;
}

function assignmentTarget(name: ts.BindingName): ts.Expression {
  if (ts.isIdentifier(name)) return name;
  if (ts.isArrayBindingPattern(name)) {
    return factory.createArrayLiteralExpression(
      name.elements.map((element) => {
        if (ts.isOmittedExpression(element)) return element;
        const target = withDefault(element);
        return element.dotDotDotToken ? factory.createSpreadElement(target) : target;
      }),
    );
  }
  return factory.createObjectLiteralExpression(
    name.elements.map((element) => {
      if (element.dotDotDotToken) {
        return factory.createSpreadAssignment(assignmentTarget(element.name));
      }
      if (element.propertyName) {
        return factory.createPropertyAssignment(element.propertyName, withDefault(element));
      }
      const shorthand = element.name as ts.Identifier;
      return factory.createShorthandPropertyAssignment(shorthand, element.initializer);
    }),
  );
}

function withDefault({ name, initializer }: ts.BindingElement): ts.Expression {
  const target = assignmentTarget(name);
  return initializer ? factory.createAssignment(target, initializer) : target;
}

function functionVariable(declaration: ts.FunctionDeclaration, name: ts.Identifier): ts.Statement {
  const modifiers = declaration.modifiers?.filter(
    (modifier): modifier is ts.Modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword,
  );
  const { asteriskToken, parameters, body } = declaration;
  const value = factory.createFunctionExpression(
    modifiers,
    asteriskToken,
    undefined, // So that a call of itself, too, finds what the name then stands for.
    undefined,
    parameters,
    undefined,
    body ?? factory.createBlock([]),
  );
  ts.setOriginalNode(value, declaration);
  return letStatement([factory.createVariableDeclaration(name, undefined, undefined, value)]);
}

function importStatements(statement: ts.ImportDeclaration): ts.Statement[] {
  // What an earlier cell declared is there already.
  if (/^\.\/\[\d+\]$/.test((statement.moduleSpecifier as ts.StringLiteral).text)) return [];
  const module = importCall(statement.moduleSpecifier);
  const clause = statement.importClause;
  if (!clause) return [mapped(run(module), statement)];
  const { name, namedBindings } = clause;
  const elements: ts.BindingElement[] = [];
  const bind = (from: ts.ModuleExportName | string, to: ts.Identifier) =>
    elements.push(factory.createBindingElement(undefined, from, to));
  if (name) bind("default", name);
  if (namedBindings && ts.isNamedImports(namedBindings)) {
    for (const each of namedBindings.elements) bind(each.propertyName ?? each.name.text, each.name);
  }
  const namespace = namedBindings && ts.isNamespaceImport(namedBindings) && namedBindings.name;
  const pattern = factory.createObjectBindingPattern(elements);
  const declare = (to: ts.BindingName, from: ts.Expression) =>
    factory.createVariableDeclaration(to, undefined, undefined, from);
  if (!namespace) return [mapped(letStatement([declare(pattern, module)]), statement)];
  const both = [declare(namespace, module)];
  if (elements.length) both.push(declare(pattern, namespace));
  return [mapped(letStatement(both), statement)];
}

/** `await $gradlab.import("…")` */
function importCall(specifier: ts.Expression): ts.Expression {
  return factory.createAwaitExpression(
    factory.createCallExpression(ofEngine("import"), undefined, [specifier]),
  );
}

/** Dynamic imports and `import.meta`, which a script has not. */
function replaceImports(file: ts.SourceFile, context: ts.TransformationContext): ts.SourceFile {
  const visit: ts.Visitor = (node) => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return mapped(ofEngine("meta"), node);
    }
    const within = ts.visitEachChild(node, visit, context);
    if (!ts.isCallExpression(within)) return within;
    if (within.expression.kind !== ts.SyntaxKind.ImportKeyword) return within;
    return mapped(
      factory.createCallExpression(ofEngine("import"), undefined, within.arguments.slice(0, 1)),
      within,
    );
  };
  return ts.visitEachChild(file, visit, context);
}

/** `throw $gradlab.thrown(x)`, so that the engine can say where: only an Error knows that by itself. */
function markThrows(file: ts.SourceFile, context: ts.TransformationContext): ts.SourceFile {
  const visit: ts.Visitor = (node) => {
    const within = ts.visitEachChild(node, visit, context);
    if (!ts.isThrowStatement(within) || ts.isNewExpression(within.expression)) return within;
    const { expression } = within;
    const marked = factory.createCallExpression(ofEngine("thrown"), undefined, [expression]);
    return factory.updateThrowStatement(within, mapped(marked, expression));
  };
  return ts.visitEachChild(file, visit, context);
}

function ofEngine(member: "import" | "meta" | "thrown"): ts.Expression {
  return factory.createPropertyAccessExpression(factory.createIdentifier("$gradlab"), member);
}

function letStatement(declarations: readonly ts.VariableDeclaration[]): ts.Statement {
  const list = factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let);
  return factory.createVariableStatement(undefined, list);
}

function run(expression: ts.Expression): ts.Statement {
  return factory.createExpressionStatement(expression);
}

/** Gives a new node the place of an old one, for the source map. */
function mapped<T extends ts.Node>(node: T, original: ts.Node): T {
  return ts.setTextRange(ts.setOriginalNode(node, original), original);
}
