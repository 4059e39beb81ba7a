import type { MathNode, OperatorNode, SymbolNode } from "mathjs";
import { ValueError } from "../../errors.js";

/** How much a gradient counts in a memory. */
export type Term = { coefficient: MathNode; gradient: MathNode };

/** A memory after t updates: what its rule says then, and the same as a sum over all gradients so far. */
export type Line = { name: string; t: number; rule: MathNode; terms: Term[] };

const symbolOf = (node: MathNode): string | undefined =>
  node.type === "SymbolNode" ? (node as SymbolNode).name : undefined;

/**
 * Writes out a rule such as `beta * h + (1 - beta) * g^2` from a memory of 0, for t = 1 … n. It must be linear in
 * the memory: h ← keep·h + take·g² gives the gradient of time i the weight take·keep^(n−i).
 *
 * @throws ValueError if the rule is not linear in the memory.
 */
export async function unroll(name: string, rule: string, n: number): Promise<Line[]> {
  // Loaded here, so that those who never ask need not wait for it.
  const math = await import("mathjs/number");
  const node = math.parse(rule);
  const put = (values: Readonly<Record<string, MathNode>>): MathNode =>
    node.transform((part) => {
      const symbol = symbolOf(part);
      return symbol !== undefined && Object.hasOwn(values, symbol) ? values[symbol] : part;
    });
  const keep = math.simplify(math.derivative(node, name));
  if (keep.filter((part) => [name, "g"].includes(symbolOf(part) ?? "")).length > 0)
    throw new ValueError(`explain: the rule of ${name} must be linear in ${name}, got ${rule}`);
  const [zero, one] = [0, 1].map((value) => new math.ConstantNode(value));
  const take = math.simplify(put({ [name]: zero, g: one }));
  const squared = node.filter((part) => isSquare(part)).length > 0;
  const gradient = (i: number): MathNode => math.parse(squared ? `g${i}^2` : `g${i}`);

  const coefficient = (age: number): MathNode => {
    if (age === 0 || keep.toString() === "1") return take;
    const kept = age === 1 ? keep : math.parse(`(${keep.toString()})^${age}`);
    return take.toString() === "1" ? kept : new math.OperatorNode("*", "multiply", [take, kept]);
  };
  return Array.from({ length: n }, (_, index) => {
    const t = index + 1;
    const now = put({ [name]: math.parse(`${name}${t - 1}`), g: math.parse(`g${t}`) });
    const terms = Array.from({ length: t }, (_, i) => ({
      coefficient: coefficient(t - 1 - i),
      gradient: gradient(i + 1),
    }));
    return { name, t, rule: now, terms };
  });
}

const isSquare = (part: MathNode): boolean =>
  part.type === "OperatorNode" &&
  ((part as OperatorNode).fn as string) === "pow" &&
  symbolOf((part as OperatorNode).args[0]) === "g";
