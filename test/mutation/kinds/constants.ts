import ts from "typescript";
import type { Edit } from "../mutant.js";
import { isNumber, isTensor, mathCall, methodCall, replace, textOf, type Kind } from "./site.js";

const OVER_AXES = new Set(["sum", "mean", "max", "min", "argmax"]);

/** Axes: another one, one too few, two in the wrong order, and sizes of another axis. */
export const axes: Kind = ({ node, source, checker }) => {
  if (ts.isElementAccessExpression(node)) {
    const index = node.argumentExpression;
    const sizes = /shape$/i.test(textOf(node.expression, source));
    if (!sizes || !ts.isNumericLiteral(index)) return [];
    return [replace("another axis", index, source, otherAxis(index.text))];
  }
  if (ts.isArrayBindingPattern(node) && node.elements.length >= 2) {
    const [a, b] = node.elements;
    if (ts.isOmittedExpression(a) || ts.isOmittedExpression(b)) return [];
    return [swap("axes swapped", a, b, source)];
  }
  const call = methodCall(node);
  if (!call || call.args.length === 0 || !isTensor(call.receiver, checker)) return [];
  const { name, args } = call;
  if (name === "permute" && args.length >= 2)
    return [swap("axes swapped", args[0], args[1], source)];
  if (!OVER_AXES.has(name)) return [];
  const axis = args[0];
  if (ts.isNumericLiteral(axis))
    return [replace("another axis", axis, source, otherAxis(axis.text))];
  if (!ts.isArrayLiteralExpression(axis) || axis.elements.length === 0) return [];
  const rest = axis.elements.slice(1).map((element) => textOf(element, source));
  return [replace("an axis dropped", axis, source, `[${rest.join(", ")}]`)];
};

const otherAxis = (axis: string): string => (axis === "0" ? "1" : String(Number(axis) - 1));

function swap(kind: string, a: ts.Node, b: ts.Node, source: ts.SourceFile): Edit {
  const between = source.text.slice(a.getEnd(), b.getStart(source));
  const text = textOf(b, source) + between + textOf(a, source);
  return { kind, start: a.getStart(source), end: b.getEnd(), text };
}

/** Numbers off by one, or by a factor of 10 where they are not whole. */
export const literals: Kind = ({ node, source, checker }) => {
  if (!ts.isNumericLiteral(node) || ts.isLiteralTypeNode(node.parent)) return [];
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return [];
  if (ts.isElementAccessExpression(parent) && /shape$/i.test(textOf(parent.expression, source)))
    return [];
  const call = methodCall(parent);
  if (call && OVER_AXES.has(call.name) && isTensor(call.receiver, checker)) return [];
  const value = Number(node.text.replaceAll("_", ""));
  const others = Number.isInteger(value) ? [value + 1, value - 1] : [value * 10];
  return others.map((other) =>
    replace("off by one", node, source, other < 0 ? `(${other})` : String(other)),
  );
};

const SHARES =
  /^(p|keep|survival|rate|momentum|rho|alpha|beta\d?|smoothing|decay|gamma|share|slope)$/i;
const COUNTS =
  /^(N|n|m|C|D|H|W|F|count|size|total|steps|epochs|groups|kernel|windows|entries|t|T)$/;

/** p for 1 − p, N for N − 1 (a biased average for an unbiased one). */
export const counterparts: Kind = ({ node, source, checker }) => {
  if (ts.isBinaryExpression(node) && textOf(node.operatorToken, source) === "-") {
    const of1 = textOf(node.left, source) === "1";
    return of1 ? [replace("p for 1 − p", node, source, textOf(node.right, source))] : [];
  }
  const name = ts.isIdentifier(node)
    ? node
    : ts.isPropertyAccessExpression(node)
      ? node.name
      : undefined;
  if (!name || !isValue(node) || !isNumber(node as ts.Expression, checker)) return [];
  const text = textOf(node, source);
  if (SHARES.test(name.text)) return [replace("1 − p for p", node, source, `(1 - ${text})`)];
  if (COUNTS.test(name.text)) return [replace("N − 1 for N", node, source, `(${text} - 1)`)];
  return [];
};

/** Whether the name is read in arithmetic or handed to an operation, not declared, assigned or passed by name. */
function isValue(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.getText();
    return parent.right === node || !/^([+*/-]|\?\?)?=$/.test(operator);
  }
  if (ts.isCallExpression(parent)) {
    const callee = parent.expression.getText();
    return parent.arguments.includes(node as ts.Expression) && !callee.startsWith("require");
  }
  return ts.isReturnStatement(parent) || ts.isConditionalExpression(parent);
}

/** ε inside the root for ε outside it. */
export const epsilon: Kind = ({ node, source }) => {
  const outer = methodCall(node);
  const inner = outer && methodCall(outer.receiver);
  if (inner) {
    const chain = (call: typeof inner): string =>
      `.${call.name}(${call.args.map((arg) => textOf(arg, source)).join(", ")})`;
    const adds = [inner, outer].filter(
      ({ name, args }) => name === "add" && args.length === 1 && isEpsilon(args[0], source),
    );
    if (adds.length !== 1) return [];
    const text = textOf(inner.receiver, source) + chain(outer) + chain(inner);
    return [replace("ε on the other side of the root", node, source, text)];
  }
  if (mathCall(node, source) !== "sqrt" || !outer) return [];
  const [under] = outer.args;
  if (!ts.isBinaryExpression(under) || !isEpsilon(under.right, source)) return [];
  const text = `(Math.sqrt(${textOf(under.left, source)}) + ${textOf(under.right, source)})`;
  return [replace("ε on the other side of the root", node, source, text)];
};

const isEpsilon = (node: ts.Expression, source: ts.SourceFile): boolean =>
  /(^|\.)eps$/.test(textOf(node, source));
