import process from "node:process";
import { URL } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import {
  FLAGS,
  FORCED,
  LISTENERS,
  TAKEN,
  type HelperData,
  type ToHelper,
  type ToMain,
} from "../messages.js";
import { installAccidents } from "./accidents.js";
import { receiveComm } from "./comms.js";
import { installGlobals } from "./globals.js";
import { runIn, currentScope } from "./scope.js";
import { runningScope, startCell, stopBefore, stopCells } from "./runs.js";
import { installRawOutput } from "./raw-output.js";
import { installStreams } from "./streams.js";
import { installTimers } from "./timers.js";
import { Atomics, Error, Int32Array, SharedArrayBuffer } from "../own.js";

// The main thread of the process that runs cells: it is user code's, and does little else.

const shared = new SharedArrayBuffer(FLAGS * Int32Array.BYTES_PER_ELEMENT);
const flags = new Int32Array(shared);
const { port1: answers, port2 } = new MessageChannel();
const data: HelperData = { shared, answers: port2 };
const helper = new Worker(new URL("./helper.js", import.meta.url), {
  workerData: data,
  transferList: [port2],
});
const acknowledge = (id: number) => helper.postMessage({ id } satisfies ToHelper);
let lastInterrupt = 0;

installStreams();
installTimers();
installRawOutput();
installAccidents();
installGlobals({ flags, answers });
countListeners();
// Node keeps ten frames: too few to get from the depth of a library back to the cell.
Error.stackTraceLimit = 50;

helper.on("message", (message: ToMain) => {
  if (message.type === "run") startCell(message.cell, () => Atomics.add(flags, TAKEN, 1));
  else if (message.type === "stopped") stopBefore(message.cell);
  else if (message.type === "comm") receiveComm(message.comm, message.id);
  else if (message.type === "interrupt") interrupt(message.id, message.mayListen);
});
acknowledge(0);

/** The helper asks again when it gets no answer; only the first time counts. */
function interrupt(id: number, mayListen: boolean): void {
  if (id !== lastInterrupt) {
    const forced = Atomics.load(flags, FORCED) >= id;
    if (mayListen && !forced && process.listenerCount("SIGINT") > 0) {
      lastInterrupt = id;
      acknowledge(id);
      const scope = runningScope() ?? currentScope();
      runIn(scope, () => process.emit("SIGINT", "SIGINT"));
      return;
    }
    stopCells();
    lastInterrupt = id;
  }
  acknowledge(id);
}

/** Tells the helper how many listeners for SIGINT user code has: it cannot ask while main is busy. */
function countListeners(): void {
  const count = (difference: number) => (event: string | symbol) => {
    if (event === "SIGINT")
      Atomics.store(flags, LISTENERS, process.listenerCount("SIGINT") + difference);
  };
  process.on("newListener", count(1));
  process.on("removeListener", count(0));
}
