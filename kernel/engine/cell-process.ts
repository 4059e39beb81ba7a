import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Duplex, Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { packageRoot } from "../paths.js";
import type { Death } from "./death.js";
import { encodeFrame, FrameReader } from "./frames.js";
import { COMMANDS, REPORTS, type Command, type Notice, type Report } from "./messages.js";
import { nodeFlags } from "./node-flags.js";
import { RawOutput } from "./raw-output.js";
import type { Output } from "./engine.js";

const ENTRY = join(packageRoot, "dist", "kernel", "engine", "cell", "main.js");

/** Escaped grandchildren may hold the pipes open after the process has ended. */
const PIPES_CLOSE = 500;

export type CellReport = Exclude<Report, { type: "output" | "barrier" | "exit" }>;

export interface CellProcessListeners {
  onReport(report: CellReport): void;
  onNotice(notice: Notice): void;
  onOutput(output: Output): void;
  onDeath(death: Death): void;
}

/** One process that runs cells, with its pipes. */
export class CellProcess {
  readonly #child: ChildProcess;
  readonly #listeners: CellProcessListeners;
  readonly #raw: RawOutput;
  readonly #reports: Report[] = [];
  #draining = false;
  #exitCall: number | undefined;
  #ended: string | undefined;
  #alive = true;
  #served = false;

  constructor(cwd: string, listeners: CellProcessListeners) {
    this.#listeners = listeners;
    // A group of its own: what a terminal sends to our group is ours to answer, and ending the group
    // ends the processes that cells have started.
    this.#child = spawn(process.execPath, [...nodeFlags, ENTRY], {
      cwd,
      detached: true,
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    const [, stdout, stderr, reports, commands] = this.#child.stdio as unknown as Readable[];
    this.#raw = new RawOutput(stdout, stderr, (output) => listeners.onOutput(output));
    const reader = new FrameReader();
    reports.on("data", (piece: Buffer) => {
      for (const { message, buffers } of reader.read(piece)) {
        const report = message as Report;
        if (report.type === "output" && buffers.length > 0)
          Object.assign(report.output, { buffers });
        this.#reports.push(report);
      }
      this.#handle();
    });
    const notices = new FrameReader();
    commands.on("data", (piece: Buffer) => {
      for (const { message } of notices.read(piece)) listeners.onNotice(message as Notice);
    });
    for (const pipe of [stdout, stderr, reports, commands]) pipe.on("error", () => undefined);
    void this.#watch();
  }

  get alive(): boolean {
    return this.#alive && this.#ended === undefined;
  }

  /** Whether a cell was ever given to it: one that dies before may never come to life. */
  get served(): boolean {
    return this.#served;
  }

  send(command: Command, buffers: readonly Uint8Array[] = []): void {
    const pipe = this.#child.stdio[COMMANDS] as Duplex;
    if (pipe.writable) pipe.write(encodeFrame(command, buffers));
  }

  /** Whose output it is when something writes around main's streams. */
  ownsRawOutput(cell: string): void {
    this.#served = true;
    this.#raw.cell = cell;
  }

  /** Reads on even when those who get the output cannot keep up: a blocked process cannot stop. */
  readOn(): void {
    (this.#child.stdio[REPORTS] as Readable).resume();
  }

  /** Holds the process back: it blocks as soon as the pipe is full. */
  holdBack(): void {
    (this.#child.stdio[REPORTS] as Readable).pause();
  }

  /** Ends the process and all that it started. */
  end(why: string): void {
    this.#ended ??= why;
    this.#kill();
  }

  #handle(): void {
    while (!this.#draining) {
      const report = this.#reports.shift();
      if (report === undefined) return;
      if (report.type === "output") this.#listeners.onOutput(report.output);
      else if (report.type === "question" || report.type === "heard")
        this.#listeners.onReport(report);
      else if (report.type === "exit") this.#exitCall = report.code;
      else {
        this.#draining = true;
        void this.#raw.drained().then(() => {
          this.#draining = false;
          if (report.type === "done") this.#listeners.onReport(report);
          this.#handle();
        });
      }
    }
  }

  async #watch(): Promise<void> {
    const child = this.#child;
    const closed = once(child, "close").catch(() => undefined);
    const [code, signal] = await exitOf(child);
    this.#alive = false;
    this.#kill();
    await Promise.race([closed, wait(PIPES_CLOSE)]);
    await this.#raw.drained();
    this.#listeners.onDeath({
      code,
      signal,
      exitCall: this.#exitCall,
      crash: this.#raw.crash,
      ended: this.#ended,
    });
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === "win32") this.#child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
  }
}

function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once("exit", (...end) => resolve(end));
    child.once("error", () => resolve([null, null]));
  });
}
