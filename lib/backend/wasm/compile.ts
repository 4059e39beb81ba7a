import type { DType } from "../backend.js";
import { I32, moduleOf, op, V128 } from "./assembler.js";
import { bytesOf, engine, kernelName, type Compiled } from "./engine.js";
import { CODES, type Code } from "./operation.js";
import { small } from "./small.js";

/**
 * Expressions that come again and again, such as the step of an optimizer, become a function of their own: what is
 * between inputs and outputs stays in registers of the processor, where kernels/expression.ts goes through the first
 * cache after each operation. The numbers are the same to the last bit.
 */

/** What kernels/expression.ts works off: four words an operation, three a register. */
export type Program = {
  readonly dtype: DType;
  readonly code: readonly number[];
  readonly registers: readonly number[];
};

/** Instructions for vectors of float32 and of float64. */
const VECTORS: Partial<Record<Code, readonly [number, number]>> = {
  neg: [0xe1, 0xed],
  abs: [0xe0, 0xec],
  sqrt: [0xe3, 0xef],
  rsqrt: [0xe3, 0xef],
  add: [0xe4, 0xf0],
  sub: [0xe5, 0xf1],
  mul: [0xe6, 0xf2],
  div: [0xe7, 0xf3],
  maximum: [0xe9, 0xf5],
  minimum: [0xe8, 0xf4],
  greater: [0x44, 0x4a],
  less: [0x43, 0x49],
  equal: [0x41, 0x47],
};
const ONE_OPERAND: readonly Code[] = ["neg", "abs", "sqrt", "rsqrt"];
const COMPARISONS: readonly Code[] = ["greater", "less", "equal"];
const AND = 0x4e;
const SPLAT = [0x13, 0x14];
const DIV = [0xe7, 0xf3];

/** Bytes of a piece, as in kernels/expression.ts. */
const PIECE = 4096;

/** A program is compiled when it comes so often. */
const OFTEN = 3;

/** Programs at most: each takes some memory for good. */
const MOST = 500;

const seen = new Map<string, number | Compiled | undefined>();
let compiled = 0;

/** The program as a function, if it came often enough and is made of what can be compiled. */
export function compiledOf(program: Program, length: number): Compiled | undefined {
  if (length < small.program) return undefined;
  const key = keyOf(program);
  const found = seen.get(key) ?? 0;
  if (typeof found !== "number") return found;
  if (seen.has(key) && seen.get(key) === undefined) return undefined;
  if (found + 1 < OFTEN || compiled === MOST) {
    if (seen.size < 4 * MOST) seen.set(key, found + 1);
    return undefined;
  }
  const bytes = assemble(program);
  const made = bytes && engine().link(bytes);
  if (made) compiled++;
  seen.set(key, made);
  return made;
}

/** How many programs were compiled. */
export const compiledCount = (): number => compiled;

/** What a program does, whatever its inputs, outputs and constants are. */
function keyOf({ dtype, code, registers }: Program): string {
  let key = dtype;
  for (let at = 0; at < code.length; at += 4)
    key += code[at] < 2 ? ` ${code[at]}>${code[at + 1]}` : ` ${code.slice(at, at + 4).join()}`;
  key += ":";
  for (let at = 0; at < registers.length; at += 3) key += kindOf(registers, at / 3);
  return key;
}

/** Registers hold a number in every place, or lie in memory entry by entry, or hold a piece of a thread's own. */
const kindOf = (registers: readonly number[], index: number): "constant" | "dense" | "own" =>
  registers[3 * index + 2] === 1 ? "own" : registers[3 * index + 1] === 0 ? "constant" : "dense";

/** The function's parameters, those of the kernel `evaluate`, then its whole numbers. */
const [CODE, , TABLE, FROM, UNTIL, WORKSPACE, ENTRIES, BYTES, INDEX, WORDS] = Array(10).keys();

