import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import { encodeFrame, type Frame } from "./frame.js";
import { isolationFlags } from "./isolation.js";
import type { Limits } from "./limits.js";
import { sandboxProgram } from "./program.js";

/** The submission's process ended, hung or flooded: its own doing. */
export class Stopped extends Error {
  override name = "Stopped";
}

/** The process never came up: our doing, or the machine's. */
export class SandboxFault extends Error {
  override name = "SandboxFault";
}

const READY = "ready";
const START_SECONDS = 30;

/** A process that runs one student's code for one check. Frames go in and out; nothing it says is believed. */
export class SandboxProcess {
  private readonly child: ChildProcess;
  private readonly pipe: Duplex;
  private buffer = Buffer.alloc(0);
  private received = 0;
  private stopped: Error | undefined;
  private wake: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private stderr = "";

  constructor(private readonly limits: Limits) {
    const flags = isolationFlags(limits.megabytes);
    this.child = spawn(process.execPath, [...flags, "-e", sandboxProgram().boot], {
      cwd: "/",
      env: {},
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.pipe = this.child.stdio[3] as Duplex;
    this.pipe.on("data", (bytes: Buffer) => this.take(bytes));
    // A process that is gone shows as an exit; what its pipe says about it adds nothing.
    this.pipe.on("error", () => undefined);
    this.child.stderr?.on("data", (bytes: Buffer) => {
      if (this.stderr.length < 4096) this.stderr += bytes.toString();
    });
    this.child.on("error", (error) => this.stop(new SandboxFault(error.message)));
    this.child.on("close", (code, signal) => this.stop(new Stopped(this.ending(code, signal))));
  }

  /** @throws SandboxFault if the process does not come up. */
  async start(): Promise<void> {
    this.setDeadline(START_SECONDS);
    let greeting;
    try {
      greeting = (await this.bytes(READY.length)).toString();
    } catch (error) {
      throw new SandboxFault(
        `the process did not start: ${(error as Error).message} ${this.stderr}`,
      );
    }
    if (greeting !== READY) throw new SandboxFault("the process did not start as expected");
    this.write(Buffer.from(sandboxProgram().program));
    this.setDeadline(this.limits.seconds);
  }

  send(frame: Frame): void {
    this.write(encodeFrame(frame));
  }

  /** @throws Stopped if the process ends, takes too long or sends too much. */
  async receive(): Promise<Uint8Array> {
    const length = (await this.bytes(4)).readUInt32LE();
    if (length > this.limits.bytes) throw this.stop(new Stopped(this.flooded));
    return this.bytes(length);
  }

  close(): void {
    clearTimeout(this.timer);
    this.child.kill("SIGKILL");
    this.pipe.destroy();
  }

  private take(bytes: Buffer): void {
    this.received += bytes.length;
    if (this.received > this.limits.bytes) this.stop(new Stopped(this.flooded));
    else this.buffer = Buffer.concat([this.buffer, bytes]);
    this.wake();
  }

  private async bytes(count: number): Promise<Buffer> {
    while (this.buffer.length < count) {
      if (this.stopped !== undefined) throw this.stopped;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const taken = this.buffer.subarray(0, count);
    this.buffer = this.buffer.subarray(count);
    return taken;
  }

  private write(body: Uint8Array): void {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    this.pipe.write(Buffer.concat([length, body]));
  }

  private setDeadline(seconds: number): void {
    clearTimeout(this.timer);
    const late = new Stopped(`it took longer than ${seconds} s`);
    this.timer = setTimeout(() => this.stop(late), seconds * 1000);
  }

  private stop(reason: Error): Error {
    this.stopped ??= reason;
    this.close();
    this.wake();
    return this.stopped;
  }

  private get flooded(): string {
    return `it sent more than ${this.limits.bytes / 2 ** 20} MB`;
  }

  private ending(code: number | null, signal: string | null): string {
    if (/out of memory/i.test(this.stderr)) return `it used more than ${this.limits.megabytes} MB`;
    return `it ended early (${signal ?? `exit code ${code ?? "unknown"}`})`;
  }
}
