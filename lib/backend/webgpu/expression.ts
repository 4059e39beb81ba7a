import type { BinaryOp, DType, Fused, Storage, UnaryOp, View } from "../backend.js";
import { wholeOf } from "../layout.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import { takes } from "./launch.js";
import { naming } from "./full.js";
import {
  constantOf,
  inOrder,
  MOST_OPERATIONS,
  Operation,
  waiting,
  type Task,
} from "./operation.js";
import { Program, runTask } from "./program.js";
import { fromHost, GpuStorage, hosted, letGo, settle, storageOf, tidy } from "./storage.js";

/**
 * Arithmetic entry by entry is put off until somebody needs the numbers, and then done in one pass, as in the wasm
 * backend: what a formula makes on its way never comes to lie in memory, and an optimizer's step is one kernel.
 */

function putOff(task: Task): Storage {
  const own = new GpuStorage("float32", sizeOf(task.shape));
  const wait = (): Operation => new Operation(task, own, () => evaluateAll([own]));
  let operation = wait();
  if (operation.size > MOST_OPERATIONS) {
    for (const view of task.operands) waiting(view)?.evaluate();
    operation = wait();
  }
  own.pending = operation;
  return own;
}

export function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  const { shape } = x;
  if (dtype !== "float32" || !takes([x], sizeOf(shape)))
    return fromHost(reference.unary(op, hosted(x), dtype));
  return putOff({ code: op, operands: [x], shape });
}

export function binary(op: BinaryOp, a: View, b: View): Storage {
  const { shape } = a;
  const power = op === "pow" ? constantOf(b) : undefined;
  if (!takes([a, b], sizeOf(shape)) || areNumbers(a, b))
    return fromHost(reference.binary(op, hosted(a), hosted(b)));
  if (power === 2) return putOff({ code: "mul", operands: [a, a], shape });
  if (power === -0.5) return putOff({ code: "inverseSqrt", operands: [a], shape });
  return putOff({ code: op, operands: [a, b], shape });
}

/** One number each, which the host has. */
const areNumbers = (...views: readonly View[]): boolean =>
  views.every((view) => sizeOf(view.shape) === 1 && constantOf(view) !== undefined);

/** Numbers in a mask: blocks of four are counted by 32 bits. */
const MOST_DRAWN = 2 ** 31;

export const keep: Fused["keep"] = ({ p, seed, counter }, length, dtype) => {
  if (dtype !== "float32" || length > MOST_DRAWN || !takes([], length)) return undefined;
  // u · 2⁻²⁴ < p for whole u is u < ⌈p · 2²⁴⌉.
  const [low, high] = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)];
  const stream = [low, high, counter, Math.ceil(p * 2 ** 24), 0] as const;
  return putOff({ code: "keep", operands: [], shape: [length], stream });
};

/** Works out storages that wait, those of one size in one pass where a kernel sees so much. */
export function evaluateAll(storages: readonly GpuStorage[]): void {
  const groups = new Map<number, Operation[]>();
  for (const { pending, length } of storages) {
    if (!(pending instanceof Operation)) continue;
    const group = groups.get(length) ?? [];
    const program = programOf([...group, pending]);
    const goesAlong = program && program.fits && program.order.length <= MOST_OPERATIONS;
    if (!goesAlong) evaluate(group);
    groups.set(length, goesAlong ? [...group, pending] : [pending]);
  }
  for (const group of groups.values()) evaluate(group);
}

/** What still waits of the targets, when all is there that cannot be worked out along with them. */
function programOf(targets: readonly Operation[]): Program | undefined {
  for (const { task } of inOrder(targets.filter(({ own }) => own.pending)))
    for (const view of task.operands) if (!waiting(view)) storageOf(view).pending?.evaluate();
  const left = targets.filter(({ own }) => own.pending);
  return left.length > 0 ? new Program(left) : undefined;
}

function evaluate(targets: readonly Operation[]): void {
  const program = programOf(targets);
  if (!program) return;
  const { order, results, text } = program;
  if (program.fits && (order.length === 1 || isUsual(text, results[0].own.length))) {
    settled(results, () => program.run());
    for (const operation of order) operation.wasNeeded = true;
  } else
    for (const operation of order)
      settled([operation], () =>
        runTask(operation.task, wholeOf(operation.own, operation.task.shape)),
      );
}

/** Gives operations their places, and what they wait for. */
function settled(operations: readonly Operation[], fill: () => void): void {
  try {
    naming(
      () => operations.map(({ task }) => `${task.code} of (${task.shape.join(", ")})`).join(", "),
      () => {
        for (const { own } of operations) settle(own);
        fill();
      },
    );
    for (const { own } of operations) own.pending = undefined;
  } catch (error) {
    for (const { own } of operations) letGo(own);
    throw error;
  } finally {
    tidy();
  }
}

/** Formulas at most that are remembered. */
const MOST_FORMULAS = 2000;

/** Entries that are many, and how often a formula comes before it has a kernel of its own: of many, of few. */
const MANY = 8192;
const OFTEN = { many: 1, few: 20 };

const seen = new Map<string, number>();

/** Whether a formula comes again and again: to compile a kernel takes far longer than to work off its operations. */
function isUsual(text: string, length: number): boolean {
  const before = seen.get(text) ?? 0;
  if (before > 0 || seen.size < MOST_FORMULAS) seen.set(text, before + 1);
  return before >= (length < MANY ? OFTEN.few : OFTEN.many);
}
