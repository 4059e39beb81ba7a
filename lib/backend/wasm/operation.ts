import type { Storage, View } from "../backend.js";
import { isConstant, isWhole } from "../layout.js";
import { read, storageOf, type Pending, type WasmStorage } from "./storage.js";

/** In the order of kernels/expression.ts. */
// prettier-ignore
export const CODES = ["gather", "keep", "neg", "abs", "sign", "exp", "log", "sqrt", "tanh", "erf", "rsqrt", "add", "sub", "mul", "div", "pow", "maximum", "minimum", "greater", "less", "equal"] as const;
export type Code = (typeof CODES)[number];

/** A mask by a counter-based generator: low and high word of the seed, the counter, and the share that is dropped times 2²⁴. */
export type Stream = readonly [low: number, high: number, counter: number, threshold: number];

/** More operations than these are not put off together: a register is needed for each that waits, and for what it reads. */
export const MOST_OPERATIONS = 32;

/** An operation on every entry that waits until somebody needs the numbers. */
export class Operation implements Pending {
  /** How many operations an evaluation takes at most, this one with them. */
  readonly size: number;
  /** Whether an evaluation had to work it out on its way: the next one keeps it. */
  wasNeeded = false;

  constructor(
    readonly code: Code,
    readonly operands: readonly View[],
    readonly own: WasmStorage,
    private readonly workOut: (operations: readonly Operation[]) => void,
    /** The same by plain loops, for where the memory has no room. */
    readonly onHost: () => Storage,
    readonly stream?: Stream,
  ) {
    let most = 1;
    for (const view of operands) most += waiting(view)?.size ?? 0;
    this.size = most > MOST_OPERATIONS ? countOf([this]) : most;
  }

  evaluate(): void {
    this.workOut([this]);
  }
}

/** How many operations an evaluation of these takes: what several of them need is done once. */
export function countOf(operations: readonly Operation[]): number {
  const all = new Set(operations);
  for (const { operands } of all)
    for (const view of operands) {
      const before = waiting(view);
      if (before) all.add(before);
    }
  return all.size;
}

/** The operation whose result a view is, whole and in order, if it still waits. */
export function waiting(view: View): Operation | undefined {
  const { pending } = storageOf(view);
  return pending instanceof Operation && isWhole(view) ? pending : undefined;
}

/** The number that a view holds in every place, if it is one. */
export const constantOf = (view: View): number | undefined =>
  isConstant(view) ? read(view.storage)[view.offset] : undefined;
