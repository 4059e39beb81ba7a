import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { requireNumber } from "../../errors.js";
import type { Params } from "../search/space.js";
import type { Outcome, Pool, TrialContext } from "../search/trial.js";

/** What a thread does: loads the module once and answers each message with an outcome or an error. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const trial = import(workerData).then((module) => module.default);
parentPort.on("message", async ({ params, context }) => {
  try {
    const { score, quit } = await (await trial)(params, context);
    parentPort.postMessage({ outcome: { score, quit } });
  } catch (error) {
    parentPort.postMessage({ error: String(error?.stack ?? error) });
  }
});`;

type Answer = { outcome: Outcome } | { error: string };

/** Threads that run the trial of a module, given by its path or URL. */
export function workerPool(module: string | URL, threads = availableParallelism()): Pool {
  requireNumber("randomSearch", "threads", threads, { min: 1, integer: true });
  const text = String(module);
  const url = /^(file|data):/.test(text) ? text : pathToFileURL(resolve(text)).href;
  const idle = Array.from(
    { length: threads },
    () => new Worker(PROGRAM, { eval: true, workerData: url }),
  );
  const all = [...idle];
  return {
    size: threads,
    async run(params: Params, context: TrialContext): Promise<Outcome> {
      const worker = idle.pop();
      if (!worker) throw new Error("randomSearch: more trials at once than threads");
      try {
        return await ask(worker, { params, context });
      } finally {
        idle.push(worker);
      }
    },
    async close() {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, message: { params: Params; context: TrialContext }): Promise<Outcome> {
  const { trial } = message.context;
  return new Promise((done, fail) => {
    const settle = (act: () => void): void => {
      worker.off("message", answer).off("error", broken).off("exit", gone);
      act();
    };
    const lost = (why: string): Error =>
      new Error(`randomSearch: trial ${trial} must return an outcome, got ${why}`);
    const answer = (reply: Answer): void =>
      settle(() => ("outcome" in reply ? done(reply.outcome) : fail(lost(reply.error))));
    const broken = (error: Error): void => settle(() => fail(lost(String(error.stack))));
    const gone = (code: number): void =>
      settle(() => fail(lost(`the end of its thread, code ${code}`)));
    worker.on("message", answer).on("error", broken).on("exit", gone);
    worker.postMessage(message);
  });
}
