import { PrintLimit } from "../print-limit.js";
import { createContexts } from "./contexts.js";
import { Error, Set } from "../own.js";

/** Thrown into user code of a cell that was stopped, when it prints or displays after that. */
export class KernelInterrupted extends Error {
  override name = "KernelInterrupted";

  constructor() {
    super("the cell was stopped; variables keep what they had");
  }
}

/** One run of a cell, with all that it set going: timers, promises, listeners. */
export class Scope {
  readonly cell: string;
  readonly allowStdin: boolean;
  isExpression = false;
  readonly printLimit = new PrintLimit();
  /** The value of its last expression. */
  result: { value: unknown } | undefined;
  readonly #onStop = new Set<() => void>();
  #stopped = false;

  constructor(cell: string, allowStdin: boolean) {
    this.cell = cell;
    this.allowStdin = allowStdin;
  }

  /** The user stopped it: what it left behind must not go on. */
  get stopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
    for (const end of this.#onStop) end();
  }

  /** Calls `end` if the cell is stopped; the answer is a function that withdraws that. */
  onStop(end: () => void): () => void {
    this.#onStop.add(end);
    return () => this.#onStop.delete(end);
  }

  /** For a user expression that is evaluated after the cell: it has a result of its own. */
  forExpression(): Scope {
    const scope = new Scope(this.cell, this.allowStdin);
    scope.isExpression = true;
    return scope;
  }
}

const contexts = createContexts<Scope>();
let latest = new Scope("", false);

/** The cell that the running code belongs to; where that cannot be told, the latest. */
export function currentScope(): Scope {
  return contexts.current() ?? latest;
}

/** Runs `code`, and what it sets going, in the name of a cell. */
export function runIn<T>(scope: Scope, code: () => T): T {
  return contexts.run(scope, code);
}

export function setLatest(scope: Scope): void {
  latest = scope;
}

/** The current scope, unless it was stopped: then what asks is ended here. */
export function livingScope(): Scope {
  const scope = currentScope();
  if (scope.stopped) throw new KernelInterrupted();
  return scope;
}
