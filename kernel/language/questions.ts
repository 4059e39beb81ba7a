import type { CellSource } from "./language.js";

/** What the front asks the worker thread. */
export type Question =
  | { kind: "prepare"; cell: CellSource }
  | { kind: "withdraw" }
  | { kind: "translate"; expression: string }
  | { kind: "complete"; code: string; cursor: number }
  | { kind: "inspect"; code: string; cursor: number; detail: 0 | 1 }
  | { kind: "isComplete"; code: string }
  | { kind: "forget" };

export type Answer = { id: number; value: unknown } | { id: number; error: string };
