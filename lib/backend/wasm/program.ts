import type { View } from "../backend.js";
import { bytesOfViews, observed, type Work } from "../observe.js";
import { bytesOf, engine, kernelName, REGISTERS } from "./engine.js";
import { compiledOf } from "./compile.js";
import { CODES, constantOf, waiting, type Code, type Operation } from "./operation.js";
import { joined, liesDense } from "../layout.js";
import { placeOf, settle, unsettle, withPlaces, type Placed, type WasmStorage } from "./storage.js";
import { parallel } from "./threads.js";

const WORD = Object.fromEntries(CODES.map((code, i) => [code, i])) as Record<Code, number>;

/** Bytes of a register, as in kernels/expression.ts. */
const PIECE = 4096;

/** What an operation costs beside an addition, if more. */
const COST: Partial<Record<Code, number>> = { exp: 8, log: 8, tanh: 10, erf: 16, pow: 40, keep: 8 };

/** Operations of a program that a profile names. */
const MOST_NAMED = 4;

/** Units of work in an addition: it is memory that takes the time. */
const ADDITION = 4;

/**
 * Works out operations on entries of equally many in one pass: `order` is all that the `targets` need, each after what
 * it needs. False if there was no room in the memory for the results or for what they are made of.
 */
export function runProgram(targets: readonly Operation[], order: readonly Operation[]): boolean {
  const leaves = order.flatMap(({ operands, code }) =>
    operands.filter((view) => code === "gather" || !waiting(view)),
  );
  const describe = (): Work => describeProgram(order, leaves, targets.length);
  const results = observed(describe, () => runOn(targets, order, leaves));
  for (const own of results ?? []) own.pending = undefined;
  return results !== undefined;
}

/** What a program does, in words: the first of its operations, and how many more there are. */
function describeProgram(order: readonly Operation[], leaves: readonly View[], made: number): Work {
  const { own } = order[order.length - 1];
  const codes = order.map(({ code }) => (code === "gather" ? "copy" : code));
  const more = codes.length > MOST_NAMED ? ` + ${codes.length - MOST_NAMED} more` : "";
  return {
    op: `entry by entry: ${codes.slice(0, MOST_NAMED).join(" ")}${more}`,
    size: `(${own.length})`,
    bytes: bytesOfViews([...new Set(leaves)]) + made * own.bytes,
  };
}

function runOn(
  targets: readonly Operation[],
  order: readonly Operation[],
  leaves: readonly View[],
): Set<WasmStorage> | undefined {
  return withPlaces(leaves, (...placed) => {
    const made = settleResults(targets, order);
    if (made) execute(order, made, new Map(leaves.map((view, i) => [view, placed[i]])));
    return made;
  });
}

/** Places for the targets, and for what was on the way of an earlier evaluation too: this time it is kept. */
function settleResults(
  targets: readonly Operation[],
  order: readonly Operation[],
): Set<WasmStorage> | undefined {
  const results = new Set<WasmStorage>();
  for (const { own } of targets) {
    if (!settle(own)) {
      results.forEach(unsettle);
      return undefined;
    }
    results.add(own);
  }
  for (const operation of order) {
    if (results.has(operation.own)) continue;
    if (operation.wasNeeded && settle(operation.own)) results.add(operation.own);
    operation.wasNeeded = true;
  }
  return results;
}

function execute(
  order: readonly Operation[],
  results: ReadonlySet<WasmStorage>,
  leaves: ReadonlyMap<View, Placed>,
): void {
  const { dtype, length } = order[order.length - 1].own;
  const size = bytesOf(dtype);
  const registers = new Registers(REGISTERS);
  const code: number[] = [];
  const values = new Map<Operation, number>();
  const known = new Map<string, number>();

  /** The register that holds an operand; what is not laid out entry by entry is brought into one first. */
  const registerOf = (view: View): number => {
    const before = waiting(view);
    const value = before && values.get(before);
    if (value !== undefined) return value;
    const placed = leaves.get(view) as Placed;
    const constant = constantOf(view);
    const key = constant === undefined ? `${placed.place} ${view.strides.join()}` : `=${constant}`;
    const same = Object.is(constant, -0) ? undefined : known.get(key);
    if (same !== undefined) return same;
    let register: number;
    if (constant !== undefined)
      register = registers.add(engine().noteRepeated(dtype, constant, PIECE), 0);
    else if (liesDense(view)) register = registers.add(placed.place, size);
    else {
      register = registers.take();
      code.push(WORD.gather, register, noteView(view, placed), 0);
    }
    known.set(key, register);
    return register;
  };

  const lastUse = new Map<Operation, Operation>();
  for (const operation of order)
    for (const view of operation.operands) {
      const before = waiting(view);
      if (before) lastUse.set(before, operation);
    }
  let cost = 0;
  for (const operation of order) {
    const { operands, own, stream } = operation;
    cost += COST[operation.code] ?? 1;
    const [a = 0, b = 0] =
      operation.code === "gather"
        ? [noteView(operands[0], leaves.get(operands[0]) as Placed)]
        : stream
          ? [engine().note(stream)]
          : operands.map(registerOf);
    for (const before of new Set(operands.map(waiting)))
      if (before && lastUse.get(before) === operation && !results.has(before.own))
        registers.giveBack(values.get(before));
    const to = results.has(own) ? registers.add(placeOf(own), size) : registers.take();
    values.set(operation, to);
    code.push(WORD[operation.code], to, a, b);
  }
  const at = engine().note(code);
  const table = engine().note(registers.table);
  const slowest = dtype === "float64" && order.some((each) => each.code === "erf");
  const compiled = compiledOf({ dtype, code, registers: registers.table }, length);
  parallel(
    compiled ?? kernelName("evaluate", dtype),
    { count: length, grain: PIECE / size, work: slowest ? 0 : length * cost * ADDITION },
    (from, until) => [at, code.length / 4, table, from, until],
  );
}

/** Registers as the kernel reads them: address, bytes by which it moves with each entry, whether it is counted from a thread's workspace on. */
class Registers {
  readonly table: number[] = [];
  private readonly free: number[] = [];

  constructor(private end: number) {}

  add(place: number, step: number): number {
    return this.table.push(place, step, 0) / 3 - 1;
  }

  /** One of the thread's own, that holds a piece. */
  take(): number {
    const again = this.free.pop();
    if (again !== undefined) return again;
    const register = this.table.push(this.end, 0, 1) / 3 - 1;
    this.end += PIECE;
    return register;
  }

  giveBack(register: number | undefined): void {
    if (register !== undefined) this.free.push(register);
  }
}

/** A view as `gather` takes it. */
function noteView(view: View, { place, strides }: Placed): number {
  const axes = joined(view.shape, [{ strides }]);
  if (axes.shape.length === 0) return engine().note([place, 1, 1, 0]);
  const table = axes.shape.flatMap((size, axis) => [size, axes.strides[0][axis]]);
  return engine().note([place, axes.shape.length, ...table]);
}
