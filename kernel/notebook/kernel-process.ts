import { spawn, type ChildProcess } from "node:child_process";
import { UserError } from "../errors.js";
import type { KernelSpec } from "../spec.js";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last of what the process itself printed. */
  printed: string;
}

/** A kernel's process: it, and what it starts, never outlives this one. */
export interface KernelProcess {
  readonly exited: Promise<Exit>;
  interrupt(): void;
  kill(): void;
}

const KEPT = 4000;

export function startProcess(spec: KernelSpec, connectionFile: string, cwd: string): KernelProcess {
  const [command, ...rest] = spec.argv.map((part) =>
    part.replaceAll("{connection_file}", connectionFile),
  );
  const posix = process.platform !== "win32";
  const child = spawn(command, rest, {
    cwd,
    // A run without a reader is no part of what readers have typed.
    env: { ...process.env, GRADLAB_HISTORY: "off", ...spec.env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C in the terminal reaches only us, and we pass it on.
    detached: posix,
    windowsHide: true,
  });

  let printed = "";
  const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-KEPT));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);

  const kill = () => signal(child, "SIGKILL", posix);
  process.on("exit", kill);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.on("error", (error) => {
      process.off("exit", kill);
      reject(new UserError(`kernel: cannot start ${command}: ${error.message}`));
    });
    child.on("exit", (code, signalName) => {
      process.off("exit", kill);
      kill(); // what a cell has started and left behind
      resolve({ code, signal: signalName, printed });
    });
  });
  exited.catch(() => undefined);
  return { exited, kill, interrupt: () => signal(child, "SIGINT", false) };
}

function signal(child: ChildProcess, name: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (group) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // It has ended already.
  }
}
