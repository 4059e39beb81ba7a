import { z } from "zod";
import type { Cell } from "../../kernel/notebook/format.js";

/**
 * What a cell is to the grader: `solution` is written by the student, `check` runs the visible check, `setup` is
 * imported before the solution, `hidden` is left out of the students' notebook, `plain` is all the rest.
 */
export type CellRole =
  { role: "solution"; id: string } | { role: "check" | "hidden" | "setup" | "plain" };

const roleSchema = z.discriminatedUnion("role", [
  z.object({ role: z.literal("solution"), id: z.string().min(1) }),
  z.object({ role: z.enum(["check", "hidden", "setup"]) }),
]);

/** The role in a cell's metadata; metadata that says nothing valid makes a plain cell. */
export function roleOf(cell: Cell): CellRole {
  const parsed = roleSchema.safeParse(cell.metadata.gradlab);
  return parsed.success && cell.cell_type === "code" ? parsed.data : { role: "plain" };
}

/** Whether a cell says something about its role, be it valid or not. */
export const claimsRole = (cell: Cell): boolean => cell.metadata.gradlab !== undefined;
