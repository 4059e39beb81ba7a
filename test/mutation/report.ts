import type { Result } from "./results.js";

export type Counts = { mutants: number; caught: number; equivalent: number; survived: number };

/** Caught, as a share of all that could be caught. */
export const shareOf = ({ mutants, caught, equivalent }: Counts): number =>
  mutants === equivalent ? 1 : caught / (mutants - equivalent);

export function count(results: readonly Result[], equivalent: ReadonlySet<string>): Counts {
  const caught = results.filter(({ caughtBy }) => caughtBy !== undefined).length;
  const same = results.filter(({ id }) => equivalent.has(id)).length;
  const mutants = results.length;
  return { mutants, caught, equivalent: same, survived: mutants - caught - same };
}

/** By file or by kind, in the order in which they come. */
export function grouped<R extends { file: string; kind: string }>(
  results: readonly R[],
  by: "file" | "kind",
): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const result of results) {
    const group = groups.get(result[by]);
    if (group) group.push(result);
    else groups.set(result[by], [result]);
  }
  return groups;
}

/** The readable report: counts by file and by kind, then what survived, with its line and diff. */
export function reportText(results: readonly Result[], equivalent: ReadonlySet<string>): string {
  const survivors = results.filter(
    ({ id, caughtBy }) => caughtBy === undefined && !equivalent.has(id),
  );
  return [
    table("file", grouped(results, "file"), equivalent),
    "",
    table("kind", grouped(results, "kind"), equivalent),
    "",
    survivors.length === 0 ? "None survived." : "Survived:",
    ...survivors.flatMap(({ file, line, kind, before, after }) => [
      "",
      `${file}:${line} (${kind})`,
      `  - ${before}`,
      `  + ${after}`,
    ]),
    "",
  ].join("\n");
}

function table(
  title: string,
  groups: ReadonlyMap<string, readonly Result[]>,
  equivalent: ReadonlySet<string>,
): string {
  const all = [...groups.values()].flat();
  const rows = [...groups, ["all", all] as const].map(([name, group]) => {
    const counts = count(group, equivalent);
    const { mutants, caught, equivalent: same, survived } = counts;
    const share = `${(100 * shareOf(counts)).toFixed(1)} %`;
    return [name, String(mutants), String(caught), String(same), String(survived), share];
  });
  const head = [title, "mutants", "caught", "equivalent", "survived", "share"];
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  return [head, ...rows]
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))),
    )
    .map((row) => row.join("  "))
    .join("\n");
}
