/** Thrown by a step whose hole nobody has filled in yet. */
export class NotWrittenError extends Error {
  override name = "NotWrittenError";

  constructor(readonly step: string) {
    super(`${step}: not written yet`);
  }
}

/**
 * Stands in an exercise where a step is still to be written. It fits any type, so an unsolved exercise
 * compiles; the check reports the step as not written yet and goes on with the right value.
 *
 * @throws NotWrittenError always.
 *
 * @example
 * try {
 *   todo("mean");
 * } catch (error) {
 *   error instanceof Error; // true
 * }
 */
export function todo(step: string): never {
  throw new NotWrittenError(step);
}
