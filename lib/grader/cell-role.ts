import { z } from "zod";
import type { Cell } from "../../kernel/notebook/format.js";

/**
 * What a cell is to the grader: `solution` is written by the student, `check` runs the visible check, `setup` is
 * imported before the solution, `predict` holds the reader's guesses, `plain` is all the rest. `reflection`, of text,
 * is answered in words and graded by hand. `hidden`, code or text, is left out of the students' notebook.
 */
export type CellRole =
  | { role: "solution" | "reflection"; id: string }
  | { role: "check" | "hidden" | "setup" | "predict" | "plain" };

const roleSchema = z.discriminatedUnion("role", [
  z.object({ role: z.literal("solution"), id: z.string().min(1) }),
  z.object({ role: z.literal("reflection"), id: z.string().min(1) }),
  z.object({ role: z.enum(["check", "hidden", "setup", "predict"]) }),
]);

/** What kind of cell a role is for. */
const TYPES: Readonly<Record<CellRole["role"], readonly string[]>> = {
  solution: ["code"],
  check: ["code"],
  setup: ["code"],
  predict: ["code"],
  reflection: ["markdown"],
  hidden: ["code", "markdown"],
  plain: [],
};

/** The role in a cell's metadata; metadata that says nothing valid makes a plain cell. */
export function roleOf(cell: Cell): CellRole {
  const parsed = roleSchema.safeParse(cell.metadata.gradlab);
  return parsed.success && TYPES[parsed.data.role].includes(cell.cell_type)
    ? parsed.data
    : { role: "plain" };
}

/** Whether a cell says something about its role, be it valid or not. */
export const claimsRole = (cell: Cell): boolean => cell.metadata.gradlab !== undefined;
