import { messageOf, UserError } from "../errors.js";
import type { KernelClient, Reply } from "./client.js";
import type { CodeCell, ErrorOutput, Notebook } from "./format.js";
import { errorFromReply, Outputs } from "./outputs.js";

export interface RunOptions {
  /** Longest time for one cell, in seconds. Default: no limit. */
  timeout?: number;
  /** Stops the run: the running cell is interrupted, the cells after it are not started. */
  stop?: AbortSignal;
  onCell?: (cell: CodeCell, position: Position) => void;
  onCellDone?: (cell: CodeCell, position: Position, milliseconds: number) => void;
}

/** Which of the notebook's code cells, counted from 1. */
export interface Position {
  number: number;
  total: number;
}

export interface Outcome {
  status: "ok" | "failed" | "stopped";
  /** The cell that failed, and why. */
  failure?: { cell: CodeCell; position: Position; error: ErrorOutput };
}

/** How long an interrupted cell may take to end. */
const PATIENCE = 5000;

/**
 * Runs a notebook's code cells in order and puts their outputs in place, up to the first that fails.
 * A cell tagged `raises-exception` may fail.
 */
export async function runNotebook(
  client: KernelClient,
  notebook: Notebook,
  options: RunOptions = {},
): Promise<Outcome> {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  const outputs = new Outputs();
  const interrupt = () => client.interrupt();
  options.stop?.addEventListener("abort", interrupt);
  try {
    for (const [index, cell] of cells.entries()) {
      if (cell.source.trim() === "") continue;
      if (options.stop?.aborted) return { status: "stopped" };
      const position = { number: index + 1, total: cells.length };
      options.onCell?.(cell, position);
      const start = performance.now();
      const error = await runCell(client, cell, outputs, options);
      options.onCellDone?.(cell, position, performance.now() - start);
      if (error && options.stop?.aborted) return { status: "stopped" };
      if (error && !mayFail(cell)) return { status: "failed", failure: { cell, position, error } };
    }
  } finally {
    options.stop?.removeEventListener("abort", interrupt);
  }
  return { status: options.stop?.aborted ? "stopped" : "ok" };
}

/** @returns why the cell failed */
async function runCell(
  client: KernelClient,
  cell: CodeCell,
  outputs: Outputs,
  options: RunOptions,
): Promise<ErrorOutput | undefined> {
  const limit = new Limit(client, options.timeout);
  let reply: Reply;
  try {
    const onMessage = outputs.apply.bind(outputs, cell.outputs);
    reply = await client.execute(cell.source, onMessage);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    const evalue = limit.passed ? limit.message : messageOf(thrown);
    return addError(cell, limit.passed ? "Timeout" : thrown.name, evalue);
  } finally {
    limit.clear();
  }
  cell.execution_count = reply.execution_count ?? null;
  if (reply.status === "ok") return undefined;
  if (limit.passed) {
    cell.outputs.splice(0, Infinity, ...cell.outputs.filter((o) => o.output_type !== "error"));
    return addError(cell, "Timeout", limit.message);
  }
  const shown = cell.outputs.find((output) => output.output_type === "error");
  if (shown) return shown;
  const error = errorFromReply(reply, cell.outputs);
  cell.outputs.push(error);
  return error;
}

function addError(cell: CodeCell, ename: string, evalue: string): ErrorOutput {
  const error: ErrorOutput = {
    output_type: "error",
    ename,
    evalue,
    traceback: [`${ename}: ${evalue}`],
  };
  cell.outputs.push(error);
  return error;
}

function mayFail(cell: CodeCell): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes("raises-exception");
}

/** Interrupts a cell that takes too long, and ends the kernel if that does not help. */
class Limit {
  passed = false;
  readonly message: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(client: KernelClient, seconds: number | undefined) {
    this.message = `expected the cell to end within ${seconds ?? 0} s, got no end`;
    if (seconds === undefined) return;
    this.timer = setTimeout(() => {
      this.passed = true;
      client.interrupt();
      this.timer = setTimeout(() => client.kill(), PATIENCE);
    }, seconds * 1000);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
