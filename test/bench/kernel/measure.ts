import { setTimeout as wait } from "node:timers/promises";
import { Probe } from "../../conformance/probe.js";
import { treeMemory } from "../../support/tree-memory.js";
import type { Peer } from "./peers.js";
import type { Programs } from "./programs.js";

/** What is measured of each kernel; milliseconds where nothing else is said. */
export interface Figures {
  kernelInfo: number;
  firstResult: number;
  trivial: number;
  hundredFirst: number;
  hundredWarm: number;
  after10: number;
  after100: number;
  after1000: number;
  libraryFirst: number;
  libraryWarm: number;
  /** The same cell that uses the library, again and again. */
  libraryAgain: number;
  loopOwn: number;
  loopEarlier: number;
  loopInFunction: number;
  lines: number;
  /** Messages that carried them. */
  linesMessages: number;
  /** Lines that arrived, of 10,000. */
  linesArrived: number;
  interrupt: number;
  /** MB of the whole tree of processes, each shared page counted once. */
  memory: number;
}

/** Figures of one kernel; NaN where it gave no answer. `progress` hears what is under way. */
export async function measure(
  peer: Peer,
  quick: boolean,
  progress: (what: string) => void,
): Promise<Figures> {
  const starts = await repeat(quick ? 3 : 5, async () => {
    progress("start");
    return whileAlive(peer, async (kernel) => {
      const { reply } = await kernel.run(peer.programs.trivial(0));
      if (reply.status !== "ok") throw new Error("the first cell failed");
      return [kernel.startup.answered, performance.now() - kernel.startup.began];
    });
  });
  const figures: Partial<Figures> = {
    kernelInfo: median(starts.map(([answered]) => answered)),
    firstResult: median(starts.map(([, first]) => first)),
  };
  const groups = { small, large, loops, lines, interrupt, grown };
  for (const [name, group] of Object.entries(groups)) {
    progress(name);
    const part = await whileAlive(peer, (kernel) => group(kernel, peer.programs, quick)).catch(
      (error: unknown) => {
        progress(
          `${name}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
        );
        return {};
      },
    );
    Object.assign(figures, part);
  }
  return figures as Figures;
}

type Uses = Record<"first" | "warm" | "again", number[]>;

/**
 * Cells that use a library. The kernels take turns, each time a fresh one, so that whatever else the
 * machine is at, and how it is that minute, meets all of them.
 */
export async function measureLibrary(
  peers: readonly Peer[],
  quick: boolean,
  progress: (what: string) => void,
): Promise<Record<string, Partial<Figures>>> {
  const all = new Map<string, Uses>();
  for (let round = 0; round < (quick ? 2 : 5); round++)
    for (const peer of peers) {
      progress(`${peer.name}: library`);
      const uses = await whileAlive(peer, (kernel) => library(kernel, peer.programs));
      const known = all.get(peer.name) ?? { first: [], warm: [], again: [] };
      for (const name of ["first", "warm", "again"] as const) known[name].push(...uses[name]);
      all.set(peer.name, known);
    }
  return Object.fromEntries(
    [...all].map(([name, { first, warm, again }]) => [
      name,
      { libraryFirst: median(first), libraryWarm: median(warm), libraryAgain: median(again) },
    ]),
  );
}

async function library(kernel: Probe, programs: Programs): Promise<Uses> {
  if (programs.library === undefined) return { first: [], warm: [], again: [] };
  await kernel.run(programs.trivial(0));
  await wait(3000);
  const { first, use } = programs.library;
  return {
    first: [await timed(kernel, first)],
    warm: await repeat(10, (i) => timed(kernel, use(i))),
    again: await repeat(10, () => timed(kernel, use(9))),
  };
}

type Part = Promise<Partial<Figures>>;

async function small(kernel: Probe, programs: Programs, quick: boolean): Part {
  await wait(4000); // what a kernel warms up by itself is not the cell's, and then it is idle
  const memory = treeMemory(kernel.process.pid ?? 0);
  const runs = await repeat(quick ? 10 : 40, (i) => timed(kernel, programs.trivial(i)));
  return { memory, trivial: median(runs.slice(5)) };
}

async function large(kernel: Probe, programs: Programs, quick: boolean): Part {
  await kernel.run(programs.trivial(0));
  const hundredFirst = await timed(kernel, programs.hundredLines(0));
  const runs = await repeat(quick ? 3 : 10, (i) => timed(kernel, programs.hundredLines(i + 1)));
  return { hundredFirst, hundredWarm: median(runs) };
}

async function loops(kernel: Probe, programs: Programs): Part {
  await kernel.run(programs.earlier);
  const of = async (code: string) => median(await repeat(3, () => timed(kernel, code)));
  return {
    loopInFunction: await of(programs.loopInFunction),
    loopOwn: await of(programs.loopOwn),
    loopEarlier: await of(programs.loopEarlier),
  };
}

async function lines(kernel: Probe, programs: Programs): Part {
  const runs = [];
  for (let i = 0; i < 5; i++) runs.push(await kernel.run(programs.lines, {}, 20_000));
  const last = runs[runs.length - 1];
  return {
    lines: median(runs.map((run) => run.ms)),
    linesMessages: last.messages.filter((m) => m.header.msg_type === "stream").length,
    linesArrived: last.stdout.split("\n").length - 1,
  };
}

async function interrupt(kernel: Probe, programs: Programs): Part {
  const runs = await repeat(3, async () => {
    const { done } = kernel.start(programs.endless, {}, 10_000);
    await wait(500);
    const began = performance.now();
    await kernel.interrupt();
    await done;
    return performance.now() - began;
  });
  return { interrupt: median(runs) };
}

/** Small cells as a notebook grows. */
async function grown(kernel: Probe, programs: Programs, quick: boolean): Part {
  const runs = await repeat(quick ? 110 : 1010, (i) => timed(kernel, programs.declaration(i)));
  const around = (n: number) => (runs.length >= n ? median(runs.slice(n - 5, n + 5)) : NaN);
  return { after10: around(10), after100: around(100), after1000: around(1000) };
}

async function timed(kernel: Probe, code: string): Promise<number> {
  const { ms, reply, error } = await kernel.run(code, {}, 120_000);
  if (reply.status !== "ok") throw new Error(`${code.slice(0, 40)}: ${error?.evalue ?? "failed"}`);
  return ms;
}

async function whileAlive<T>(peer: Peer, use: (kernel: Probe) => Promise<T>): Promise<T> {
  const kernel = await Probe.start(peer.spec);
  try {
    return await use(kernel);
  } finally {
    await kernel.close();
  }
}

async function repeat<T>(count: number, run: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await run(i));
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
