import { builtin } from "../../builtin.js";
import { startThread } from "../start-thread.js";
import { engine, MOST_THREADS, type Compiled, type Engine } from "./engine.js";
import {
  ASLEEP,
  COUNT,
  FAILED,
  JOB,
  KERNEL,
  LINE_WORDS,
  LOOKS,
  MODULE,
  MOST_ARGUMENTS,
  MOST_PARTS,
  PROGRAM,
  SIZE,
  TICKET,
  valuesOf,
  wordsOf,
} from "./helper.js";
import { small } from "./small.js";

/**
 * Threads that share the module's memory and its work. Into which parts work is cut, depends on nothing but the work,
 * so that results have the same bits whoever does which part and however many threads there are.
 */

type Host = {
  process?: { env?: Partial<Record<string, string>> };
  navigator?: { hardwareConcurrency?: number };
};
const host = globalThis as unknown as Host;

/** How many threads work together: GRADLAB_THREADS, or as many as the machine has cores, from 1 to 4. */
export function threadCount(): number {
  const word = host.process?.env?.GRADLAB_THREADS ?? "";
  const asked = Number(word);
  const os = builtin("node:os");
  const cores = os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
  const isCount = Number.isInteger(asked) && asked >= 1;
  const count = Math.max(1, Math.min(isCount ? asked : cores, MOST_THREADS));
  if (word !== "" && !isCount)
    console.warn(
      `GRADLAB_THREADS: expected a whole number of at least 1, got ${word}; using ${count}, by the number of cores`,
    );
  return count;
}

/** The other threads, from this one's side. */
class Team {
  private readonly words: Int32Array;
  private readonly values: Float64Array;
  private readonly names: readonly string[];
  private size = 1;

  constructor(private readonly used: Engine) {
    const job = used.extend(JOB);
    const { module, memory } = used;
    this.words = wordsOf(memory.buffer, job);
    this.values = valuesOf(memory.buffer, job);
    this.names = Object.keys(used.kernels).sort();
    const count = threads();
    // Where a host grants no thread, as under Node's permission model, there are none.
    try {
      for (; this.size < count; this.size++) {
        const workspace = used.workspace(this.size);
        const start = { module, memory, job, workspace, thread: this.size };
        startThread(PROGRAM, warn).postMessage(start);
      }
    } catch {
      // Those that did start are enough.
    }
  }

  /** Does all parts of a job, some of them in other threads: `parts` are a kernel's arguments for each. */
  share(kernel: string | Compiled, parts: readonly (readonly number[])[]): void {
    const { words, used } = this;
    const run = typeof kernel === "string" ? used.kernels[kernel] : kernel.run;
    if (typeof kernel === "string") words[KERNEL] = this.names.indexOf(kernel);
    else {
      words[KERNEL] = this.names.length + kernel.index;
      words[MODULE] = kernel.place;
      words[SIZE] = kernel.bytes;
    }
    words[COUNT] = parts[0].length;
    parts.forEach((values, part) => {
      this.values.set(values, part * MOST_ARGUMENTS);
    });
    Atomics.store(words, TICKET, parts.length << 8);
    if (Atomics.load(words, ASLEEP) > 0) Atomics.notify(words, TICKET);
    for (;;) {
      const ticket = Atomics.load(words, TICKET);
      const part = ticket & 255;
      if (part === ticket >> 8) break;
      if (Atomics.compareExchange(words, TICKET, ticket, ticket + 1) === ticket)
        run(...parts[part], used.workspace(0), 0);
    }
    this.finish();
    const failed = Atomics.exchange(words, FAILED, 0);
    if (failed > 0)
      parts.forEach((values, part) => {
        if ((failed >> part) & 1) run(...values, used.workspace(0), 0);
      });
  }

  /** After an interrupt others may still work at a job, in places that are used again. */
  withdraw(): void {
    Atomics.store(this.words, TICKET, 0);
    this.finish();
    Atomics.store(this.words, FAILED, 0);
  }

  /** Until nobody works any more. A page's main thread may not sleep: it looks again and again. */
  private finish(): void {
    for (let thread = 1; thread < this.size; thread++) {
      const busy = LINE_WORDS * (1 + thread);
      for (let i = 0; Atomics.load(this.words, busy) === 1; i++)
        if (i > 100 * LOOKS && builtin("node:worker_threads")) Atomics.wait(this.words, busy, 1);
    }
  }
}

const warn = ({ message }: Error): void => {
  console.warn(`wasm: a thread could not work along, the others do without it: ${message}`);
};

let team: Team | undefined;

/** Entries 0 up to `count`, in at most so many parts that begin at multiples of `grain`, and how much there is to do. */
export type Job = {
  readonly count: number;
  readonly grain?: number;
  readonly most?: number;
  readonly work: number;
};

/**
 * Calls a kernel, or a compiled program, in parts of a job, as equal as they can be: `values` gives its arguments for
 * the entries from one to another, with the number of their part. Behind them it is handed the workspace and the number
 * of the thread that does the part.
 */
export function parallel(
  kernel: string | Compiled,
  job: Job,
  values: (from: number, until: number, part: number) => readonly number[],
): void {
  const used = engine();
  const { count, grain = 1 } = job;
  const number = partsOf(job);
  const run = typeof kernel === "string" ? used.kernels[kernel] : kernel.run;
  if (number === 1) {
    run(...values(0, count, 0), used.workspace(0), 0);
    return;
  }
  const grains = Math.ceil(count / grain);
  const edge = (part: number): number =>
    Math.min(Math.floor((part * grains) / number) * grain, count);
  const parts = Array.from({ length: number }, (_, part) =>
    values(edge(part), edge(part + 1), part),
  );
  // Memory that nobody shares is another one each time it grows: a team's words in it would be lost.
  if (used.shared) (team ??= new Team(used)).share(kernel, parts);
  else for (const part of parts) run(...part, used.workspace(0), 0);
}

/** Before tables and places of an interrupted call are used again: nobody works at it any more. */
export const withdraw = (): void => team?.withdraw();

/** Into how many parts `parallel` cuts a job. */
export function partsOf({ count, grain = 1, most = MOST_PARTS, work }: Job): number {
  return Math.max(1, Math.min(most, Math.floor(work / small.part), Math.ceil(count / grain)));
}

let counted = 0;
/** How many threads there are, or are to be. */
export const threads = (): number => (counted ||= threadCount());
