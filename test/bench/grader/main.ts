import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findIsolation, findSubmissions, gradable, gradeAll } from "../../../lib/grader/index.js";
import { find } from "../../support/needs.js";
import { treeMemory } from "../../support/tree-memory.js";
import { besideNbgrader } from "./nbgrader.js";
import { EXERCISE, writeSubmissions } from "./submissions.js";

const BESIDE = 20;

/**
 * `npm run bench:grader [-- COUNT [FOLDER]]`: how many submissions a minute and the most memory meanwhile; and, where
 * there is nbgrader, twenty plain submissions by both. With a COUNT of 0 only the latter.
 */
async function main(count = 500, kept?: string): Promise<void> {
  if (count > 0) console.log(JSON.stringify(await crowd(count, kept), null, 2));
  const nbgrader = find("nbgrader");
  if (nbgrader === undefined) {
    console.log("Not measured: nbgrader, which is not there (looked in .cache/nbgrader and PATH).");
    return;
  }
  const beside = besideNbgrader(nbgrader, BESIDE);
  console.log(JSON.stringify(beside, null, 2));
  console.log(`${beside.ratio} × nbgrader's autograde on the same ${BESIDE} notebooks`);
}

/** Submissions of all kinds, hanging and hostile ones among them. */
async function crowd(count: number, kept?: string): Promise<Record<string, unknown>> {
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
  return {
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
}

const round = (x: number): number => Math.round(x * 100) / 100;

const median = (values: readonly number[]): number =>
  round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);

const [, , count, folder] = process.argv as (string | undefined)[];
await main(count === undefined ? undefined : Number(count), folder);
