import { THREAD } from "./kernels.generated.js";
import { tellLater, type Observer, type Work } from "../observe.js";
import { sleepUntilSaid, textOf, waitFor } from "./answer.js";
import { BatchText, type Bound, type Kernel } from "./batch.js";
import {
  ANSWER,
  ANSWER_HEAD,
  type Batch,
  type Limits,
  type Lose,
  type Make,
  type Start,
  type Stop,
  type Times,
} from "./thread/protocol.js";

/** A thread, as Node and browsers have them alike. */
type Thread = { postMessage(message: unknown): void };
type NodeThread = Thread & { unref(): void; on(event: string, listener: () => void): void };
type Host = {
  process?: {
    cwd(): string;
    on(event: string, listener: () => void): void;
    off(event: string, listener: () => void): void;
    getBuiltinModule?: (name: string) => unknown;
  };
  navigator?: { gpu?: object };
  crossOriginIsolated?: boolean;
  document?: object;
  Worker?: new (url: string) => Thread;
  Blob?: new (parts: string[]) => object;
  URL: { new (path: string): object; createObjectURL(blob: object): string };
};
const host = globalThis as unknown as Host;
const builtin = (name: string): unknown => host.process?.getBuiltinModule?.(name);

/** A computation is sent on its way after so many kernels, or when their data are so many bytes. */
const MOST_KERNELS = 100;
const MOST_DATA = 4 * 2 ** 20;

/** Milliseconds that a device may take to be there. */
const PATIENCE = 60_000;

/** Milliseconds after which one looks again whether it is. */
const NAP = 5;

/** Milliseconds that it may take to leave. */
const PATIENCE_AT_END = 30_000;

/** Bytes in which the thread can say what went wrong. */
const ROOM_FOR_WORDS = 4096;

/** Bytes of memory at most that is kept for the next answer: to share new memory takes as long as a small kernel. */
const MOST_KEPT = 2 ** 20;

/**
 * A GPU in a thread of its own. Commands gather here and go there in batches; only who reads numbers waits.
 *
 * @throws Error if there is none: the message says why, and what to do.
 */
export class Device {
  readonly limits: Limits;
  private readonly thread: Thread;
  private readonly ending: SharedArrayBuffer;
  private batch = new BatchText();
  /** Commands that are being sent. */
  private leaving?: Batch;
  /** Batches by number. */
  private batches = 0;
  /** Kernels that somebody observes, since they began. */
  private watched?: Work[];
  /** Buffers by number. */
  private buffers = 0;
  /** Memory for an answer that nobody uses. */
  private spare?: SharedArrayBuffer;
  /** Why it can do no more. */
  failure = "";

