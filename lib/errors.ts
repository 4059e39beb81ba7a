/**
 * Every error says where, what was expected and what came:
 * `batchNorm.forward: gamma must have shape (4), got (3)`.
 */

/**
 * A tensor or array has the wrong shape, or an axis or index lies outside it.
 *
 * @example
 * try {
 *   ones([2]).add(ones([3]));
 * } catch (error) {
 *   error instanceof ShapeError; // true
 * }
 */
export class ShapeError extends RangeError {
  override name = "ShapeError";
}

/**
 * A number, label or option lies outside what the operation can mean.
 *
 * @example
 * try {
 *   dropout.forward({ x: ones([2]) }, { p: 2 });
 * } catch (error) {
 *   error instanceof ValueError; // true
 * }
 */
export class ValueError extends RangeError {
  override name = "ValueError";
}

/**
 * Two tensors of different dtype meet, or an operation does not take this dtype.
 *
 * @example
 * try {
 *   ones([2]).add(ones([2], { dtype: "float32" }));
 * } catch (error) {
 *   error instanceof DTypeError; // true
 * }
 */
export class DTypeError extends TypeError {
  override name = "DTypeError";
}

/**
 * A data file is missing, truncated, of another format, or fails its checksum.
 *
 * @example
 * const file = { name: "data_batch_1.bin", bytes: new Uint8Array(7) };
 * try {
 *   parseCifar10([file]);
 * } catch (error) {
 *   error instanceof DataError; // true
 * }
 */
export class DataError extends Error {
  override name = "DataError";
}

/**
 * A data set is not on this machine, and nobody said that it should be.
 *
 * @example
 * new MissingDataError("there is no data") instanceof DataError; // true
 */
export class MissingDataError extends DataError {
  override name = "MissingDataError";
}

/** Throws a `ValueError` unless `value` is a finite number in [min, max]. */
export function requireNumber(
  where: string,
  name: string,
  value: number,
  { min = -Infinity, max = Infinity, integer = false } = {},
): void {
  const right = integer ? Number.isInteger(value) : Number.isFinite(value);
  if (right && value >= min && value <= max) return;
  const kind = integer ? "an integer" : "a finite number";
  const range =
    min === -Infinity && max === Infinity
      ? ""
      : max === Infinity
        ? ` of at least ${min}`
        : ` from ${min} to ${max}`;
  throw new ValueError(`${where}: ${name} must be ${kind}${range}, got ${String(value)}`);
}

/** Throws a `ValueError` unless `value` is a finite number above 0. */
export function requirePositive(where: string, name: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0)
    throw new ValueError(`${where}: ${name} must be a finite number above 0, got ${String(value)}`);
}

/** Throws a `ValueError` unless `value` is one of the words it may be. */
export function requireOneOf(
  where: string,
  name: string,
  value: string,
  words: readonly string[],
): void {
  if (!words.includes(value))
    throw new ValueError(
      `${where}: ${name} must be ${words.map((word) => `"${word}"`).join(" or ")}, got ${JSON.stringify(value)}`,
    );
}
