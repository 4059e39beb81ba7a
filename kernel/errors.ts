/**
 * A problem the person at the keyboard can mend: its message says where, what, what was expected
 * and what was there, and is shown without a stack.
 */
export class UserError extends Error {
  override name = "UserError";
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
