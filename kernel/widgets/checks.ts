import { inspect } from "node:util";

/** A state whose value lies in a range. */
export interface Bounded {
  /** The value; within the range. */
  value: number;
  /** The least value. */
  min: number;
  /** The greatest value. */
  max: number;
}

/** @throws {TypeError} unless it is a finite number */
export function expectNumber(where: string, value: unknown): void {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new TypeError(`${where}: expected a finite number, got ${inspect(value)}`);
}

/** @throws {TypeError} unless it is a whole number */
export function expectWhole(where: string, value: unknown): void {
  if (!Number.isSafeInteger(value))
    throw new TypeError(`${where}: expected a whole number, got ${inspect(value)}`);
}

/** @throws {TypeError} unless it is text */
export function expectText(where: string, value: unknown): void {
  if (typeof value !== "string")
    throw new TypeError(`${where}: expected a string, got ${inspect(value)}`);
}

/** @throws {RangeError} unless it is one of `choices` */
export function expectOneOf(where: string, value: unknown, choices: readonly unknown[]): void {
  if (!choices.includes(value))
    throw new RangeError(
      `${where}: expected one of ${choices.map((choice) => inspect(choice)).join(", ")}, got ${inspect(value)}`,
    );
}

/**
 * Holds `value` between `min` and `max`: one that is being set must lie there, one that was there
 * before follows its bounds.
 *
 * @param toValue what a bound means as a value
 */
export function inBounds<State extends Bounded>(
  where: string,
  state: State,
  changed: Partial<State>,
  toValue: (bound: number) => number = (bound) => bound,
): State {
  const { value, min, max } = state;
  if (min > max)
    throw new RangeError(`${where}: expected min to be at most max, got ${min} and ${max}`);
  const [least, greatest] = [toValue(min), toValue(max)];
  if (value >= least && value <= greatest) return state;
  if (changed.value !== undefined)
    throw new RangeError(
      `${where}.value: expected a number from ${least} to ${greatest}, got ${value}`,
    );
  return { ...state, value: Math.min(Math.max(value, least), greatest) };
}

/** @throws {RangeError} unless steps lead forward */
export function expectStep(where: string, step: number): void {
  if (!(step > 0)) throw new RangeError(`${where}.step: expected a number above 0, got ${step}`);
}
