import { setImmediate } from "node:timers";
import type { Outcome, RichValue, RunnableCell } from "../engine.js";
import { toBundle } from "./display/bundle.js";
import { abandonImports } from "./modules/import.js";
import { Evaluator, type Completion } from "./evaluator.js";
import { giveUp, report } from "./reports.js";
import { currentScope, KernelInterrupted, runIn, Scope, setLatest } from "./scope.js";
import { describeFailure, type Failure } from "./stack/failure.js";
import { rememberCell } from "./stack/sources.js";
import { EverythingThenable, removeInheritedThen } from "./thenable.js";
import { stopTimers } from "./timers.js";
import { keys, Map, Promise } from "../own.js";

const evaluator = new Evaluator();
const running = new Map<Scope, Run>();

/** Starts a cell; its outcome is reported. From when `taken` is called, {@link stopCells} finds it. */
export function startCell(cell: RunnableCell, taken: () => void): void {
  orGiveUp(() => {
    rememberCell(cell);
    const run = new Run(cell);
    running.set(run.scope, run);
    taken();
    setLatest(run.scope);
    run.start();
  });
}

/** Reports a cell as stopped that never began. */
export function stopBefore(cell: RunnableCell): void {
  new Run(cell).stop();
}

/** Stops all cells that run; when there is none, whatever earlier ones have left behind. */
export function stopCells(): void {
  if (running.size === 0) stopTimers();
  for (const run of running.values()) run.stop();
  abandonImports();
}

/** Ends a running cell with an error that came to nobody's hands; false if it does not run. */
export function failCell(scope: Scope, error: unknown): boolean {
  const run = running.get(scope);
  run?.fail(error);
  return run !== undefined;
}

export function runningScope(): Scope | undefined {
  return [...running.keys()].at(-1);
}

/** Whose last expression has been evaluated, even if it was a comm's message that let it go on. */
export function resultScope(): Scope {
  const scope = currentScope();
  return running.has(scope) || scope.isExpression ? scope : (runningScope() ?? scope);
}

class Run {
  readonly scope: Scope;
  readonly #cell: RunnableCell;
  #over = false;

  constructor(cell: RunnableCell) {
    this.#cell = cell;
    this.scope = new Scope(cell.id, cell.allowStdin);
  }

  start(): void {
    const { javascript, name } = this.#cell;
    // An earlier cell's timer may have added one.
    removeInheritedThen();
    evaluate(this.scope, script(javascript, name), (completion) => {
      if (removeInheritedThen()) this.fail(new EverythingThenable());
      else if (completion.type === "thrown") this.fail(completion.error, completion);
      else if (completion.type === "value") void this.#conclude();
      // Otherwise it was terminated and the interrupt says so, or nothing can ever settle what it
      // awaits: then it waits, as it was written to, until it is interrupted.
    });
    // For a cell that ends in a declaration, so that nothing else looks before V8 calls it.
    setImmediate(() => {
      if (!this.#over && removeInheritedThen()) this.fail(new EverythingThenable());
    });
  }

  /** Says at once that the cell was stopped: after a termination no earlier promise may be counted on. */
  stop(): void {
    this.scope.stop();
    this.fail(new KernelInterrupted());
  }

  fail(error: unknown, place?: { line: number; column: number; refused: boolean }): void {
    const cause = removeInheritedThen() ? new EverythingThenable() : error;
    const { name } = this.#cell;
    const failure = describeFailure(
      cause,
      place && { line: place.line, column: place.column, name },
    );
    const refused = place?.refused ? { refused: true } : {};
    orGiveUp(() => this.#finish({ status: "error", ...failure, ...refused }));
  }

  async #conclude(): Promise<void> {
    try {
      await runIn(this.scope, async () => {
        const value = await this.scope.result?.value;
        const result = value === undefined ? undefined : await toBundle(value);
        const userExpressions = await this.#evaluateAll(this.#cell.userExpressions);
        this.#finish({ status: "ok", ...(result && { result }), userExpressions });
      });
    } catch (error) {
      this.fail(error);
    }
  }

  async #evaluateAll(expressions: Record<string, string>): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    const names = keys(expressions);
    // By index: user code may have changed what iterates.
    for (let i = 0; i < names.length; i++) {
      const scope = this.scope.forExpression();
      answers[names[i]] = await evaluateExpression(expressions[names[i]], scope);
    }
    return answers;
  }

  #finish(outcome: Outcome): void {
    if (this.#over) return;
    // First, as it fails for what JSON cannot hold; the cell then fails of that.
    report({ type: "done", cell: this.scope.cell, outcome });
    this.#over = true;
    running.delete(this.scope);
  }
}

/** For what must not fail, or its cell would never be done. */
function orGiveUp(work: () => void): void {
  try {
    work();
  } catch {
    giveUp();
  }
}

type ExpressionReply =
  | ({ status: "ok" } & RichValue)
  | { status: "error"; ename: string; evalue: string; traceback: string[] };

async function evaluateExpression(code: string, scope: Scope): Promise<ExpressionReply> {
  const failed = ({ name, message, traceback }: Failure): ExpressionReply => ({
    status: "error",
    ename: name,
    evalue: message,
    traceback,
  });
  try {
    const completion = await new Promise<Completion>((resolve) => evaluate(scope, code, resolve));
    if (completion.type === "none") return failed(describeFailure(new KernelInterrupted()));
    if (completion.type === "thrown") return failed(describeFailure(completion.error));
    const value = await scope.result?.value;
    const bundle = await toBundle(value);
    return { status: "ok", data: {}, metadata: {}, ...bundle };
  } catch (error) {
    return failed(describeFailure(error));
  }
}

function evaluate(scope: Scope, code: string, then: (completion: Completion) => void): void {
  runIn(scope, () => evaluator.evaluate(code, then));
}

/** A name with spaces would be no name for V8. */
function script(javascript: string, name: string): string {
  return `${javascript}\n//# sourceURL=${name.replaceAll(" ", "%20")}`;
}