  /** One that is being opened: see `open`; where threads begin at once, it need not be. */
  constructor({ thread, answer, ending }: Opening = openingHere()) {
    this.thread = thread;
    this.ending = ending;
    host.process?.on("exit", this.stop);
    try {
      this.limits = JSON.parse(textOf(waitFor(answer, PATIENCE))) as Limits;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /** The same for where a thread begins only when the program waits for it, as in browsers. */
  static async open(): Promise<Device> {
    const opening = beginOpening();
    const state = new Int32Array(opening.answer);
    for (let waited = 0; Atomics.load(state, 0) === ANSWER.none && waited < PATIENCE; waited += NAP)
      await new Promise((resolve) => setTimeout(resolve, NAP));
    return new Device(opening);
  }

  /** The number of a new buffer, whose numbers are not yet said. */
  create(bytes: number): number {
    this.batch.create(++this.buffers, bytes);
    return this.buffers;
  }

  /** The same of many bytes, if there is room for them; else what the device said. */
  createIfRoom(bytes: number): number | string {
    const answer = this.roomFor(0);
    this.send(); // what is to be destroyed makes room
    this.thread.postMessage({ make: ++this.buffers, bytes, answer } satisfies Make);
    const refusal = textOf(waitFor(answer));
    this.spare = answer;
    return refusal || this.buffers;
  }

  destroy(buffer: number): void {
    this.batch.destroy(buffer);
  }

  /** Copies numbers into a buffer from its beginning on. */
  fill(buffer: number, numbers: Float32Array): void {
    for (let start = 0; start < numbers.length; start += MOST_DATA / 4) {
      const part = numbers.subarray(start, start + MOST_DATA / 4);
      this.makeRoom(part.byteLength);
      this.batch.fill({ buffer, offset: start * 4 }, part);
    }
  }

  /** Runs a kernel in so many groups. */
  run(kernel: Kernel, buffers: readonly Bound[], work: { params: Uint32Array; groups: number }) {
    const timed = this.watched !== undefined && this.limits.timestamps;
    this.makeRoom(work.params.byteLength);
    this.batch.run(kernel, buffers, { ...work, timed });
  }

  /** Tells whoever observes of a kernel that is run next: how long it took, before they leave. */
  watch(work: Work): void {
    if (!this.watched) {
      this.watched = [];
      tellLater((told) => {
        const watched = this.watched ?? [];
        this.watched = undefined;
        this.tell(watched, told);
      });
    }
    this.watched.push(work);
  }

  private tell(watched: readonly Work[], told: Observer): void {
    if (!this.limits.timestamps || this.failure !== "") {
      const why = this.failure === "" ? "has no timestamps" : "failed";
      for (const { bytes } of watched) told({ op: `on a GPU that ${why}`, size: "", bytes }, 0);
      return;
    }
    const times = new SharedArrayBuffer(ANSWER_HEAD + Math.max(8 * watched.length, ROOM_FOR_WORDS));
    this.send();
    this.thread.postMessage({ times } satisfies Times);
    waitFor(times);
    const each = new Float64Array(times, ANSWER_HEAD, watched.length);
    watched.forEach((work, i) => told(work, each[i]));
  }

  /** The numbers at the beginning of a buffer, when all work before is done. */
  read(buffer: number, length: number): Float32Array {
    const bytes = length * 4;
    const answer = this.roomFor(bytes);
    this.send({ buffer, bytes, answer });
    try {
      waitFor(answer);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.stop();
      throw error;
    }
    const numbers = new Float32Array(answer, ANSWER_HEAD, length).slice();
    if (answer.byteLength <= MOST_KEPT) this.spare = answer;
    return numbers;
  }

  /** Memory for an answer. It is not used again if the wait for it is cut off, as the answer may still come. */
  private roomFor(bytes: number): SharedArrayBuffer {
    const { spare } = this;
    const needed = ANSWER_HEAD + Math.max(bytes, ROOM_FOR_WORDS);
    if (!spare || spare.byteLength < needed) return new SharedArrayBuffer(needed);
    this.spare = undefined;
    Atomics.store(new Int32Array(spare), 0, ANSWER.none);
    return spare;
  }

  /** Has the device be lost with all its numbers, as when a driver is reset: for tests. */
  lose(): void {
    this.thread.postMessage({ lose: true } satisfies Lose);
  }

  /** Ends the thread, and waits until it has left the device. */
  private readonly stop = (): void => {
    host.process?.off("exit", this.stop);
    Atomics.store(new Int32Array(this.ending), 0, 1);
    const answer = new SharedArrayBuffer(ANSWER_HEAD);
    this.thread.postMessage({ stop: answer } satisfies Stop);
    sleepUntilSaid(answer, PATIENCE_AT_END);
  };

  private makeRoom(bytes: number): void {
    const { kernels, size } = this.batch;
    if (kernels >= MOST_KERNELS || (size > 0 && size + bytes > MOST_DATA)) this.send();
  }

  private send(read?: Batch["read"]): void {
    // An interrupt came before it was sent, or after: the thread takes it once.
    if (this.leaving) this.thread.postMessage(this.leaving);
    this.leaving = this.batch.finish(++this.batches);
    this.thread.postMessage(read ? { ...this.leaving, read } : this.leaving);
    this.leaving = undefined;
  }
}

/** A thread that is opening a device, and where it will say so. */
type Opening = {
  readonly thread: Thread;
  readonly answer: SharedArrayBuffer;
  readonly ending: SharedArrayBuffer;
};

function beginOpening(): Opening {
  const module = modulePath();
  const thread = startThread();
  const answer = new SharedArrayBuffer(ANSWER_HEAD + ROOM_FOR_WORDS);
  const ending = new SharedArrayBuffer(4);
  thread.postMessage({ answer, module, ending } satisfies Start);
  return { thread, answer, ending };
}

function openingHere(): Opening {
  if (nodeThreads()) return beginOpening();
  browserThreads();
  throw new Error("one that is not open: await webgpu.open() before the first tensor");
}

type NodeThreads = { Worker: new (program: string, options: object) => NodeThread };
const nodeThreads = () => builtin("node:worker_threads") as NodeThreads | undefined;

/** A browser's means to start a thread that others may wait for. */
function browserThreads() {
  const { Worker, Blob } = host;
  if (!Worker || !Blob) throw new Error("a host without threads");
  if (host.crossOriginIsolated !== true)
    throw new Error("a page that may not share memory (it is not cross-origin isolated)");
  if (host.document) throw new Error("a page's main thread, which may not wait: use a worker");
  return { Worker, Blob };
}

/** Starts the thread. It keeps no program from ending. */
function startThread(): Thread {
  const threads = nodeThreads();
  if (threads) {
    const thread = new threads.Worker(THREAD, { eval: true, execArgv: [], stdin: false });
    thread.on("error", () => undefined); // its errors come as answers
    thread.unref();
    return thread;
  }
  const { Worker, Blob } = browserThreads();
  return new Worker(host.URL.createObjectURL(new Blob([THREAD])));
}

/** Where Node finds Dawn: beside this library, or beside the program that uses it. */
function modulePath(): string | undefined {
  const modules = builtin("node:module") as
    { createRequire(from: string): { resolve(name: string): string } } | undefined;
  const urls = builtin("node:url") as { pathToFileURL(path: string): { href: string } } | undefined;
  if (!modules || !urls) return undefined;
  for (const from of [import.meta.url, `${host.process?.cwd() ?? ""}/`])
    try {
      return urls.pathToFileURL(modules.createRequire(from).resolve("webgpu")).href;
    } catch {
      // It may be beside the other.
    }
  if (host.navigator?.gpu) return undefined;
  throw new Error("no package webgpu (npm install webgpu@0.6)");
}
