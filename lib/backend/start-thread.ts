import { builtin } from "../builtin.js";

/** A thread, as Node and browsers have them alike. */
export type Thread = { postMessage(message: unknown): void };

type Page = {
  Worker?: new (url: string) => Thread;
  Blob?: new (parts: string[]) => object;
  URL: { createObjectURL(blob: object): string };
};

/**
 * Starts a thread that runs a program's text; none where the host has no threads. It keeps no program from ending.
 *
 * @param onError hears what ended the thread, in Node
 * @throws Error where the host has threads, but grants none, as under Node's permission model
 */
export function startThread(
  program: string,
  onError: (error: Error) => void = () => undefined,
): Thread | undefined {
  const threads = builtin("node:worker_threads");
  if (threads) {
    const thread = new threads.Worker(program, { eval: true, execArgv: [], stdin: false });
    thread.on("error", onError);
    thread.unref();
    return thread;
  }
  const { Worker, Blob, URL } = globalThis as unknown as Page;
  return Worker && Blob && new Worker(URL.createObjectURL(new Blob([program])));
}
