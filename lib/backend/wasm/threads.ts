import { engine, MOST_THREADS, type Compiled, type Engine } from "./engine.js";

/**
 * Threads that share the module's memory and its work. Work is cut into as many parts as there are threads, also while
 * one of them is not there yet or cannot be: then this thread does its part too, so that results have the same bits.
 */

/** A thread's slot in shared memory, in words: the job's number, the last one done, kernel, count of arguments, whether the thread is there, place and size of the module if the kernel is compiled; then the arguments, as float64. */
const GIVEN = 0;
const DONE = 1;
const KERNEL = 2;
const COUNT = 3;
const READY = 4;
const MODULE = 5;
const SIZE = 6;
const ARGUMENTS = 8;
const MOST_ARGUMENTS = 32;
const SLOT = ARGUMENTS + 2 * MOST_ARGUMENTS;

/** How often to look before waiting: some microseconds, less than it takes to be woken. */
const LOOKS = 2000;

/** What another thread runs. It is text, because there is no file of it that Node, a bundle and a page would all find. */
const PROGRAM = `
const work = ({ module, memory, slot }) => {
  const { exp, log, tanh, pow } = Math;
  const erf = () => NaN; // never called: see expression.ts
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, host: { exp, log, tanh, pow, erf } });
  const kernels = Object.keys(exports).sort().map((name) => exports[name]);
  // A compiled program, which comes the first time: see Engine.link. A module is not made of memory that is shared.
  const linked = (place, size) => {
    const bytes = new Uint8Array(memory.buffer, place, size).slice();
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, kernels: exports }).exports.run;
  };
  const words = new Int32Array(memory.buffer, slot, ${SLOT});
  const values = new Float64Array(memory.buffer, slot + ${4 * ARGUMENTS}, ${MOST_ARGUMENTS});
  Atomics.store(words, ${READY}, 1);
  for (let done = 0; ; ) {
    for (let i = 0; i < ${LOOKS} && Atomics.load(words, ${GIVEN}) === done; i++);
    Atomics.wait(words, ${GIVEN}, done);
    if (Atomics.load(words, ${GIVEN}) === done) continue;
    const kernel = (kernels[words[${KERNEL}]] ??= linked(words[${MODULE}] >>> 0, words[${SIZE}]));
    kernel(...values.subarray(0, words[${COUNT}]));
    done = (done + 1) | 0;
    Atomics.store(words, ${DONE}, done);
    Atomics.notify(words, ${DONE});
  }
};
if (typeof self === "object" && typeof require !== "function") self.onmessage = ({ data }) => work(data);
else work(require("node:worker_threads").workerData);
`;

type NodeThreads = {
  Worker: new (
    program: string,
    options: object,
  ) => { unref(): void; on(event: string, listener: () => void): void };
};
type Host = {
  process?: {
    env?: Partial<Record<string, string>>;
    getBuiltinModule?: (name: string) => unknown;
  };
  navigator?: { hardwareConcurrency?: number };
  Worker?: new (url: string) => { postMessage(data: object): void };
  Blob?: new (parts: string[]) => object;
  URL: { createObjectURL(blob: object): string };
};
const host = globalThis as unknown as Host;

/** How many threads work together: GRADLAB_THREADS, or as many as the machine has cores, from 1 to 4. */
export function threadCount(): number {
  const asked = Number(host.process?.env?.GRADLAB_THREADS);
  const os = host.process?.getBuiltinModule?.("node:os") as
    { availableParallelism(): number } | undefined;
  const cores = os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
  const count = Number.isInteger(asked) && asked >= 1 ? asked : cores;
  return Math.max(1, Math.min(count, MOST_THREADS));
}

/** Another thread, from this one's side. */
class Helper {
  private readonly words: Int32Array;
  private readonly values: Float64Array;
  private given = 0;

  constructor(used: Engine) {
    const slot = used.extend(SLOT * 4);
    const { buffer } = used.memory;
    this.words = new Int32Array(buffer, slot, SLOT);
    this.values = new Float64Array(buffer, slot + 4 * ARGUMENTS, MOST_ARGUMENTS);
    start({ module: used.module, memory: used.memory, slot });
  }

