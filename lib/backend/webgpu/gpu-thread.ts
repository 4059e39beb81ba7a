import { builtin } from "../../builtin.js";
import { pageThreads, startThread, type Thread } from "../start-thread.js";
import { sleepUntilSaid } from "./answer.js";
import { THREAD } from "./kernels.generated.js";
import {
  ANSWER_HEAD,
  type Batch,
  type Lose,
  type Make,
  type Start,
  type Stop,
  type Times,
} from "./thread/protocol.js";

type Host = {
  process?: {
    cwd(): string;
    on(event: string, listener: () => void): void;
    off(event: string, listener: () => void): void;
  };
  navigator?: { gpu?: object };
  crossOriginIsolated?: boolean;
  document?: object;
};
const host = globalThis as unknown as Host;

/** Milliseconds that it may take to leave. */
const PATIENCE_AT_END = 30_000;

/** Bytes in which the thread can say what went wrong. */
export const ROOM_FOR_WORDS = 4096;

/** The thread that has a device. It opens it at once, and says in `answer` what the device is, or why there is none. */
export class GpuThread {
  readonly answer = new SharedArrayBuffer(ANSWER_HEAD + ROOM_FOR_WORDS);
  private readonly ending = new SharedArrayBuffer(4);
  private readonly thread: Thread;

  /** @throws Error if the host has no such threads: the message says why. */
  constructor() {
    const module = modulePath();
    if (!builtin("node:worker_threads")) checkBrowser();
    this.thread = startThread(THREAD); // its errors come as answers
    host.process?.on("exit", this.stop);
    this.post({ answer: this.answer, module, ending: this.ending });
  }

  post(message: Start | Batch | Make | Times | Lose | Stop): void {
    this.thread.postMessage(message);
  }

  /** Ends the thread, and waits until it has left the device. */
  readonly stop = (): void => {
    host.process?.off("exit", this.stop);
    Atomics.store(new Int32Array(this.ending), 0, 1);
    const answer = new SharedArrayBuffer(ANSWER_HEAD);
    this.post({ stop: answer });
    sleepUntilSaid(answer, PATIENCE_AT_END);
  };
}

/** @throws Error if nobody here may wait for another thread of a browser: the message says why. */
function checkBrowser(): void {
  pageThreads();
  if (host.crossOriginIsolated !== true)
    throw new Error("a page that may not share memory (it is not cross-origin isolated)");
  if (host.document) throw new Error("a page's main thread, which may not wait: use a worker");
}

/** @throws Error where a thread begins only when the program waits for it, as in browsers: the message says so. */
export function checkThatThreadsBeginAtOnce(): void {
  if (builtin("node:worker_threads")) return;
  checkBrowser();
  throw new Error("one that is not open: await webgpu.open() before the first tensor");
}

/** Where Node finds Dawn: beside this library, or beside the program that uses it. */
function modulePath(): string | undefined {
  const modules = builtin("node:module");
  const urls = builtin("node:url");
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
