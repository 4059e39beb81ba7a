import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { UserError } from "../errors.js";
import type { KernelSpec } from "../spec.js";
import type { Connection } from "./connection.js";

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

/** Where a process finds, on Linux, what it was handed as file descriptor 3; elsewhere it could be read but once. */
const HANDED = "/dev/fd/3";

/**
 * Starts a kernel. It is handed its connection file opened, where that can be: the file is gone by then,
 * so that whoever kills us leaves none behind.
 */
export function startProcess(
  spec: KernelSpec,
  connection: Pick<Connection, "file" | "close">,
  cwd: string,
): KernelProcess {
  const opened = process.platform === "linux" ? openSync(connection.file, "r") : undefined;
  if (opened !== undefined) connection.close();
  const file = opened === undefined ? connection.file : HANDED;
  const [command, ...rest] = spec.argv.map((part) => part.replaceAll("{connection_file}", file));
  const posix = process.platform !== "win32";
  const child = spawn(command, rest, {
    cwd,
    // A run without a reader is no part of what readers have typed.
    env: { ...process.env, GRADLAB_HISTORY: "off", ...spec.env },
    stdio: ["ignore", "pipe", "pipe", opened],
    // A group of its own: Ctrl-C in the terminal reaches only us, and we pass it on.
    detached: posix,
    windowsHide: true,
  });

  if (opened !== undefined) closeSync(opened);
  let printed = "";
  const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-KEPT));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);

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
