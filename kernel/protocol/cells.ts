import { cellPath } from "../debugger/cell-path.js";
import type { Debugger } from "../debugger/debugger.js";
import type { Engine, Outcome } from "../engine/engine.js";
import type { Language, PreparedCell } from "../language/language.js";
import type { ExecutionQueue } from "./execution-queue.js";
import { typeError } from "./type-error.js";

export interface Cell {
  /** The execute_request's msg_id. */
  id: string;
  code: string;
  number: number;
  allowStdin: boolean;
  userExpressions: Record<string, string>;
}

type Failure = Extract<Outcome, { status: "error" }>;

/** So long, those that were sent before their sender knew of an error may be on their way. */
const UNDER_WAY = 10;

/** Checks and runs cells, one at a time. */
export class Cells {
  /** How many cells have been counted. */
  count = 0;
  /** The cell that runs, or ran last: whose the output is that nobody can be named for. */
  latest = "";
  /** Whether user code of a cell runs now. */
  running = false;
  private stop: ((failure: Failure) => void) | undefined;
  private generation = 0;

  constructor(
    private readonly language: Language,
    private readonly engine: Engine,
    private readonly queue: ExecutionQueue,
    private readonly debug?: Debugger,
  ) {}

  async run(cell: Cell): Promise<Outcome> {
    this.latest = cell.id;
    const name = cellPath(cell.code);
    const prepared = await this.prepare(cell, name);
    if ("status" in prepared) return prepared;
    if (prepared.errors.length > 0) return typeError(prepared.errors, cell);
    const { javascript, sourceMap } = prepared;
    const { id, code: source, number, allowStdin, userExpressions } = cell;
    this.running = true;
    try {
      await this.debug?.cellStarts({ name, source, javascript, sourceMap });
      return await this.engine.run({
        ...{ id, name, source, number, javascript, sourceMap, allowStdin, userExpressions },
      });
    } finally {
      this.running = false;
    }
  }

  /** Stops the running cell, if only its check has begun that too, and whatever else user code does. */
  async interrupt(): Promise<void> {
    if (this.stop) {
      const name = "KernelInterrupted";
      const message = "The cell was interrupted before it ran.";
      this.stop({ status: "error", name, message, traceback: [`${name}: ${message}`] });
    } else {
      await this.engine.interrupt();
    }
  }

  /** After a failure: the cells that were sent before it was known do not run. */
  async abortQueue(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, UNDER_WAY));
    this.queue.abort();
  }

  /** Variables are gone, so later cells must not be checked as if they were there. */
  async forget(): Promise<void> {
    this.generation++;
    await this.language.forget();
  }

  /** @returns the failure when an interrupt came first */
  private async prepare(cell: Cell, name: string): Promise<PreparedCell | Failure> {
    const stopped = new Promise<Failure>((resolve) => (this.stop = resolve));
    try {
      for (;;) {
        const { generation } = this;
        const source = { number: cell.number, code: cell.code, name };
        const prepared = await Promise.race([this.language.prepare(source), stopped]);
        if (generation === this.generation) return prepared; // else checked against lost variables
      }
    } finally {
      this.stop = undefined;
    }
  }
}
