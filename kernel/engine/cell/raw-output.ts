import process from "node:process";
import { Buffer } from "node:buffer";
import childProcess, { ChildProcess, type SpawnOptions } from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import type { Readable } from "node:stream";
import { report } from "./reports.js";
import { currentScope, runIn } from "./scope.js";
import { print } from "./streams.js";
import { Array, Object, Reflect } from "../own.js";

type AnyWrite = (...values: unknown[]) => number;
type Names = "stdout" | "stderr";

const NAMES: Record<number, Names | undefined> = { 1: "stdout", 2: "stderr" };

/** Files under its cell what is written around `process.stdout` and `process.stderr`. */
export function installRawOutput(): void {
  installWriteSync();
  installSpawn();
  installSpawnSync();
  syncBuiltinESMExports();
}

function installWriteSync(): void {
  const { writeSync } = fs as { writeSync: AnyWrite };
  fs.writeSync = (fd: number, data: string | NodeJS.ArrayBufferView, ...rest: unknown[]) => {
    const name = NAMES[fd];
    if (name === undefined) return writeSync(fd, data, ...rest);
    const bytes =
      typeof data === "string"
        ? Buffer.from(data)
        : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const [offset, length] = rest;
    const start = typeof data !== "string" && typeof offset === "number" ? offset : 0;
    const end = typeof data !== "string" && typeof length === "number" ? start + length : undefined;
    const part = bytes.subarray(start, end);
    print(name, part.toString());
    return part.length;
  };
}

/** A child process that would share our standard output gets a pipe that its cell's scope reads. */
function installSpawn(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: SpawnOptions): number };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its child below
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options: SpawnOptions): number {
    const { stdio = "pipe" } = options;
    const list: unknown[] = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
    const ours = [1, 2].filter((fd) => isOurs(list[fd], fd));
    for (const fd of ours) list[fd] = "pipe";
    const code = Reflect.apply(spawn, this, [{ ...options, stdio: list }]) as number;
    for (const fd of ours) {
      const name = NAMES[fd] ?? "stdout";
      const pipe = this[name];
      if (pipe) forward(pipe, name);
      // Nobody who asked to share an output expects to read it.
      this[name] = null;
      Object.assign(this.stdio, { [fd]: null });
    }
    const forget = currentScope().onStop(() => this.kill("SIGINT"));
    this.once("exit", forget);
    return code;
  };
}

function isOurs(target: unknown, fd: number): boolean {
  return (
    target === "inherit" ||
    target === fd ||
    (target !== undefined && target === process[fd === 1 ? "stdout" : "stderr"])
  );
}

function forward(pipe: Readable, name: Names): void {
  const scope = currentScope();
  pipe.setEncoding("utf8").on("data", (text: string) => runIn(scope, () => print(name, text)));
}

/** While these block, the child writes to the process's own output; afterwards it is put in order. */
function installSpawnSync(): void {
  for (const name of ["spawnSync", "execSync", "execFileSync"] as const) {
    const run = childProcess[name] as (...values: unknown[]) => unknown;
    const ordered = (...values: unknown[]) => {
      try {
        return run(...values);
      } finally {
        report({ type: "barrier" });
      }
    };
    Object.assign(childProcess, { [name]: ordered });
  }
}
