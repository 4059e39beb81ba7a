import type { ConstantNode, FunctionNode, MathNode, OperatorNode, SymbolNode } from "mathjs";
import { ValueError } from "../../errors.js";

/** How formulas are written: LaTeX, or plain text that a terminal can show. */
export type Notation = {
  symbol: (name: string, index: string) => string;
  power: (base: string, exponent: string) => string;
  /** Between factors. */
  times: string;
  minus: string;
};

const GREEK: Readonly<Record<string, string>> = { rho: "ρ", alpha: "α", beta: "β" };

export const LATEX: Notation = {
  symbol: (name, index) => (name in GREEK ? `\\${name}` : name) + (index && `_{${index}}`),
  power: (base, exponent) => `${base}^{${exponent}}`,
  times: " \\, ",
  minus: "-",
};

const lowered = (digits: string): string =>
  digits.replaceAll(/\d/g, (d) => "₀₁₂₃₄₅₆₇₈₉"[Number(d)]);
const raised = (digits: string): string => digits.replaceAll(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]);

export const TEXT: Notation = {
  symbol: (name, index) => (GREEK[name] ?? name) + lowered(index),
  power: (base, exponent) => `${base}${raised(exponent)}`,
  times: " ",
  minus: "−",
};

/** A symbol such as `beta1` or `g3`: its name and its index. */
export function writeSymbol(text: string, notation: Notation): string {
  const [, name, index] = /^([a-zA-Z]+)(\d*)$/.exec(text) ?? [undefined, text, ""];
  return notation.symbol(name, index);
}

const isSum = (node: MathNode): boolean =>
  node.type === "OperatorNode" &&
  ["add", "subtract", "unaryMinus"].includes((node as OperatorNode).fn);

const isMinus = (node: MathNode): boolean =>
  node.type === "OperatorNode" && ((node as OperatorNode).fn as string) === "unaryMinus";

/** A number to four digits. */
export const writeNumber = (x: number, notation: Notation): string =>
  String(Number(x.toPrecision(4))).replace("-", notation.minus);

/** A formula of sums, differences, products and powers. */
export function writeFormula(node: MathNode, notation: Notation): string {
  const write = (part: MathNode): string => writeFormula(part, notation);
  const factor = (part: MathNode): string => {
    const bare = withoutParentheses(part);
    return isSum(bare) ? `(${write(bare)})` : write(bare);
  };
  switch (node.type) {
    case "ConstantNode":
      return writeNumber((node as ConstantNode).value, notation);
    case "SymbolNode":
      return writeSymbol((node as SymbolNode).name, notation);
    case "ParenthesisNode":
      return write(withoutParentheses(node));
  }
  const { fn, args } = node as OperatorNode;
  switch (fn as string) {
    case "add":
      return `${write(args[0])} + ${write(args[1])}`;
    case "subtract":
      return `${write(args[0])} ${notation.minus} ${factor(args[1])}`;
    case "unaryMinus":
      return `${notation.minus}${factor(args[0])}`;
    case "multiply":
      return args
        .map((part, i) => (i === 0 && isMinus(part) ? write(part) : factor(part)))
        .join(notation.times);
    case "pow":
      return notation.power(factor(args[0]), write(args[1]));
  }
  throw new ValueError(
    `explain: a rule must be made of +, −, products and powers, got ${(node as FunctionNode).toString()}`,
  );
}

export const withoutParentheses = (node: MathNode): MathNode =>
  node.type === "ParenthesisNode"
    ? withoutParentheses((node as unknown as { content: MathNode }).content)
    : node;
