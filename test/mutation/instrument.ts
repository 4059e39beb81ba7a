import ts from "typescript";

/** The part of a source that a function is, by which tests and mutants find each other. */
export type Reach = { name: number; start: number; end: number };

/** What the mutated modules and the test runner share; it lives on globalThis, under this name. */
export const SHARED = "__gradlabMutation";

type WithBody = ts.FunctionLikeDeclaration & { body: ts.Node };

const functionsOf = (source: ts.SourceFile): WithBody[] => {
  const found: WithBody[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) found.push(node as WithBody);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** The functions around a position, the outermost first; none for what runs when the module loads. */
export const functionsAround = (reaches: readonly Reach[], position: number): number[] =>
  reaches.filter(({ start, end }) => start <= position && position < end).map(({ name }) => name);

/** The source with a note at the start of each function that it was called. */
export function instrument(file: string, text: string): { text: string; reaches: Reach[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const inserts: { at: number; text: string }[] = [];
  const reaches = functionsOf(source).map((node, name): Reach => {
    const note = `globalThis.${SHARED}?.reached.add(${name})`;
    const { body } = node;
    if (ts.isBlock(body)) inserts.push({ at: body.getStart(source) + 1, text: `${note};` });
    else {
      inserts.push({ at: body.getStart(source), text: `(${note}, ` });
      inserts.push({ at: body.getEnd(), text: ")" });
    }
    return { name, start: node.getStart(source), end: node.getEnd() };
  });
  // From the end, so that places do not move; at one place, what closes an inner function comes first.
  inserts.sort((a, b) => b.at - a.at);
  let noted = text;
  for (const { at, text: more } of inserts) noted = noted.slice(0, at) + more + noted.slice(at);
  return { text: noted, reaches };
}

/** The names under which a module gives out functions, and those of its other values. */
export function exportsOf(file: string, text: string): { functions: string[]; values: string[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const functions: string[] = [];
  const values: string[] = [];
  for (const statement of source.statements) {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.exportClause) {
      if (ts.isNamedExports(statement.exportClause))
        for (const { name, isTypeOnly } of statement.exportClause.elements)
          if (!isTypeOnly) values.push(name.text);
      continue;
    }
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isFunctionDeclaration(statement) && statement.name) functions.push(statement.name.text);
    if (ts.isClassDeclaration(statement) && statement.name) values.push(statement.name.text);
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        (initializer && ts.isArrowFunction(initializer) ? functions : values).push(name.getText());
  }
  return { functions: [...new Set(functions)], values };
}

/** A module that hands each call to the mutant that is on, or else to the module as it is. */
export function switchboard(file: string, text: string, original: string): string {
  const { functions, values } = exportsOf(file, text);
  return [
    `import * as original from ${JSON.stringify(original)};`,
    `const now = () => globalThis.${SHARED}?.module ?? original;`,
    ...functions.map(
      (name) => `export function ${name}(...args) { return now().${name}(...args); }`,
    ),
    ...values.map((name) => `export const ${name} = original.${name};`),
  ].join("\n");
}
