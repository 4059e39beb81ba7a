import ts from "typescript";
import { isNumber, isTensor, replace, textOf, type Kind } from "./site.js";

/** The wrong sign: of a step's value, of a number that is given back, of a term. */
export const signs: Kind = ({ node, source, checker }) => {
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken)
      return [replace("condition negated", node, source, textOf(node.operand, source))];
    if (node.operator !== ts.SyntaxKind.MinusToken) return [];
    return [replace("wrong sign", node, source, textOf(node.operand, source))];
  }
  const given =
    ts.isArrowFunction(node) && !ts.isBlock(node.body)
      ? node.body
      : ts.isReturnStatement(node)
        ? node.expression
        : undefined;
  if (!given) return [];
  if (isTensor(given, checker))
    return [replace("wrong sign", given, source, `(${textOf(given, source)}).neg()`)];
  if (isNumber(given, checker))
    return [replace("wrong sign", given, source, `-(${textOf(given, source)})`)];
  return [];
};

/** Branches: the condition the wrong way round, only the one, only the other. */
export const branches: Kind = ({ node, source }) => {
  if (ts.isConditionalExpression(node))
    return [
      replace("always the first branch", node, source, textOf(node.whenTrue, source)),
      replace("always the second branch", node, source, textOf(node.whenFalse, source)),
    ];
  if (ts.isIfStatement(node)) {
    const { expression } = node;
    const negated = `!(${textOf(expression, source)})`;
    return [replace("condition negated", expression, source, negated)];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword && !ts.isLiteralTypeNode(node.parent))
    return [replace("false for true", node, source, "false")];
  if (node.kind === ts.SyntaxKind.FalseKeyword && !ts.isLiteralTypeNode(node.parent))
    return [replace("true for false", node, source, "true")];
  return [];
};
