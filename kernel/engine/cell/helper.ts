import { Session } from "node:inspector";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { encodeFrame, FrameReader } from "../frames.js";
import {
  ANSWERED,
  COMMANDS,
  FORCED,
  LISTENERS,
  TAKEN,
  type Command,
  type HelperData,
  type Notice,
  type ToHelper,
  type ToMain,
} from "../messages.js";
import type { RunnableCell } from "../engine.js";

// The thread beside main: takes the engine's commands, also while main is busy, blocked or paused.

/** Main answers within this time if it is not running user code. */
const BUSY_AFTER = 20;
/** How long a cell that listens to SIGINT may go on before it yields. */
const GRACE = 1000;
/** An interrupt within this time of one that was left to user code is meant. */
const SECOND = 2000;
const GIVE_UP = 2000;
const AGAIN = 50;

const { shared, answers } = workerData as HelperData;
const flags = new Int32Array(shared);
const engine = new Socket({ fd: COMMANDS, readable: true, writable: true });
const session = new Session();
let acknowledged = 0;
/** The cell that main was given last, and how many it was given. */
let given: RunnableCell | undefined;
let count = 0;
let paused = false;
let lastLeft = -Infinity;
/** Settles when main is ready, later when it has been interrupted. */
let interrupting = new Promise<void>((resolve) => parentPort?.once("message", () => resolve()));

function tell(notice: Notice): void {
  engine.write(encodeFrame(notice));
  comeBack();
}
const toMain = (message: ToMain) => parentPort?.postMessage(message);

parentPort?.on("message", ({ id }: ToHelper) => (acknowledged = id));

session.connectToMainThread();
session.on("inspectorNotification", ({ method, params }: { method: string; params?: object }) => {
  if (method === "Debugger.paused") paused = true;
  if (method === "Debugger.resumed") paused = false;
  tell({ type: "event", method, params: { ...params } });
});

const reader = new FrameReader();
engine.on("data", (piece: Buffer) => {
  for (const { message, buffers } of reader.read(piece)) obey(message as Command, buffers);
  comeBack();
});
engine.on("error", () => undefined);
engine.on("close", endAll);

function obey(command: Command, buffers: Uint8Array[]): void {
  switch (command.type) {
    case "run":
      // A termination that is still under way must not meet the next cell.
      void interrupting.then(() => {
        given = command.cell;
        count++;
        toMain(command);
      });
      break;
    case "comm":
      toMain({ type: "comm", id: command.id, comm: { ...command.comm, buffers } });
      break;
    case "answer":
      answers.postMessage(command.text);
      Atomics.store(flags, ANSWERED, 1);
      Atomics.notify(flags, ANSWERED);
      break;
    case "interrupt":
      interrupting = interrupting.then(() => interrupt(command.id));
      break;
    case "inspect":
      keepVariablesInPlace(command.method);
      session.post(command.method, command.params, (error: Error | null, result?: object) => {
        const { id } = command;
        tell(
          error
            ? { type: "inspected", id, error: error.message }
            : { type: "inspected", id, result: { ...result } },
        );
      });
  }
}

/**
 * What is compiled while the debugger is on reads a variable from its own place each time: else V8
 * may have it at hand still, and what a debugger sets it to would change nothing.
 */
function keepVariablesInPlace(method: string): void {
  if (method === "Debugger.enable") setFlagsFromString("--no-ignition-reo");
  if (method === "Debugger.disable") setFlagsFromString("--ignition-reo");
}

/**
 * Makes Node call us once more. What main's inspector sends may interrupt this thread anywhere, and
 * Node hands it on in a microtask: when that is just after it ran the last ones on its way out of a
 * callback, the event would lie there until something else happens.
 */
function comeBack(): void {
  setImmediate(() => undefined);
}

/** Stops what main runs; the cell's own SIGINT listeners come first, once. */
async function interrupt(id: number): Promise<void> {
  const now = performance.now();
  const mayListen = flags[LISTENERS] > 0 && now - lastLeft > SECOND;
  lastLeft = mayListen ? now : -Infinity;
  toMain({ type: "interrupt", id, mayListen });
  if (!(await isAcknowledged(id, mayListen ? GRACE : BUSY_AFTER))) await terminate(id);
  if (acknowledged >= id && Atomics.load(flags, TAKEN) < count && given) {
    count = Atomics.load(flags, TAKEN);
    toMain({ type: "stopped", cell: given });
  }
  tell({ type: "interrupted", id, stopped: acknowledged >= id });
}

/**
 * Ends the JavaScript that main is in. If main is in none by then, V8 keeps the request for the
 * next that comes, so main is given nothings to run until the request is over.
 */
async function terminate(id: number): Promise<void> {
  const start = performance.now();
  const isLate = () => performance.now() - start > GIVE_UP;
  let pending = false;
  Atomics.store(flags, FORCED, id);
  while (acknowledged < id && !isLate()) {
    if (!pending) {
      pending = true;
      session.post("Runtime.terminateExecution", () => (pending = false));
      if (paused) session.post("Debugger.resume");
    }
    toMain({ type: "interrupt", id, mayListen: false });
    await isAcknowledged(id, AGAIN);
  }
  while (pending && !isLate()) {
    toMain({ type: "nothing" });
    await wait(1);
  }
}

async function isAcknowledged(id: number, within: number): Promise<boolean> {
  const deadline = performance.now() + within;
  while (acknowledged < id && performance.now() < deadline) await wait(1);
  return acknowledged >= id;
}

/** The engine is gone, killed perhaps: nothing that it started may stay. */
function endAll(): void {
  try {
    process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
}
