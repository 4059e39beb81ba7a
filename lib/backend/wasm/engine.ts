import type { DType, TypedArray } from "../backend.js";
import { erf } from "../reference/erf.js";
import { KERNELS } from "./kernels.generated.js";
import { hasMultiplyAdd } from "./multiply-add.js";

/** What kernels/index.ts exports: functions of numbers, many of which are addresses in bytes. */
export type Kernels = Readonly<Record<string, (...values: number[]) => void>>;

export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the WebAssembly interface that is used here; neither of our libraries of types has it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => Memory;
};

/** A function made of a program (compile.ts): its module lies in the memory, so that other threads find it. */
export type Compiled = {
  readonly run: (...values: number[]) => void;
  readonly index: number;
  readonly place: number;
  readonly bytes: number;
};

const PAGE = 65_536;

/** Places begin where a line of the cache does. */
export const LINE = 64;

/** What a thread has to itself: packed matrices (kernels/gemm.ts), then the registers of an expression. */
export const REGISTERS = 2_031_616;
export const WORKSPACE = 2_359_296;

/** Threads at most: beyond, the memory is what limits. */
export const MOST_THREADS = 4;

/** Tables for the kernel that is called next. */
const NOTES = 524_288;

/** The next multiple of `step`, or n itself. */
export const upTo = (n: number, step: number): number => Math.ceil(n / step) * step;

/**
 * The kernels, and the memory in which they work: workspaces of the threads, then tables, then the store. It is shared
 * with other threads where the host lets it be.
 */
export class Engine {
  readonly module: object;
  readonly memory: Memory;
  readonly kernels: Kernels;
  /** Whether other threads can work in the memory. */
  readonly shared = typeof SharedArrayBuffer === "function";
  private floats = new Float32Array();
  private doubles = new Float64Array();
  private words = new Int32Array();
  private readonly notes: number;
  private noted = 0;
  private end: number;
  private linked = 0;

  constructor(readonly multiplyAdd = hasMultiplyAdd()) {
    const text = atob(multiplyAdd ? KERNELS.relaxed : KERNELS.plain);
    // What memory the module imports: 3 says that it is shared and has a maximum, 1 that it has a maximum alone.
    const fitting = this.shared ? text : text.replace("memory\x02\x03", "memory\x02\x01");
    const bytes = Uint8Array.from(fitting, (letter) => letter.charCodeAt(0));
    this.module = new WebAssembly.Module(bytes);
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE, shared: this.shared });
    const { exp, log, tanh, pow } = Math;
    const imports = { env: { memory: this.memory }, host: { exp, log, tanh, pow, erf } };
    const instance = new WebAssembly.Instance(this.module, imports);
    this.kernels = instance.exports as Kernels;
    // Nothing begins at 0: that address says that something is not there.
    this.notes = PAGE + MOST_THREADS * WORKSPACE;
    this.end = this.notes + NOTES;
    this.extend(0);
  }

  /** Where thread `index` has its workspace. */
  workspace(index: number): number {
    return PAGE + index * WORKSPACE;
  }

  /** `bytes` more of memory, for good. */
  extend(bytes: number): number {
    const place = this.end;
    this.end = upTo(place + bytes, LINE);
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(Math.max(missing, this.end / 8) / PAGE));
    return place;
  }

  /** A module that works in the memory with the kernels' help; `run` is what it exports. */
  link(bytes: Uint8Array): Compiled {
    const imports = { env: { memory: this.memory }, kernels: this.kernels };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    const place = this.extend(bytes.length);
    new Uint8Array(this.memory.buffer, place, bytes.length).set(bytes);
    const { run } = exports as Pick<Compiled, "run">;
    return { run, index: this.linked++, place, bytes: bytes.length };
  }

  /** Forgets the tables of the last call. */
  clearNotes(): void {
    this.noted = 0;
  }

  /** Whether tables of so many words in all fit, with some to spare for short ones. */
  canNote(words: number): boolean {
    return 4 * words <= NOTES - 65_536;
  }

  /** Writes down a table of whole numbers for the kernel that is called next. */
  note(table: ArrayLike<number>): number {
    const place = this.notes + this.noted;
    this.noted = upTo(this.noted + table.length * 4, 16);
    if (this.noted > NOTES) throw new RangeError("wasm: the tables of one call are too long");
    this.view();
    const start = place / 4;
    for (let i = 0; i < table.length; i++) this.words[start + i] = table[i];
    return place;
  }

  /** Writes down one number for every entry of a register, `bytes` long. */
  noteRepeated(dtype: DType, value: number, bytes: number): number {
    const place = this.notes + this.noted;
    this.noted += bytes;
    if (this.noted > NOTES) throw new RangeError("wasm: the tables of one call are too long");
    this.numbers(dtype, place, bytes / bytesOf(dtype)).fill(value);
    return place;
  }

  /** `length` numbers from a place on, to be used at once: the memory may grow. */
  numbers(dtype: DType, place: number, length: number): TypedArray {
    this.view();
    const all = dtype === "float32" ? this.floats : this.doubles;
    const start = place / all.BYTES_PER_ELEMENT;
    return all.subarray(start, start + length);
  }

  private view(): void {
    const { buffer } = this.memory;
    if (this.floats.buffer === buffer) return;
    this.doubles = new Float64Array(buffer);
    this.words = new Int32Array(buffer);
    this.floats = new Float32Array(buffer); // last: an interrupt may come before
  }
}

let only: Engine | undefined;

/** The one engine, made at first use: who computes on the reference alone never compiles the kernels. */
export const engine = (): Engine => (only ??= new Engine());

export const bytesOf = (dtype: DType): number => (dtype === "float32" ? 4 : 8);

/** Names of kernels: a new text would have to be looked up by its letters at each call. */
const names = { float32: new Map<string, string>(), float64: new Map<string, string>() };

/** The kernel for one dtype: `gemm` is exported as `gemm32` and `gemm64`. */
export function kernelName(name: string, dtype: DType): string {
  let full = names[dtype].get(name);
  if (full === undefined) {
    full = `${name}${dtype === "float32" ? 32 : 64}`;
    names[dtype].set(name, full);
  }
  return full;
}
