import type { Entry } from "../step.js";

/**
 * Where a value comes from: it was given, computed on the way forward, given as the gradient at the end (upstream),
 * or computed on the way back.
 */
export type Pass = "given" | "forward" | "upstream" | "backward";

/** A value in a trace, and how it hangs together with the others. */
export type TraceEntry = Entry & {
  pass: Pass;
  /** The names of the entries that it was computed from, in their order. */
  reads: readonly string[];
  /** Of a gradient: the name of the entry whose gradient it is. */
  of?: string;
};

/** What tables, exports and drawings take: the whole of a trace as plain data. */
export type TraceData = { readonly title: string; readonly entries: readonly TraceEntry[] };

/** Whether an entry belongs to the way forward: a value, and no gradient. */
export const isValue = ({ pass }: TraceEntry): boolean => pass === "given" || pass === "forward";

/** The gradient of each value. Where several were recorded, the last: the one that gathers the others. */
export function gradientsByValue(entries: readonly TraceEntry[]): ReadonlyMap<string, TraceEntry> {
  const found = new Map<string, TraceEntry>();
  for (const entry of entries) if (entry.of !== undefined) found.set(entry.of, entry);
  return found;
}
