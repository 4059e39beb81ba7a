import type { View } from "../backend.js";
import { isConstant, isWhole } from "../layout.js";
import { storageOf, type GpuStorage } from "./storage.js";

/** What can be done with every entry: see the table of formula.ts. */
// prettier-ignore
export type Code = "copy" | "keep" | "neg" | "abs" | "sign" | "exp" | "log" | "sqrt" | "inverseSqrt" | "tanh" | "erf"
  | "add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum" | "greater" | "less" | "equal";

/** A mask by a counter-based generator, as `keep_each` of kernels/philox.wgsl takes it. */
export type Stream = readonly [
  ...[low: number, high: number, counter: number, threshold: number],
  first: number,
];

/** What is done with every entry of operands that have one shape. */
export type Task = {
  readonly code: Code;
  readonly operands: readonly View[];
  readonly shape: readonly number[];
  readonly stream?: Stream;
};

/** More operations than these are not put off together. */
export const MOST_OPERATIONS = 32;

/** A task that waits until somebody needs its numbers. */
export class Operation {
  /** How many operations an evaluation takes at most, this one with them. */
  readonly size: number;
  /** Whether an evaluation had to work it out on its way: the next one keeps it. */
  wasNeeded = false;

  constructor(
    readonly task: Task,
    readonly own: GpuStorage,
    readonly evaluate: () => void,
  ) {
    const most = task.operands.reduce((sum, view) => sum + (waiting(view)?.size ?? 0), 1);
    this.size = most > MOST_OPERATIONS ? inOrder([this]).length : most;
  }
}

/** All operations that these need and that still wait, each after what it needs. */
export function inOrder(targets: readonly Operation[]): Operation[] {
  const order = new Set<Operation>();
  const visit = (operation: Operation): void => {
    if (order.has(operation)) return;
    for (const view of operation.task.operands) {
      const before = waiting(view);
      if (before) visit(before);
    }
    order.add(operation);
  };
  targets.forEach(visit);
  return [...order];
}

/** The operation whose result a view is, whole and in order, if it still waits. */
export function waiting(view: View): Operation | undefined {
  const { pending } = storageOf(view);
  return pending instanceof Operation && isWhole(view) ? pending : undefined;
}

/** The number that a view of the host's numbers holds in every place, if it is one. */
export const constantOf = (view: View): number | undefined =>
  isConstant(view) ? storageOf(view).host?.[view.offset] : undefined;
