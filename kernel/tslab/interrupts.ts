import { createRequire } from "node:module";
import { setTimeout as wait } from "node:timers/promises";
import type { RunInThisContext, Tslab } from "./modules.js";

/** Long enough to read the cells that were queued behind a failed one, short enough not to feel. */
const ABORT_WINDOW = 50;

/**
 * Leaves an interrupt to user code that listens to it (a trainer that stops and keeps its best
 * weights), and lets the cell after an interrupt or an error run.
 */
export function mendInterrupts(tslab: Tslab): void {
  const { createExecutor } = tslab.executor;
  tslab.executor.createExecutor = (folder, converters, console) => {
    const executor = createExecutor(folder, converters, console);
    const interrupt = executor.interrupt.bind(executor);
    executor.interrupt = () => {
      const others = process.listenerCount("SIGINT") - 1; // the one is tslab's own
      if (others === 0) interrupt();
    };
    return executor;
  };
  keepListeners();
  abortBeforeReply(tslab);
}

/**
 * Keeps the listeners that a cell adds in its synchronous part.
 *
 * `breakOnSigint` resets the signal to its default when the run is over, so that the next interrupt
 * would end the process: here they are taken off and put on again. tslab's listener comes first; it
 * must see one that goes away as it is called (`process.once`).
 */
function keepListeners(): void {
  // The module as CommonJS sees it, whose functions can be replaced.
  const vm = createRequire(import.meta.url)("node:vm") as { runInThisContext: RunInThisContext };
  const run = vm.runInThisContext;
  let own: NodeJS.SignalsListener[] | undefined;
  vm.runInThisContext = (code, options) => {
    if (!options?.breakOnSigint) return run(code, options);
    own ??= listeners();
    try {
      return run(code, options);
    } finally {
      const others = listeners().filter((listener) => !own?.includes(listener));
      process.removeAllListeners("SIGINT");
      for (const listener of [...own, ...others]) process.on("SIGINT", listener);
    }
  };
}

function listeners(): NodeJS.SignalsListener[] {
  return process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
}

/**
 * Aborts the queued cells first and reports the error afterwards. tslab goes on aborting for 200 ms
 * after its report, and so also hits a cell that was started knowing of the error.
 */
function abortBeforeReply(tslab: Tslab): void {
  const queue = tslab.util.TaskQueue.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its queue below
  const reset = queue.reset;
  queue.reset = function (delay) {
    if (delay === undefined) reset.call(this);
  };
  const handler = tslab.jupyter.JupyterHandlerImpl.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its handler below
  const handleExecute = handler.handleExecute;
  handler.handleExecute = async function (...request) {
    const reply = await handleExecute.apply(this, request);
    if (reply.status === "error") {
      await wait(ABORT_WINDOW);
      this.execQueue.reset();
    }
    return reply;
  };
}
