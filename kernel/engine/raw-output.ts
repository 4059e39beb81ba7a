import type { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CRASH_REPORT } from "./death.js";
import type { Output } from "./engine.js";
import { PrintLimit } from "./print-limit.js";

/** A child process that prints without end must not keep its cell from being done. */
const PATIENCE = 100;

/** Node says so when it ends with an inspector session open; the sessions are ours. */
const FAREWELL = "Waiting for the debugger to disconnect...\n";

type Name = "stdout" | "stderr";

/** What arrives by the process's own standard output and error: from native code and child processes. */
export class RawOutput {
  /** A crash report of V8 or Node; the author of a cell is told in other words. */
  crash = "";
  #cell = "";
  #limit = new PrintLimit();
  #held: { name: Name; text: string }[] = [];
  #arrivals = 0;
  readonly #listener: (output: Output) => void;

  constructor(stdout: Readable, stderr: Readable, listener: (output: Output) => void) {
    this.#listener = listener;
    this.#listen(stdout, "stdout");
    this.#listen(stderr, "stderr");
  }

  get cell(): string {
    return this.#cell;
  }

  set cell(cell: string) {
    this.#flush();
    this.#cell = cell;
    this.#limit = new PrintLimit();
  }

  /** Resolves when all that was written before has been handed on. */
  async drained(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    do {
      this.#arrivals = 0;
      // What was written is readable at once; the first turn may have begun before that.
      await nextTurn();
      await nextTurn();
    } while (this.#arrivals > 0 && performance.now() < deadline);
    this.#flush();
  }

  #listen(stream: Readable, name: Name): void {
    const decoder = new TextDecoder();
    stream.on("data", (bytes: Buffer) => {
      this.#arrivals++;
      this.#held.push({ name, text: decoder.decode(bytes, { stream: true }) });
      // Main's own reports that came before are read in the same turn and belong before it.
      if (this.#held.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const held = this.#held;
    this.#held = [];
    for (const { name, text } of held) {
      const shown = this.#limit.admit(name === "stderr" ? this.#withoutCrash(text) : text);
      if (shown !== "") this.#listener({ cell: this.#cell, type: "stream", name, text: shown });
    }
  }

  #withoutCrash(text: string): string {
    text = text.replace(FAREWELL, "");
    const start = this.crash === "" ? text.search(CRASH_REPORT) : 0;
    if (start === -1) return text;
    this.crash += text.slice(start);
    return text.slice(0, start);
  }
}
