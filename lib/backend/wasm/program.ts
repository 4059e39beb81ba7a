import type { DType, View } from "../backend.js";
import { bytesOfViews, observed, type Work } from "../observe.js";
import { bytesOf, engine, kernelName, REGISTERS, upTo } from "./engine.js";
import { compiledOf } from "./compile.js";
import { CODES, waiting, type Code, type Operation } from "./operation.js";
import { placesFor, type IsSpare } from "./in-place.js";
import { isConstant, joined, liesDense } from "../layout.js";
import { keepDrawn, maskOf, noteMask, type Mask } from "./masks.js";
import { sameShape } from "../../tensor/shape.js";
import {
  placeOf,
  read,
  settle,
  takeOver,
  unsettle,
  withPlaces,
  type Placed,
  type WasmStorage,
} from "./storage.js";
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
 * it needs. False if there was no room in the memory for the results or for what they are made of. Results take over
 * the places of storages that are spare: such a place is in the processor's cache when it is written.
 */
export function runProgram(
  targets: readonly Operation[],
  order: readonly Operation[],
  isSpare?: IsSpare,
): boolean {
  const leaves: View[] = [];
  for (const operation of order)
    for (const view of operation.operands) if (isLeaf(view, operation)) leaves.push(view);
  const run = (): Set<WasmStorage> | undefined =>
    withPlaces(leaves, (...placed) => {
      const masks = masksOf(order);
      const made = masks && settleResults(targets, order, isSpare);
      if (made) execute(order, made, placed, masks);
      return made;
    });
  const results = observed(() => describeProgram(order, leaves, targets.length), run);
  for (const own of results ?? []) own.pending = undefined;
  return results !== undefined;
}

/** Whether an operand is read from the memory: it is not worked out on the way, and not one number in every place. */
const isLeaf = (view: View, { code }: Operation): boolean =>
  code === "gather" || !(waiting(view) || isConstant(view));

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

/** The masks that operations draw; none where there is no room for one. */
function masksOf(order: readonly Operation[]): Map<Operation, Mask> | undefined {
  const masks = new Map<Operation, Mask>();
  for (const operation of order) {
    if (!operation.stream) continue;
    const mask = maskOf(operation.stream, operation.own.length);
    if (!mask) return undefined;
    masks.set(operation, mask);
  }
  return masks;
}

/**
 * Places for the targets, and for what was on the way of an earlier evaluation too: this time it is kept. (Masks are
 * not: their bits are.)
 */
function settleResults(
  targets: readonly Operation[],
  order: readonly Operation[],
  isSpare: IsSpare | undefined,
): Set<WasmStorage> | undefined {
  const results = new Set<WasmStorage>();
  const spare = isSpare ? placesFor(targets, order, isSpare) : new Map<WasmStorage, WasmStorage>();
  for (const { own } of targets) {
    if (!spare.has(own) && !settle(own)) {
      results.forEach(unsettle);
      return undefined;
    }
    results.add(own);
  }
  for (const operation of order) {
    if (results.has(operation.own) || operation.stream) continue;
    if (operation.wasNeeded && settle(operation.own)) results.add(operation.own);
    operation.wasNeeded = true;
  }
  for (const [own, other] of spare) takeOver(own, other);
  return results;
}

