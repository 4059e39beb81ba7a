import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Result } from "./results.js";

/** A mutant that no test can catch, as it does the same, and why it does. */
export type Equivalent = { file: string; before: string; after: string; reason: string };

const entries = z.array(
  z.strictObject({ file: z.string(), before: z.string(), after: z.string(), reason: z.string() }),
);

export const readEquivalents = (path: string): Equivalent[] =>
  entries.parse(JSON.parse(readFileSync(path, "utf8")));

export const matches = (entry: Equivalent, result: Result): boolean =>
  entry.file === result.file && entry.before === result.before && entry.after === result.after;

/** Entries that name no mutant any more, or one that a test does catch: the list must not grow old. */
export function outdated(list: readonly Equivalent[], results: readonly Result[]): string[] {
  return list.flatMap((entry) => {
    const named = results.filter((result) => matches(entry, result));
    const where = `${entry.file}: ${entry.before} → ${entry.after}`;
    if (named.length === 0) return [`${where}: expected a mutant, got none`];
    return named.flatMap(({ caughtBy }) =>
      caughtBy === undefined ? [] : [`${where}: expected no test to catch it, got ${caughtBy}`],
    );
  });
}