/** None where an operation is not among those that one instruction does. */
function assemble({ dtype, code, registers }: Program): Uint8Array | undefined {
  const type = dtype === "float32" ? 0 : 1;
  const size = bytesOf(dtype);
  const imports = [kernelName("gather", dtype), kernelName("keepMask", dtype)];
  const count = registers.length / 3;
  const pointer = (register: number): number => WORDS + register;
  const ONE = WORDS + count;
  let vectors = 1;
  const next = (): number => ONE + vectors++;

  const before: number[] = [...oneAsVector(type), ...op.set(ONE)];
  const fetches: number[] = [];
  const inner: number[] = [];
  const values = new Map<number, number>();
  const used = new Set<number>();
  const gathered = new Set<number>();

  const entry = (register: number): number[] => {
    used.add(register);
    return [...op.get(pointer(register)), ...op.get(INDEX), ...op.add];
  };
  /** The local that holds a register's vector. */
  const valueOf = (register: number): number => {
    const known = values.get(register);
    if (known !== undefined) return known;
    const local = next();
    values.set(register, local);
    if (kindOf(registers, register) === "constant")
      before.push(
        ...[...op.get(TABLE), ...op.load(12 * register), ...op.loadVector, ...op.set(local)],
      );
    else inner.push(...entry(register), ...op.loadVector, ...op.set(local));
    return local;
  };

  for (let at = 0; at < code.length; at += 4) {
    const [number, to, a, b] = code.slice(at, at + 4);
    const name = CODES[number];
    if (name === "gather" || name === "keep") {
      // All are fetched before the first operation: none may take the place of another.
      if (gathered.has(to)) return undefined;
      gathered.add(to);
      used.add(to);
      values.delete(to);
      fetches.push(...op.get(CODE), ...op.load(4 * at + 8), ...op.get(FROM), ...op.get(ENTRIES));
      fetches.push(...op.get(pointer(to)), ...op.call(name === "gather" ? 0 : 1));
      continue;
    }
    const instruction = VECTORS[name]?.[type];
    if (instruction === undefined) return undefined;
    const operands = (ONE_OPERAND.includes(name) ? [a] : [a, b]).map(valueOf);
    const result = next();
    if (name === "rsqrt") inner.push(...op.get(ONE));
    for (const operand of operands) inner.push(...op.get(operand));
    inner.push(...op.vector(instruction));
    if (name === "rsqrt") inner.push(...op.vector(DIV[type]));
    if (COMPARISONS.includes(name)) inner.push(...op.get(ONE), ...op.vector(AND));
    inner.push(...op.set(result));
    values.set(to, result);
    if (kindOf(registers, to) === "dense")
      inner.push(...entry(to), ...op.get(result), ...op.storeVector);
  }

  // A pointer for each register that is read or written, at the piece's first entry.
  const pointers = [...used].flatMap((register) => [
    ...[...op.get(TABLE), ...op.load(12 * register)],
    ...(kindOf(registers, register) === "own"
      ? op.get(WORKSPACE)
      : [...op.get(FROM), ...op.constant(size), ...op.mul]),
    ...[...op.add, ...op.set(pointer(register))],
  ]);
  const most = PIECE / size;
  const left = [...op.get(UNTIL), ...op.get(FROM), ...op.sub];
  const body = [
    ...before,
    ...[...op.block, ...op.loop, ...op.get(FROM), ...op.get(UNTIL), ...op.atLeast, ...op.brIf(1)],
    // The smaller of a piece and what is left, and its bytes up to a whole vector.
    ...[...op.constant(most), ...left, ...op.constant(most), ...left, ...op.less, ...op.select],
    ...[...op.tee(ENTRIES), ...op.constant(size), ...op.mul, ...op.constant(15), ...op.add],
    ...[...op.constant(-16), ...op.and, ...op.set(BYTES)],
    ...[...pointers, ...fetches, ...op.constant(0), ...op.set(INDEX)],
    ...[...op.loop, ...inner, ...op.get(INDEX), ...op.constant(16), ...op.add, ...op.tee(INDEX)],
    ...[...op.get(BYTES), ...op.lessUnsigned, ...op.brIf(0), ...op.end],
    ...[...op.get(FROM), ...op.constant(most), ...op.add, ...op.set(FROM)],
    ...[...op.br(0), ...op.end, ...op.end],
  ];
  const locals = [
    { count: ONE - ENTRIES, type: I32 },
    { count: vectors, type: V128 },
  ];
  return moduleOf(engine().shared, imports, ENTRIES, locals, body);
}

/** 1 in each place of a vector. */
const oneAsVector = (type: number): number[] => [
  ...(type === 0 ? [0x43, 0, 0, 0x80, 0x3f] : [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
  ...op.vector(SPLAT[type]),
];
