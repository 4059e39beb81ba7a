import { AsyncLocalStorage } from "node:async_hooks";

/** Something shown, as a notebook keeps it (https://nbformat.readthedocs.io, outputs of a cell). */
export type OutputItem =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
      output_type: "display_data";
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
    }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** Takes what code shows while it runs. */
export interface Receiver {
  print(name: "stdout" | "stderr", text: string): void;
  display(type: string, content: DisplayContent): void;
}

export interface DisplayContent {
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
  wait?: boolean;
}

type Broadcast = (type: string, content: DisplayContent, ...rest: unknown[]) => unknown;

const BROADCAST = Symbol.for("Jupyter.broadcast");
const receivers = new AsyncLocalStorage<Receiver | undefined>();
const INSTALLED = Symbol.for("gradlab.capture");

/** Runs code; what it prints and displays, also later, goes to `receiver` and nowhere else. */
export function captureInto<T>(receiver: Receiver, code: () => T): T {
  install();
  return receivers.run(receiver, code);
}

/** Stands in front of the ways out of the process, once. */
function install(): void {
  const globals = globalThis as { [BROADCAST]?: Broadcast; [INSTALLED]?: boolean };
  if (globals[INSTALLED]) return;
  Object.defineProperty(globals, INSTALLED, { value: true });
  const broadcast = globals[BROADCAST];
  if (broadcast) {
    const capturing: Broadcast = (type, content, ...rest) => {
      const receiver = receivers.getStore();
      if (!receiver) return broadcast(type, content, ...rest);
      receiver.display(type, content);
      return undefined;
    };
    Object.defineProperty(globals, BROADCAST, {
      value: capturing,
      configurable: true,
      writable: true,
    });
  }
  for (const name of ["stdout", "stderr"] as const) installStream(name);
}

function installStream(name: "stdout" | "stderr"): void {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const receiver = receivers.getStore();
    if (!receiver) return write(chunk, ...rest);
    receiver.print(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
    const done = rest.at(-1);
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
}
