import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentScope } from "./scope.js";

/** Grows when everything that waits is told to wait for ever. */
let epoch = 0;

type Callback = (...values: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

/** Lets no timer that user code has set until now fire. */
export function stopTimers(): void {
  epoch++;
}

/**
 * Makes the timers of a stopped cell stay silent: a loop that sleeps between its rounds ends in its
 * sleep, as no exception could be thrown into it.
 */
export function installTimers(): void {
  // As they were, since the wrapped ones take their places in the same objects.
  const { clearInterval, clearImmediate } = timers;
  const names = ["setTimeout", "setInterval", "setImmediate"] as const;
  for (const name of names) {
    const start = timers[name] as unknown as Start;
    const clear = (name === "setImmediate" ? clearImmediate : clearInterval) as (
      timer: unknown,
    ) => void;
    const wrapped = Object.assign(startsLiving(start, clear), start);
    const promised = timersPromises[name as "setTimeout"] as ((...values: unknown[]) => unknown) &
      object;
    if (name !== "setInterval") {
      const living = settlesLiving(promised as (...values: unknown[]) => Promise<unknown>);
      Object.defineProperty(wrapped, promisify.custom, { value: living });
      Object.assign(timersPromises, { [name]: living });
    }
    Object.assign(timers, { [name]: wrapped });
    Object.assign(globalThis, { [name]: wrapped });
  }
  syncBuiltinESMExports();
}

function startsLiving(start: Start, clear: (timer: unknown) => void): Start {
  return (callback, ...rest) => {
    if (typeof callback !== "function") return start(callback, ...rest);
    const lives = lifeline();
    const timer = start(
      function (this: unknown, ...values: unknown[]) {
        if (lives()) return Reflect.apply(callback, this, values);
        clear(timer);
      },
      ...rest,
    );
    return timer;
  };
}

function settlesLiving(promised: (...values: unknown[]) => Promise<unknown>) {
  return (...values: unknown[]): Promise<unknown> => {
    const lives = lifeline();
    return promised(...values).then((value) => (lives() ? value : new Promise(() => undefined)));
  };
}

function lifeline(): () => boolean {
  const scope = currentScope();
  const born = epoch;
  return () => !scope.stopped && born === epoch;
}
