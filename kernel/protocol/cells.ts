import { cellPath } from "../debugger/cell-path.js";
import type { Debugger } from "../debugger/debugger.js";
import type { Engine, Outcome, RunnableCell } from "../engine/engine.js";
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
  private stop: (() => void) | undefined;
  private generation = 0;

  constructor(
    private readonly language: Language,
    private readonly engine: Engine,
    private readonly queue: ExecutionQueue,
    private readonly debug: Debugger,
  ) {}

  async run(cell: Cell): Promise<Outcome> {
    this.latest = cell.id;
    const ready = await this.untilInterrupted(() => this.prepare(cell));
    if (ready === undefined) {
      this.withdraw();
      return interruption();
    }
    if ("status" in ready) return ready;
    this.running = true;
    try {
      const outcome = await this.engine.run(ready.cell);
      if (outcome.status === "ok") Object.assign(outcome.userExpressions, ready.wrongExpressions);
      else if (outcome.refused) this.withdraw();
      return outcome;
    } finally {
      this.running = false;
    }
  }

  /** Stops the running cell, if only its check has begun that too, and whatever else user code does. */
  async interrupt(): Promise<void> {
    if (this.stop) this.stop();
    else await this.engine.interrupt();
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

  /** Does what comes before the run, or leaves off as soon as there is an interrupt. */
  private async untilInterrupted<T>(work: () => Promise<T>): Promise<T | undefined> {
    const stop = { pressed: false };
    const stopped = new Promise<undefined>((resolve) => {
      this.stop = () => {
        stop.pressed = true;
        resolve(undefined);
      };
    });
    try {
      const done = await Promise.race([work(), stopped]);
      return stop.pressed ? undefined : done;
    } finally {
      this.stop = undefined;
    }
  }

  /** The cell that was checked last did not run: later ones must not be checked as if it had. */
  private withdraw(): void {
    // Behind its check, before the next one's; nobody has to wait for it.
    this.language.withdraw().catch(() => undefined);
  }

  /** @returns the cell as the engine runs it, or why it must not run */
  private async prepare(cell: Cell): Promise<Ready | Outcome> {
    const { id, code: source, number, allowStdin } = cell;
    const name = cellPath(source);
    let prepared: PreparedCell;
    let { generation } = this;
    for (;;) {
      prepared = await this.language.prepare({ number, code: source, name });
      if (generation === this.generation) break;
      generation = this.generation; // it was checked against variables that are gone
    }
    if (prepared.errors.length > 0) return typeError(prepared.errors, cell);
    const { javascript, sourceMap } = prepared;
    await this.debug.cellStarts({ name, source, javascript, sourceMap });
    const { userExpressions, wrongExpressions } = await this.translate(cell.userExpressions);
    return {
      cell: { id, name, source, number, javascript, sourceMap, allowStdin, userExpressions },
      wrongExpressions,
    };
  }

  private async translate(expressions: Record<string, string>) {
    const userExpressions: Record<string, string> = {};
    const wrongExpressions: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions)) {
      const translated = await this.language.translate(expression);
      if ("javascript" in translated) userExpressions[name] = translated.javascript;
      else wrongExpressions[name] = wrongExpression(translated.syntaxError);
    }
    return { userExpressions, wrongExpressions };
  }
}

/** What is needed to run a cell. */
interface Ready {
  cell: RunnableCell;
  /** The answers for user expressions that cannot be evaluated. */
  wrongExpressions: Record<string, unknown>;
}

function wrongExpression(evalue: string) {
  const ename = "SyntaxError";
  return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

function interruption(): Outcome {
  const name = "KernelInterrupted";
  const message = "The cell was interrupted before it ran.";
  return { status: "error", name, message, traceback: [`${name}: ${message}`] };
}
