import { appendFileSync } from "node:fs";
import { TestRunner, type RunnerTestCase } from "vitest";
// Served by the process that starts the tests.
import job from "virtual:mutation-job";
import type { Note } from "./journal.js";

type Shared = { module: unknown; reached: Set<number> };
type Trial = { id: string; functions: number[]; load: () => Promise<unknown> };

const shared: Shared = { module: undefined, reached: new Set() };
(globalThis as Record<string, unknown>)[job.shared] = shared;

/** Mutants that no test has caught yet. */
const alive = new Map<string, Trial>(job.trials.map((trial) => [trial.id, trial]));

const note = (entry: Note): void => {
  appendFileSync(job.journal, `${JSON.stringify(entry)}\n`);
};

/**
 * Runs each test as it is, to see what it reaches; then again with each mutant of a function that it reached. A
 * test that fails counts only if it passes again without the mutant.
 */
export default class MutationRunner extends TestRunner {
  /**
   * What ran while tests were collected, or in their hooks, was not mutated, nor are the functions that it made: such
   * mutants are tried in place.
   */
  private forgive(): void {
    for (const [id, { functions }] of alive)
      if (functions.some((name) => shared.reached.has(name))) note({ note: "unclear", id });
    shared.reached.clear();
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    this.forgive();
    const started = performance.now();
    await run();
    const limit = 10_000 + 50 * (performance.now() - started);
    const reached = new Set(shared.reached);
    const name = `${test.file.name} > ${test.name}`;
    for (const trial of [...alive.values()]) {
      const { id, functions } = trial;
      const innermost = functions.at(-1);
      const touches = innermost === undefined ? reached.size > 0 : reached.has(innermost);
      if (!touches) continue;
      note({ note: "trying", id, test: name, limit });
      if (await passes(trial, run)) {
        note({ note: "passed", id });
        continue;
      }
      shared.module = undefined;
      try {
        await run();
      } catch (error) {
        note({ note: "broken", test: name, message: String(error) });
        break;
      }
      alive.delete(id);
      note({ note: "caught", id, test: name });
    }
    shared.module = undefined;
    shared.reached.clear();
  }
}

async function passes({ load }: Trial, run: () => unknown): Promise<boolean> {
  try {
    shared.module = await load();
    await run();
    return true;
  } catch {
    return false;
  } finally {
    shared.module = undefined;
  }
}
