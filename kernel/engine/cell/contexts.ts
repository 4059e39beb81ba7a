import process from "node:process";
import { AsyncLocalStorage } from "node:async_hooks";
import { CONTEXT_FRAMES } from "../node-flags.js";
import { Number } from "../own.js";

/** Knows on whose behalf the running code runs. */
export interface Contexts<T> {
  current(): T | undefined;
  run<R>(context: T, code: () => R): R;
}

/**
 * Node keeps track of it where V8 does the work (Node 24, and 22 by a flag). Before, it did so with
 * hooks around each promise's callback, which a terminated loop leaves unbalanced, so that Node ends
 * itself. There we keep track of turns of the event loop: each of our timers says whose it is.
 */
export function createContexts<T>(): Contexts<T> {
  const [major] = process.versions.node.split(".").map(Number);
  const exact = major >= 24 || process.execArgv.includes(CONTEXT_FRAMES);
  return exact ? tracked() : byTurn();
}

function tracked<T>(): Contexts<T> {
  const storage = new AsyncLocalStorage<T>();
  return {
    current: () => storage.getStore(),
    run: (context, code) => storage.run(context, code),
  };
}

function byTurn<T>(): Contexts<T> {
  const nextTurn = setImmediate;
  let current: T | undefined;
  const run = <R>(context: T, code: () => R): R => {
    if (current !== context)
      nextTurn(() => {
        if (current === context) current = undefined;
      });
    current = context;
    // Not restored: the promises' callbacks that follow in this turn mostly come from `code`.
    return code();
  };
  return { current: () => current, run };
}
