import { describeThrown } from "../../course/describe.js";
import { judgingStep } from "../../course/judging-step.js";
import { NotWrittenError } from "../../course/todo.js";
import type { Tensor } from "../../tensor/tensor.js";
import { onReference } from "../on-reference.js";
import { allowed } from "./allowed.js";
import { decodeFrame, encodeFrame, type Frame } from "./frame.js";

/** The two ends of the pipe to the grader, as plain functions over bytes. */
export interface Pipe {
  /** Fills `into`, waiting for as long as it takes. */
  read: (into: Uint8Array) => void;
  write: (bytes: Uint8Array) => void;
}

type CellScript = (given: {
  gradlab: typeof allowed;
  publish: typeof publish;
  unavailable: typeof unavailable;
}) => void;

/**
 * The student's side of grading: loads the cells, then answers calls.
 *
 * Everything here shares a JavaScript context with the student's code, which can bend any of it. That is no loss:
 * the grader believes nothing but values it can compare, and a bent answer is a wrong one.
 */
export function main(pipe: Pipe): void {
  silenceConsole();
  onReference(() => serve(pipe));
}

/** One check; the next one finds a context in which nothing has happened. */
function serve(pipe: Pipe): void {
  const { head } = receive(pipe);
  for (const { id, script } of head.cells as { id: string; script: string }[]) {
    try {
      // Indirect, so that it runs in the global scope.
      const cell = (0, eval)(script) as CellScript;
      cell({ gradlab: allowed, publish, unavailable });
      send(pipe, { head: { type: "cell", id } });
    } catch (error) {
      send(pipe, { head: { type: "cell", id, threw: thrown(error) } });
    }
  }
  for (;;) {
    const frame = receive(pipe);
    if (frame.head.over === true) return;
    answer(pipe, frame);
  }
}

/** Calls one of the student's functions; each of its steps is a question to the grader. */
function answer(pipe: Pipe, { head, value }: Frame): void {
  const fn = functionNamed(head.function as string);
  if (typeof fn !== "function") {
    send(pipe, { head: { type: "absent" } });
    return;
  }
  const step = judgingStep((name, reply) => {
    const question = { type: "step", name: words(name, 100) };
    if ("value" in reply) send(pipe, { head: { ...question, reply: "value" }, value: reply.value });
    else if ("todo" in reply) send(pipe, { head: { ...question, reply: "todo" } });
    else send(pipe, { head: { ...question, reply: "threw", threw: words(reply.threw) } });
    const right = receive(pipe);
    return right.head.type === "right" ? (right.value as Tensor) : undefined;
  });
  const given = Object.values(value as Record<string, unknown>);
  try {
    const returned = (fn as (...args: unknown[]) => unknown)(...given, step);
    send(pipe, {
      head: { type: "returned" },
      value: { returned, given: Object.fromEntries(given.entries()) },
    });
  } catch (error) {
    const todo = error instanceof NotWrittenError;
    send(pipe, { head: { type: "threw", threw: thrown(error), todo } });
  }
}

/** A cell that threw halfway leaves names that cannot be read. */
function functionNamed(name: string): unknown {
  try {
    return (globalThis as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** What was thrown may throw as it is looked at. */
function thrown(error: unknown): string {
  try {
    return words(describeThrown(error));
  } catch {
    return "something that cannot be described";
  }
}

const words = (text: unknown, most = 500): string => String(text).slice(0, most);

function send({ write }: Pipe, frame: Frame): void {
  const body = encodeFrame(frame);
  const bytes = new Uint8Array(4 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length, true);
  bytes.set(body, 4);
  write(bytes);
}

function receive({ read }: Pipe): Frame {
  const length = new Uint8Array(4);
  read(length);
  const bytes = new Uint8Array(new DataView(length.buffer).getUint32(0, true));
  read(bytes);
  return decodeFrame(bytes);
}

/** Makes a cell's top-level names global, as they are between the cells of a notebook. */
function publish(names: Record<string, [get: () => unknown, set: (value: unknown) => void]>): void {
  for (const [name, [get, set]] of Object.entries(names))
    Object.defineProperty(globalThis, name, { get, set, configurable: true });
}

/** Stands for an import that an exercise cannot have. It only matters when it is used. */
function unavailable(name: string, from: string): unknown {
  const refuse = (): never => {
    throw new ReferenceError(`${name} from "${from}" is not there when an exercise is graded`);
  };
  return new Proxy(refuse, { get: refuse, apply: refuse, construct: refuse });
}

/** Prints are welcome and go nowhere. */
function silenceConsole(): void {
  const nothing = (): void => undefined;
  const console = new Proxy({}, { get: () => nothing });
  Object.defineProperty(globalThis, "console", { value: console, configurable: true });
}