  get isReady(): boolean {
    return Atomics.load(this.words, READY) === 1;
  }

  give(kernel: string | Compiled, values: readonly number[]): void {
    if (typeof kernel === "string") this.words[KERNEL] = names.indexOf(kernel);
    else {
      this.words[KERNEL] = names.length + kernel.index;
      this.words[MODULE] = kernel.place;
      this.words[SIZE] = kernel.bytes;
    }
    this.words[COUNT] = values.length;
    this.values.set(values);
    this.given = (this.given + 1) | 0;
    Atomics.store(this.words, GIVEN, this.given);
    Atomics.notify(this.words, GIVEN);
  }

  /** Until the job that was given last is done. A page's main thread may not sleep: it looks again and again. */
  finish(): void {
    for (let i = 0; i < LOOKS; i++) if (Atomics.load(this.words, DONE) === this.given) return;
    for (;;) {
      const done = Atomics.load(this.words, DONE);
      if (done === this.given) return;
      if (host.process?.getBuiltinModule) Atomics.wait(this.words, DONE, done);
    }
  }
}

/** Starts a thread. It keeps no program from ending. */
function start(data: object): void {
  const threads = host.process?.getBuiltinModule?.("node:worker_threads") as
    NodeThreads | undefined;
  if (threads) {
    const options = { eval: true, workerData: data, execArgv: [], stdin: false };
    new threads.Worker(PROGRAM, options).unref();
  } else if (host.Worker && host.Blob) {
    new host.Worker(host.URL.createObjectURL(new host.Blob([PROGRAM]))).postMessage(data);
  }
}

let helpers: readonly Helper[] | undefined;
let names: readonly string[] = [];

/** Where a host grants no thread, as under Node's permission model, there are none. */
function helpersOf(used: Engine): readonly Helper[] {
  if (helpers) return helpers;
  names = Object.keys(used.kernels).sort();
  try {
    const count = used.shared ? threadCount() - 1 : 0;
    helpers = Array.from({ length: count }, () => new Helper(used));
  } catch {
    helpers = [];
  }
  return helpers;
}

/** Units of work, each about a multiplication and an addition, below which a second thread is not asked. */
const WORTHWHILE = 2_000_000;

/**
 * Calls a kernel, or a compiled program, for entries 0 up to `count`, in parts that begin at multiples of `grain`: `values` gives its arguments
 * for the entries from one to another, with the workspace and the number of their part.
 */
export function parallel(
  kernel: string | Compiled,
  { count, grain = 1, work }: { count: number; grain?: number; work: number },
  values: (from: number, until: number, workspace: number, part: number) => readonly number[],
): void {
  const used = engine();
  const run = typeof kernel === "string" ? used.kernels[kernel] : kernel.run;
  const wanted = partsOf(count, grain, work);
  // After an interrupt a thread may still work at what was given to it, in places that are used again.
  for (const helper of helpers ?? []) helper.finish();
  if (wanted === 1) {
    run(...values(0, count, used.workspace(0), 0));
    return;
  }
  const others = helpersOf(used);
  const each = Math.ceil(count / grain / wanted) * grain;
  const given: Helper[] = [];
  const left: number[] = [];
  const valuesOf = (part: number): readonly number[] =>
    values(part * each, Math.min((part + 1) * each, count), used.workspace(part), part);
  for (let part = 1; part * each < count; part++) {
    const helper = others.at(part - 1);
    if (part > others.length || !helper?.isReady) left.push(part);
    else {
      helper.give(kernel, valuesOf(part));
      given.push(helper);
    }
  }
  run(...valuesOf(0));
  for (const part of left) run(...valuesOf(part));
  for (const helper of given) helper.finish();
}

/** Into how many parts `parallel` cuts such work. */
export function partsOf(count: number, grain: number, work: number): number {
  if (work < WORTHWHILE) return 1;
  return Math.max(1, Math.min(threads(), Math.ceil(count / grain)));
}

let counted = 0;
const threads = (): number => (counted ||= threadCount());
