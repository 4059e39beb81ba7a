import ts from "typescript";
import type { Edit } from "../mutant.js";
import { isNumber, isTensor, mathCall, methodCall, replace, textOf, type Kind } from "./site.js";

const PARTNERS: Readonly<Record<string, string>> = {
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  maximum: "minimum",
  minimum: "maximum",
  greater: "less",
  less: "greater",
  sum: "mean",
  mean: "sum",
  max: "min",
  min: "max",
};
const DROPPED = new Set(["add", "sub", "mul", "div", "pow", "neg", "abs", "sign", "exp", "log"]);
for (const name of ["sqrt", "tanh", "erf", "maximum", "minimum"]) DROPPED.add(name);
const NOT_SYMMETRIC = new Set(["sub", "div", "pow", "matmul", "greater", "less"]);

/** Tensor operations: another one, one left out, its operands the wrong way round. */
export const tensorTerms: Kind = ({ node, source, checker }) => {
  if (ts.isPropertyAccessExpression(node) && node.name.text === "T")
    return [replace("transpose forgotten", node, source, textOf(node.expression, source))];
  const call = methodCall(node);
  if (!call || !isTensor(call.receiver, checker)) return [];
  const { receiver, name, args } = call;
  const edits: Edit[] = [];
  const method = (node as ts.CallExpression).expression as ts.PropertyAccessExpression;
  if (Object.hasOwn(PARTNERS, name))
    edits.push(replace("another operation", method.name, source, PARTNERS[name]));
  if (DROPPED.has(name))
    edits.push(replace("term or factor dropped", node, source, textOf(receiver, source)));
  if (args.length !== 1 || !isTensor(args[0], checker)) return edits;
  const other = textOf(args[0], source);
  if (name === "add" || name === "mul" || name === "sub")
    edits.push(replace("first term or factor dropped", node, source, other));
  if (NOT_SYMMETRIC.has(name)) {
    const swapped = `${other}.${name}(${textOf(receiver, source)})`;
    edits.push(replace("operands swapped", node, source, swapped));
  }
  return edits;
};

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "**": ["*"],
  "%": ["*"],
  "+=": ["-=", "="],
  "-=": ["+=", "="],
  "*=": ["/=", "="],
  "/=": ["*=", "="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
};

/** Numbers: another operator, a term left out. Text that is put together with + stays. */
export const numberTerms: Kind = ({ node, source, checker }) => {
  if (!ts.isBinaryExpression(node)) return [];
  const { left, right, operatorToken } = node;
  const operator = textOf(operatorToken, source);
  if (!Object.hasOwn(OPERATORS, operator)) return [];
  const arithmetic = /^[+*/%-]/.test(operator);
  if (arithmetic && !(isNumber(left, checker) && isNumber(right, checker))) return [];
  const edits = OPERATORS[operator].map((other) =>
    replace("another operation", operatorToken, source, other),
  );
  if (/^[+*/-]$/.test(operator))
    edits.push(replace("term or factor dropped", node, source, textOf(left, source)));
  if (/^[+*]$/.test(operator))
    edits.push(replace("first term or factor dropped", node, source, textOf(right, source)));
  if (operator === "-")
    edits.push(replace("first term or factor dropped", node, source, `-${textOf(right, source)}`));
  return edits;
};

const MATH: Readonly<Record<string, string>> = {
  max: "min",
  min: "max",
  floor: "ceil",
  ceil: "floor",
  round: "floor",
  sin: "cos",
  cos: "sin",
};

/** Functions of Math: another one, or none. */
export const mathFunctions: Kind = ({ node, source }) => {
  const name = mathCall(node, source);
  const call = methodCall(node);
  if (name === undefined || !call) return [];
  const method = (node as ts.CallExpression).expression as ts.PropertyAccessExpression;
  const edits: Edit[] = [];
  if (Object.hasOwn(MATH, name))
    edits.push(replace("another operation", method.name, source, MATH[name]));
  if (call.args.length === 1)
    edits.push(replace("function forgotten", node, source, `(${textOf(call.args[0], source)})`));
  return edits;
};
