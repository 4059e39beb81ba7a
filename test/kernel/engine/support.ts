import { vi } from "vitest";
import { createEngine } from "../../../kernel/engine/create-engine.js";
import type { Engine, Outcome, Output, RunnableCell } from "../../../kernel/engine/engine.js";

/** An engine in a real process, with all that it said. */
export interface Bench {
  engine: Engine;
  outputs: Output[];
  deaths: string[];
  questions: string[];
  /** Runs JavaScript as a cell. */
  run(javascript: string, more?: Partial<RunnableCell>): Promise<Outcome>;
  /** What a cell printed, by its id or of all. */
  text(cell?: string, name?: "stdout" | "stderr"): string;
}

export function openBench(cwd: string): Bench {
  const outputs: Output[] = [];
  const deaths: string[] = [];
  const questions: string[] = [];
  const engine = createEngine(
    {
      onOutput: (output) => {
        outputs.push(output);
        return Promise.resolve();
      },
      onQuestion: ({ prompt }) => questions.push(prompt),
      onDeath: (reason) => deaths.push(reason),
    },
    { cwd },
  );
  let number = 0;
  return {
    engine,
    outputs,
    deaths,
    questions,
    run(javascript, more = {}) {
      number++;
      return engine.run({
        id: `cell-${number}`,
        name: `[${number}]`,
        number,
        source: javascript,
        javascript,
        sourceMap: "",
        allowStdin: true,
        userExpressions: {},
        ...more,
      });
    },
    text: (cell, name) =>
      outputs
        .filter((output) => output.type === "stream")
        .filter((output) => cell === undefined || output.cell === cell)
        .filter((output) => name === undefined || output.name === name)
        .map(({ text }) => text)
        .join(""),
  };
}

/** The text of a cell's result; what went wrong if it failed. */
export function shown(outcome: Outcome): unknown {
  return outcome.status === "ok" ? outcome.result?.data["text/plain"] : outcome;
}

/** Waits until a cell has printed that; what it then does, it does at once. */
export const printed = (bench: Bench, text: string): Promise<void> =>
  vi.waitUntil(() => bench.text().includes(text), { timeout: 20_000, interval: 5 }).then(() => {});

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
