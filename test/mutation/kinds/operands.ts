import ts from "typescript";
import type { Edit } from "../mutant.js";
import { isNumber, isTensor, replace, textOf, type Kind, type Site } from "./site.js";

/** Two arguments of one type in the wrong order. Methods of tensors are elsewhere. */
export const swappedArguments: Kind = ({ node, source, checker }) => {
  if (!ts.isCallExpression(node) || node.arguments.length < 2) return [];
  const callee = textOf(node.expression, source);
  if (/^(step|permute)$|^require|^Math\.(max|min|hypot)$|\.(permute|reshape)$/.test(callee))
    return [];
  const edits: Edit[] = [];
  for (let i = 0; i + 1 < node.arguments.length; i++) {
    const [a, b] = [node.arguments[i], node.arguments[i + 1]];
    if (ts.isStringLiteralLike(a) || ts.isSpreadElement(a) || ts.isSpreadElement(b)) continue;
    const names = [a, b].map((arg) => {
      const type = checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(arg));
      return checker.typeToString(type);
    });
    if (names[0] !== names[1] || textOf(a, source) === textOf(b, source)) continue;
    const between = source.text.slice(a.getEnd(), b.getStart(source));
    const text = textOf(b, source) + between + textOf(a, source);
    edits.push({ kind: "arguments swapped", start: a.getStart(source), end: b.getEnd(), text });
  }
  return edits;
};

/** A tensor or number in a formula gives way to the one that was named last before it. */
export const wrongOperand: Kind = (site) => {
  const { node, source, checker } = site;
  if (!ts.isIdentifier(node)) return [];
  const { parent } = node;
  const inFormula =
    (ts.isPropertyAccessExpression(parent) &&
      parent.expression === node &&
      isTensor(node, checker)) ||
    (ts.isCallExpression(parent) &&
      parent.arguments.includes(node) &&
      ts.isPropertyAccessExpression(parent.expression)) ||
    (ts.isBinaryExpression(parent) && /^[+*/-]$/.test(textOf(parent.operatorToken, source)));
  if (!inFormula) return [];
  const same = isTensor(node, checker) ? isTensor : isNumber(node, checker) ? isNumber : undefined;
  const other = same && namedBefore(site, node, same);
  return other === undefined ? [] : [replace("wrong operand", node, source, other)];
};

function namedBefore(
  { source, checker }: Site,
  node: ts.Identifier,
  same: (node: ts.Expression, checker: ts.TypeChecker) => boolean,
): string | undefined {
  let scope: ts.Node = node;
  while (!ts.isSourceFile(scope) && !ts.isFunctionDeclaration(scope)) scope = scope.parent;
  if (ts.isSourceFile(scope)) return undefined;
  let found: string | undefined;
  const look = (inner: ts.Node): void => {
    if (inner.getStart(source) >= node.getStart(source)) return;
    const declares =
      ts.isVariableDeclaration(inner) || ts.isParameter(inner) || ts.isBindingElement(inner);
    if (declares && ts.isIdentifier(inner.name) && inner.getEnd() < node.getStart(source))
      if (inner.name.text !== node.text && same(inner.name, checker)) found = inner.name.text;
    ts.forEachChild(inner, look);
  };
  look(scope);
  return found;
}
