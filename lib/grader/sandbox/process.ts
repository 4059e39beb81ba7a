import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { encodeFrame, type Frame } from "./frame.js";
import { FILTER, type Isolation } from "./isolation.js";
import { CLOCK_FACTOR, type Limits } from "./limits.js";
import { v8Flags } from "./permission-model.js";
import { compiledProgram, sandboxProgram } from "./program.js";

/** The submission's process ended, hung or flooded: its own doing. */
export class Stopped extends Error {
  override name = "Stopped";

  constructor(
    message: string,
    /** Whether it was stopped for the time it took. */
    readonly late = false,
  ) {
    super(message);
  }
}

/** The process never came up: our doing, or the machine's. */
export class SandboxFault extends Error {
  override name = "SandboxFault";
}

const READY = "ready";
const START_SECONDS = 60;
const PIPE = 3;
/** What V8 says as it dies is short; a flood of it is the submission's. */
const MOST_STDERR = 2 ** 16;

/** A process that runs one student's code. Frames go in and out; nothing it says is believed. */
export class SandboxProcess {
  private readonly child: ChildProcess;
  private readonly pipe: Duplex;
  private chunks: Buffer[] = [];
  private waiting = 0;
  private received = 0;
  private messages = 0;
  private stopped: Error | undefined;
  private wake: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private stderr = "";
  private begun = Infinity;

  constructor(
    private readonly limits: Limits,
    isolation: Isolation,
  ) {
    const { boot } = sandboxProgram();
    const { command, args, filter } = isolation.launch(limits, ["--eval", boot]);
    const pipes = filter === undefined ? (["pipe"] as const) : (["pipe", "pipe"] as const);
    this.child = spawn(command, args, {
      cwd: "/",
      env: {},
      stdio: ["ignore", "ignore", "pipe", ...pipes],
    });
    this.pipe = this.child.stdio[PIPE] as Duplex;
    this.pipe.on("data", (bytes: Buffer) => this.take(bytes));
    // A process that is gone shows as an exit; what its pipe says about it adds nothing.
    this.pipe.on("error", () => undefined);
    if (filter !== undefined)
      (this.child.stdio[FILTER] as Duplex).on("error", () => undefined).end(filter);
    this.child.stderr?.on("data", (bytes: Buffer) => {
      if (this.stderr.length > MOST_STDERR) this.stop(new Stopped("it wrote too much to stderr"));
      else this.stderr += bytes.toString();
    });
    this.child.on("error", (error) => this.stop(new SandboxFault(error.message)));
    this.child.on("close", (code, signal) => this.stop(this.ending(code, signal)));
  }

  /** @throws SandboxFault if the process does not come up. */
  async start(): Promise<void> {
    this.setDeadline(START_SECONDS);
    let greeting;
    try {
      greeting = (await this.bytes(READY.length)).toString();
    } catch (error) {
      throw new SandboxFault(
        `the process did not start: ${(error as Error).message} ${this.stderr.slice(0, 500)}`.trim(),
      );
    }
    if (greeting !== READY) throw new SandboxFault("the process did not start as expected");
    this.write(Buffer.from(sandboxProgram().program));
    this.write(compiledProgram(v8Flags(this.limits)));
    this.begun = performance.now();
    this.setDeadline(this.limits.seconds * CLOCK_FACTOR);
  }

  /** Nothing is asked of it for now: it may take any time, and its limits begin anew with the next check. */
  rest(): void {
    clearTimeout(this.timer);
  }

  /**
   * Has it forget its cells and wait for those of a further check, to be done in so many seconds by the clock.
   *
   * @returns whether it is there, and has said no more than it was asked
   */
  begin(seconds: number): boolean {
    if (this.stopped !== undefined || this.waiting > 0) return false;
    this.received = 0;
    this.messages = 0;
    this.setDeadline(seconds);
    this.send({ head: { over: true } });
    return true;
  }

  send(frame: Frame): void {
    this.write(encodeFrame(frame));
  }

  /** @throws Stopped if the process ends, takes too long or sends too much. */
  async receive(): Promise<Uint8Array> {
    if (++this.messages > this.limits.messages)
      throw this.stop(new Stopped(`it sent more than ${this.limits.messages} messages`));
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
    if (this.received > this.limits.bytes) {
      this.stop(new Stopped(this.flooded));
      return;
    }
    this.chunks.push(bytes);
    this.waiting += bytes.length;
    this.wake();
  }

  private async bytes(count: number): Promise<Buffer> {
    while (this.waiting < count) {
      if (this.stopped !== undefined) throw this.stopped;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const all = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = all.length > count ? [all.subarray(count)] : [];
    this.waiting -= count;
    return all.subarray(0, count);
  }

  private write(body: Uint8Array): void {
    // In one piece: each piece would wake the process.
    const bytes = Buffer.alloc(4 + body.length);
    bytes.writeUInt32LE(body.length);
    bytes.set(body, 4);
    this.pipe.write(bytes);
  }

  private setDeadline(seconds: number): void {
    clearTimeout(this.timer);
    const late = new Stopped(`it took longer than ${seconds} s by the clock`, true);
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

  private ending(code: number | null, signal: NodeJS.Signals | null): Stopped {
    if (/out of memory/i.test(this.stderr))
      return new Stopped(
        `it took too much memory, more than ${this.limits.megabytes} MB and its tensors`,
      );
    const name = signal ?? signalOf(code);
    const seconds = Math.ceil(this.limits.seconds);
    // That is how the operating system ends what has used up its processor time.
    if (name === "SIGKILL" && performance.now() - this.begun > 900 * seconds)
      return new Stopped(`it computed for longer than ${seconds} s`, true);
    return new Stopped(`it ended early (${name ?? `exit code ${code ?? "unknown"}`})`);
  }
}

/** The signal that a shell, or bwrap, reports as an exit code. */
function signalOf(code: number | null): string | undefined {
  const number = (code ?? 0) - 128;
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
