import type { BinaryOp, DType, Storage, UnaryOp, View } from "../backend.js";
import { reference } from "../reference/reference.js";
import { sizeOf } from "../../tensor/shape.js";
import {
  constantOf,
  countOf,
  MOST_OPERATIONS,
  Operation,
  waiting,
  type Code,
  type Stream,
} from "./operation.js";
import { spareFor, type IsSpare } from "./in-place.js";
import { runProgram } from "./program.js";
import { small } from "./small.js";
import { fromHost, hosted, read, storageOf, WasmStorage } from "./storage.js";

/**
 * Arithmetic entry by entry is put off until somebody needs the numbers, and then done in one pass: what a formula
 * makes on its way, as x.sub(mean).mul(r), never comes to lie in memory. A tensor does not change, so nobody sees
 * when its numbers are worked out.
 */

function putOff(
  code: Code,
  dtype: DType,
  length: number,
  operands: readonly View[],
  onHost: () => Storage,
  stream?: Stream,
): Storage {
  const storage = new WasmStorage(dtype, length);
  let operation = new Operation(code, operands, storage, evaluateTogether, onHost, stream);
  if (operation.size > MOST_OPERATIONS) {
    for (const view of operands) waiting(view)?.evaluate();
    operation = new Operation(code, operands, storage, evaluateTogether, onHost, stream);
  }
  storage.pending = operation;
  return storage;
}

/** Whether plain loops are the short way. */
const isSmall = (length: number, a: View, b = a): boolean =>
  length <= small.numbers && Math.max(a.storage.length, b.storage.length) <= 16 * small.numbers;

export function unary(op: UnaryOp, x: View, dtype: DType): Storage {
  const length = sizeOf(x.shape);
  const onHost = (): Storage => reference.unary(op, hosted(x), dtype);
  if (isSmall(length, x) || dtype !== x.storage.dtype) return fromHost(onHost());
  return putOff(op === "copy" ? "gather" : op, dtype, length, [x], onHost);
}

export function binary(op: BinaryOp, a: View, b: View): Storage {
  const length = sizeOf(a.shape);
  const { dtype } = a.storage;
  const onHost = (): Storage => reference.binary(op, hosted(a), hosted(b));
  if (isSmall(length, a, b)) return fromHost(onHost());
  const power = op === "pow" ? constantOf(b) : undefined;
  if (power === 2) return putOff("mul", dtype, length, [a, a], onHost);
  if (power === -0.5) return putOff("rsqrt", dtype, length, [a], onHost);
  return putOff(op, dtype, length, [a, b], onHost);
}

/** A mask: 1 where the stream's number is at least the share that is dropped, else 0. */
export function keep(stream: Stream, length: number, dtype: DType, onHost: () => Storage): Storage {
  return length <= small.numbers
    ? fromHost(onHost())
    : putOff("keep", dtype, length, [], onHost, stream);
}

/** Works out storages that wait, those of one size in one pass. Nobody else will read `leaving`. */
export function evaluateAll(
  storages: readonly WasmStorage[],
  leaving: ReadonlySet<WasmStorage>,
): void {
  const groups: Operation[][] = [];
  for (const { pending, dtype, length } of storages) {
    if (!(pending instanceof Operation)) {
      pending?.evaluate();
      continue;
    }
    const group = groups.findLast(([{ own }]) => own.length === length && own.dtype === dtype);
    if (group && countOf([...group, pending]) <= MOST_OPERATIONS) group.push(pending);
    else groups.push([pending]);
  }
  const spare = spareFor(groups, leaving);
  groups.forEach((group, i) => {
    evaluateTogether(group, spare[i]);
  });
}

function evaluateTogether(operations: readonly Operation[], isSpare?: IsSpare): void {
  const targets = operations.filter(({ own }) => own.pending);
  if (targets.length === 0 || runProgram(targets, inOrder(targets), isSpare)) return;
  for (const { own, onHost } of targets) {
    own.host = read(fromHost(onHost()));
    own.pending = undefined;
  }
}

/** All that the targets need and that still waits, each after what it needs; what cannot go along is worked out first. */
function inOrder(targets: readonly Operation[]): Operation[] {
  const order: Operation[] = [];
  const visit = (operation: Operation): void => {
    if (order.includes(operation)) return;
    for (const view of operation.operands) {
      const before = waiting(view);
      if (before && operation.code !== "gather") visit(before);
      else storageOf(view).pending?.evaluate();
    }
    order.push(operation);
  };
  targets.forEach(visit);
  return order;
}
