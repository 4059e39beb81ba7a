import { Worker } from "node:worker_threads";

/**
 * Ends this process when the one that started it is gone, so that no kernel is left behind by a
 * Jupyter that was killed. The watch runs in a thread, because a cell may block this one for ever.
 */
export function endWithParent(): void {
  new Worker(new URL("./parent-watch.js", import.meta.url)).unref();
}
