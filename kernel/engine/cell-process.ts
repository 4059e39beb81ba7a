import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Duplex, Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { isNotice, isReport } from "./check-messages.js";
import { UNINTELLIGIBLE, type Death } from "./death.js";
import { BadFrame, encodeFrame, FrameReader, type Frame } from "./frames.js";
import { COMMANDS, REPORTS, type Command, type Notice, type Report } from "./messages.js";
import { RawOutput } from "./raw-output.js";
import type { Output } from "./engine.js";

/** Escaped grandchildren may hold the pipes open after the process has ended. */
const PIPES_CLOSE = 500;
/** A frame is written in one go; the rest of one that was begun does not let us wait that long. */
const STALLED = 5000;

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

  constructor(child: ChildProcess, listeners: CellProcessListeners) {
    this.#listeners = listeners;
    this.#child = child;
    const [, stdout, stderr, reports, commands] = this.#child.stdio as unknown as Readable[];
    this.#raw = new RawOutput(stdout, stderr, (output) => listeners.onOutput(output));
    this.#listen(reports, ({ message, buffers }) => {
      if (!isReport(message)) return false;
      if (message.type === "output" && buffers.length > 0)
        Object.assign(message.output, { buffers });
      this.#reports.push(message);
      this.#handle();
      return true;
    });
    this.#listen(commands, ({ message }) => {
      if (!isNotice(message)) return false;
      listeners.onNotice(message);
      return true;
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

  /**
   * Reads a pipe that user code can write to as well, or make us write nonsense to: then nothing
   * that follows can be trusted, and the process has to end.
   */
  #listen(pipe: Readable, take: (frame: Frame) => boolean): void {
    const reader = new FrameReader();
    const giveUp = () => {
      pipe.removeAllListeners("data").resume();
      this.end(UNINTELLIGIBLE);
    };
    let stalled: NodeJS.Timeout | undefined;
    pipe.on("data", (piece: Buffer) => {
      clearTimeout(stalled);
      try {
        for (const frame of reader.read(piece)) if (!take(frame)) throw new BadFrame("not ours");
      } catch (error) {
        if (!(error instanceof BadFrame)) throw error;
        giveUp();
        return;
      }
      if (reader.unfinished && this.alive)
        stalled = setTimeout(() => {
          if (!pipe.isPaused()) giveUp();
        }, STALLED).unref();
    });
    pipe.on("close", () => clearTimeout(stalled));
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