/** `leaves` says where the operands lie that are read from the memory, one after the other. */
function execute(
  order: readonly Operation[],
  results: ReadonlySet<WasmStorage>,
  leaves: readonly Placed[],
  masks: ReadonlyMap<Operation, Mask>,
): void {
  const { dtype, length } = order[order.length - 1].own;
  const size = bytesOf(dtype);
  const registers = new Registers(dtype, length * size);
  const { code } = registers;
  /** For each operand the operation whose result it is, or −1; and which operation is the last to need a result. */
  const lastUse: number[] = [];
  const sources = order.map(({ operands }, i) =>
    operands.map((view) => {
      const before = waiting(view);
      const source = before ? order.indexOf(before) : -1;
      if (before) lastUse[source] = i;
      return source;
    }),
  );
  /** The register of each operation's result. */
  const values: number[] = [];
  /** The register of each mask, which stays its own: compiled programs fetch all masks first. */
  const drawn = new Map<Mask, number>();
  let cost = 0;
  let used = 0;
  order.forEach((operation, i) => {
    const { operands, own } = operation;
    const mask = masks.get(operation);
    const again = mask && drawn.get(mask);
    if (again !== undefined && !results.has(own)) {
      values[i] = again;
      return;
    }
    cost += COST[operation.code] ?? 1;
    const inputs = [0, 0];
    operands.forEach((view, o) => {
      const source = sources[i][o];
      if (source >= 0) inputs[o] = values[source];
      else if (!isLeaf(view, operation)) inputs[o] = registers.constant(view);
      else if (operation.code === "gather") inputs[o] = noteView(view, leaves[used++]);
      else inputs[o] = registers.leaf(view, leaves[used++]);
    });
    if (mask) inputs[0] = noteMask(mask, drawn.has(mask));
    for (const source of sources[i])
      if (lastUse[source] === i && !results.has(order[source].own) && !order[source].stream)
        registers.giveBack(values[source]);
    values[i] = results.has(own) ? registers.add(placeOf(own), size) : registers.take();
    if (mask) drawn.set(mask, values[i]);
    code.push(WORD[operation.code], values[i], inputs[0], inputs[1]);
  });
  const at = engine().note(code);
  const table = engine().note(registers.table);
  const slowest = dtype === "float64" && order.some((each) => each.code === "erf");
  const compiled = compiledOf({ dtype, code, registers: registers.table }, length);
  parallel(
    compiled ?? kernelName("evaluate", dtype),
    { count: length, grain: PIECE / size, work: slowest ? 0 : length * cost * ADDITION },
    (from, until) => [at, code.length / 4, table, from, until],
  );
  keepDrawn(drawn.keys());
}

/** A program as it is written, and its registers as the kernel reads them: address, bytes by which it moves with each entry, whether it is counted from a thread's workspace on. */
class Registers {
  readonly code: number[] = [];
  readonly table: number[] = [];
  private readonly free: number[] = [];
  private readonly constants: { value: number; register: number }[] = [];
  private readonly leaves: { view: View; place: number; register: number }[] = [];
  private end = REGISTERS;

  constructor(
    private readonly dtype: DType,
    private readonly bytes: number,
  ) {}

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

  giveBack(register: number): void {
    if (!this.free.includes(register)) this.free.push(register);
  }

  /** One with the number that a view shows in every place. */
  constant(view: View): number {
    const value = read(view.storage)[view.offset];
    const known = this.constants.find((each) => Object.is(each.value, value));
    if (known) return known.register;
    const place = engine().noteRepeated(this.dtype, value, Math.min(PIECE, upTo(this.bytes, 16)));
    const register = this.add(place, 0);
    this.constants.push({ value, register });
    return register;
  }

  /** One with the entries of a view; what is not laid out entry by entry is brought into one first. */
  leaf(view: View, placed: Placed): number {
    const { place } = placed;
    const known = this.leaves.find((each) => each.place === place && isSeenAlike(each.view, view));
    if (known) return known.register;
    let register: number;
    if (liesDense(view)) register = this.add(place, bytesOf(this.dtype));
    else {
      register = this.take();
      this.code.push(WORD.gather, register, noteView(view, placed), 0);
    }
    this.leaves.push({ view, place, register });
    return register;
  }
}

const isSeenAlike = (a: View, b: View): boolean =>
  a === b || (sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides));

/** A view as `gather` takes it. */
function noteView(view: View, { place, strides }: Placed): number {
  const axes = joined(view.shape, [{ strides }]);
  if (axes.shape.length === 0) return engine().note([place, 1, 1, 0]);
  const table = [place, axes.shape.length];
  axes.shape.forEach((size, axis) => table.push(size, axes.strides[0][axis]));
  return engine().note(table);
}
