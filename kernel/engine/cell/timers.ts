import process from "node:process";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentScope, runIn, type Scope } from "./scope.js";
import { Object, Promise, Reflect } from "../own.js";

/** Grows when everything that waits is told to wait for ever. */
let epoch = 0;

type Callback = (...values: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;
type Promised = (...values: unknown[]) => Promise<unknown>;
type Name = "setTimeout" | "setInterval" | "setImmediate";

/** Lets no timer that user code has set until now fire. */
export function stopTimers(): void {
  epoch++;
}

/**
 * Makes the timers of a stopped cell stay silent: a loop that sleeps between its rounds ends in its
 * sleep, as no exception could be thrown into it. A timer's callback runs in the name of its cell.
 */
export function installTimers(): void {
  const { setTimeout, setInterval, setImmediate } = timers;
  const { clearInterval } = timers;
  const clear = clearInterval as (timer: unknown) => void;
  // A loop that is terminated in the middle of Node's list of immediates would leave that list
  // broken for ever; between two of them, in a tick, it does not.
  const immediately: Start = (callback, ...values) =>
    setImmediate(() => process.nextTick(callback, ...values));
  replace("setTimeout", startsLiving(setTimeout as Start, clear), setTimeout);
  replace("setInterval", startsLiving(setInterval as Start, clear), setInterval);
  replace(
    "setImmediate",
    startsLiving(immediately, () => undefined),
    setImmediate,
  );
  syncBuiltinESMExports();
}

function replace(name: Name, start: Start, original: object): void {
  const replacement = Object.assign(start, original);
  if (name !== "setInterval") {
    const promised = settlesLiving(timersPromises[name] as Promised);
    Object.defineProperty(replacement, promisify.custom, { value: promised });
    Object.assign(timersPromises, { [name]: promised });
  }
  Object.assign(timers, { [name]: replacement });
  Object.assign(globalThis, { [name]: replacement });
}

function startsLiving(start: Start, clear: (timer: unknown) => void): Start {
  return (callback, ...rest) => {
    if (typeof callback !== "function") return start(callback, ...rest);
    const scope = currentScope();
    const lives = lifeline(scope);
    const timer = start(
      function (this: unknown, ...values: unknown[]) {
        if (lives()) runIn(scope, () => Reflect.apply(callback, this, values));
        else clear(timer);
      },
      ...rest,
    );
    return timer;
  };
}

function settlesLiving(promised: Promised): Promised {
  return (...values) => {
    const scope = currentScope();
    const lives = lifeline(scope);
    return promised(...values).then((value) =>
      lives() ? runIn(scope, () => value) : new Promise(() => undefined),
    );
  };
}

function lifeline(scope: Scope): () => boolean {
  const born = epoch;
  return () => !scope.stopped && born === epoch;
}
