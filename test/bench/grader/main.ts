import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findIsolation, findSubmissions, gradable, gradeAll } from "../../../lib/grader/index.js";
import { treeMemory } from "../../support/tree-memory.js";
import { EXERCISE, writeSubmissions } from "./submissions.js";

/** `npm run bench:grader [-- COUNT [FOLDER]]`: how many submissions a minute, and the most memory meanwhile. */
async function main(count = 500, kept?: string): Promise<void> {
  const folder = kept ?? join(tmpdir(), `gradlab-bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const kinds = writeSubmissions(folder, count);
  const { exercise, trusted } = await gradable(EXERCISE);
  const isolation = await findIsolation({ unsafe: true });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, treeMemory(process.pid) || 0)), 500);
  const seconds = new Map<string, number[]>();
  const start = performance.now();
  const results = await gradeAll(findSubmissions(folder), exercise, trusted, {
    isolation,
    onResult: ({ student }, took) => {
      const [kind] = student.split("-");
      seconds.set(kind, [...(seconds.get(kind) ?? []), took]);
    },
  });
  const minutes = (performance.now() - start) / 60_000;
  clearInterval(watch);
  if (kept === undefined) rmSync(folder, { recursive: true });

  const failed = results.filter(({ status }) => status !== "graded").length;
  const line = {
    submissions: count,
    ...Object.fromEntries(kinds),
    checks_each: exercise.checks.length,
    isolation: isolation.name,
    minutes: round(minutes),
    submissions_a_minute: round(count / minutes),
    peak_mb: Math.round(peak),
    median_seconds: Object.fromEntries([...seconds].map(([kind, took]) => [kind, median(took)])),
    not_graded: failed,
  };
  console.log(JSON.stringify(line, null, 2));
}

const round = (x: number): number => Math.round(x * 100) / 100;

const median = (values: readonly number[]): number =>
  round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);

const [, , count, folder] = process.argv as (string | undefined)[];
await main(count === undefined ? undefined : Number(count), folder);
