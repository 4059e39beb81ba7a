import { builtin } from "../builtin.js";

/** A thread, as Node and browsers have them alike. */
export type Thread = { postMessage(message: unknown): void };

type Page = {
  Worker: new (url: string) => Thread;
  Blob: new (parts: string[]) => object;
  URL: { createObjectURL(blob: object): string };
};

/** A page's means to start a thread. @throws Error if the host has none. */
export function pageThreads(): Page {
  const { Worker, Blob, URL } = globalThis as unknown as Partial<Page>;
  if (!Worker || !Blob || !URL) throw new Error("a host without threads");
  return { Worker, Blob, URL };
}

/**
 * Starts a thread that runs a program's text. It keeps no program from ending.
 *
 * @param onError hears what ended the thread, in Node
 * @throws Error where the host has no threads, or grants none, as under Node's permission model
 */
export function startThread(
  program: string,
  onError: (error: Error) => void = () => undefined,
): Thread {
  const threads = builtin("node:worker_threads");
  if (threads) {
    const thread = new threads.Worker(program, { eval: true, execArgv: [], stdin: false });
    thread.on("error", onError);
    thread.unref();
    return thread;
  }
  const { Worker, Blob, URL } = pageThreads();
  return new Worker(URL.createObjectURL(new Blob([program])));
}
