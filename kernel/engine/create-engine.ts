import { setTimeout as wait } from "node:timers/promises";
import { CellProcess, type CellReport } from "./cell-process.js";
import { describeDeath, UNSTOPPABLE, type Death } from "./death.js";
import type {
  CommMessage,
  Engine,
  EngineListeners,
  Outcome,
  Output,
  RunnableCell,
} from "./engine.js";
import { InspectorRelay } from "./inspector-relay.js";
import { JoinedStreams } from "./join-streams.js";
import type { Notice } from "./messages.js";
import { spawnCellProcess } from "./spawn.js";

/** The helper thread gives up after 2 s and says so; this is for one that cannot say anything. */
const LAST_RESORT = 2500;
/** Outputs under way to the front end before the cell process is held back. */
const UNDER_WAY = 16;

/** Starts a process at once. A cell that comes before its process is ready waits in the pipe. */
export function createEngine(listeners: EngineListeners, { cwd }: { cwd: string }): Engine {
  return new ProcessEngine(listeners, cwd);
}

class ProcessEngine implements Engine {
  readonly inspector: InspectorRelay;
  readonly #listeners: EngineListeners;
  readonly #cwd: string;
  readonly #streams: JoinedStreams;
  readonly #running = new Map<string, { process: CellProcess; resolve(outcome: Outcome): void }>();
  readonly #hearing = new Map<string, () => void>();
  readonly #endings = new Map<CellProcess, () => void>();
  readonly #interrupts = new Map<number, (stopped: boolean) => void>();
  #process: CellProcess;
  #interruptId = 0;
  #underWay = 0;
  #closed = false;

  constructor(listeners: EngineListeners, cwd: string) {
    this.#listeners = listeners;
    this.#cwd = cwd;
    this.#streams = new JoinedStreams((output) => this.#hand(output));
    this.#process = this.#start();
    this.inspector = new InspectorRelay((command) => this.#living().send(command));
  }

  run(cell: RunnableCell): Promise<Outcome> {
    const process = this.#living();
    process.ownsRawOutput(cell.id);
    process.send({ type: "run", cell });
    return new Promise((resolve) => this.#running.set(cell.id, { process, resolve }));
  }

  /** The process, or the one that follows when it has died. */
  #living(): CellProcess {
    if (this.#closed) throw new Error("engine: expected an open engine, got a closed one");
    if (!this.#process.alive) this.#process = this.#start();
    return this.#process;
  }

  async interrupt(): Promise<void> {
    const process = this.#process;
    if (!process.alive) return;
    const id = ++this.#interruptId;
    const answer = new Promise<boolean>((resolve) => this.#interrupts.set(id, resolve));
    process.readOn();
    process.send({ type: "interrupt", id });
    const stopped = await Promise.race([answer, wait(LAST_RESORT, false, { ref: false })]);
    this.#interrupts.delete(id);
    if (!stopped) await this.#end(process, UNSTOPPABLE);
    this.#heardAll();
  }

  receiveComm({ buffers, ...comm }: CommMessage, id: string): Promise<void> {
    if (!this.#process.alive) return Promise.resolve();
    this.#process.send({ type: "comm", id, comm }, buffers);
    return new Promise((resolve) => this.#hearing.set(id, resolve));
  }

  answer(text: string): void {
    this.#process.send({ type: "answer", text });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#process.alive) await this.#end(this.#process, "The kernel was shut down.");
  }

  #start(): CellProcess {
    const process: CellProcess = new CellProcess(spawnCellProcess(this.#cwd), {
      onOutput: (output) => this.#streams.add(output),
      onNotice: (notice) => this.#onNotice(notice),
      onReport: (report) => this.#onReport(report),
      onDeath: (death) => this.#onDeath(process, death),
    });
    return process;
  }

  #hand(output: Output): void {
    const sent = this.#listeners.onOutput(output);
    if (++this.#underWay === UNDER_WAY && this.#interrupts.size === 0) this.#process.holdBack();
    const arrived = () => {
      if (--this.#underWay < UNDER_WAY) this.#process.readOn();
    };
    sent.then(arrived, arrived);
  }

  #onReport(report: CellReport): void {
    this.#streams.flush();
    if (report.type === "done") this.#finish(report.cell, report.outcome);
    else if (report.type === "heard") {
      this.#hearing.get(report.id)?.();
      this.#hearing.delete(report.id);
    } else {
      const { cell, prompt, password } = report;
      this.#listeners.onQuestion({ cell, prompt, password });
    }
  }

  /** A listener that was ended does not return. */
  #heardAll(): void {
    for (const resolve of this.#hearing.values()) resolve();
    this.#hearing.clear();
  }

  #finish(cell: string, outcome: Outcome): void {
    this.#running.get(cell)?.resolve(outcome);
    this.#running.delete(cell);
  }

  #onNotice(notice: Notice): void {
    if (notice.type === "interrupted") this.#interrupts.get(notice.id)?.(notice.stopped);
    else this.inspector.receive(notice);
  }

  async #end(process: CellProcess, why: string): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#endings.set(process, resolve));
    process.end(why);
    await ended;
  }

  #onDeath(process: CellProcess, death: Death): void {
    const reason = describeDeath(death);
    this.#streams.flush();
    this.inspector.abandon(reason);
    for (const resolve of this.#interrupts.values()) resolve(true);
    this.#heardAll();
    if (!this.#closed) this.#listeners.onDeath(reason);
    const name = "EngineEnded";
    const traceback = [`${name}: ${reason}`];
    for (const [cell, run] of [...this.#running])
      if (run.process === process)
        this.#finish(cell, { status: "error", name, message: reason, traceback });
    // Ready for the next cell, which should not wait for it.
    if (!this.#closed && process === this.#process && process.served) this.#process = this.#start();
    this.#endings.get(process)?.();
    this.#endings.delete(process);
  }
}
