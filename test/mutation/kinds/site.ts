import ts from "typescript";
import type { Edit } from "../mutant.js";

/** A place of a source that may be mutated, and what is known of the types around it. */
export type Site = {
  node: ts.Node;
  source: ts.SourceFile;
  checker: ts.TypeChecker;
};

/** A family of mistakes: what could be written wrongly at this place. */
export type Kind = (site: Site) => Edit[];

export const textOf = (node: ts.Node, source: ts.SourceFile): string => node.getText(source);

/** The node gives way to `text`. */
export const replace = (
  kind: string,
  node: ts.Node,
  source: ts.SourceFile,
  text: string,
): Edit => ({
  kind,
  start: node.getStart(source),
  end: node.getEnd(),
  text,
});

export function isTensor(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const type = checker.getTypeAtLocation(node);
  return type.getSymbol()?.name === "Tensor" && !type.isUnion();
}

export const isNumber = (node: ts.Expression, checker: ts.TypeChecker): boolean =>
  (checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0;

/** `receiver.name(...args)`, or undefined. */
export function methodCall(
  node: ts.Node,
): { receiver: ts.Expression; name: string; args: readonly ts.Expression[] } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  const { expression, name } = node.expression;
  return { receiver: expression, name: name.text, args: node.arguments };
}

/** `Math.name(...args)`: the name, or undefined. */
export function mathCall(node: ts.Node, source: ts.SourceFile): string | undefined {
  const call = methodCall(node);
  return call && textOf(call.receiver, source) === "Math" ? call.name : undefined;
}
