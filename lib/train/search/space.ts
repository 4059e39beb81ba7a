import { requireNumber, ValueError } from "../../errors.js";
import type { Random } from "../../random.js";

/** The values that one hyperparameter may take. */
export type Range =
  | { kind: "log" | "linear"; min: number; max: number }
  | { kind: "choice"; values: readonly number[] };

/** The ranges of all hyperparameters, by name. */
export type Space = Readonly<Record<string, Range>>;
/** One value for each. */
export type Params = Record<string, number>;

/**
 * From `min` to `max` with the exponent drawn uniformly, for learning rates and regularization: each power of ten is
 * as likely as the next.
 *
 * @throws ValueError if not 0 < min < max.
 *
 * @example
 * logUniform(1e-5, 1e-1).min; // 0.00001
 */
export function logUniform(min: number, max: number): Range {
  requireNumber("logUniform", "min", min, { min: Number.MIN_VALUE });
  return range("logUniform", "log", min, max);
}

/**
 * From `min` to `max`, each value as likely as the next.
 *
 * @throws ValueError if not min < max.
 *
 * @example
 * linearUniform(0.3, 0.7).max; // 0.7
 */
export const linearUniform = (min: number, max: number): Range =>
  range("linearUniform", "linear", min, max);

/**
 * One of these values, each as likely as the next.
 *
 * @throws ValueError without values.
 *
 * @example
 * choice([50, 100, 200]);
 */
export function choice(values: readonly number[]): Range {
  if (values.length === 0) throw new ValueError("choice: expected at least one value, got none");
  return { kind: "choice", values };
}

function range(where: string, kind: "log" | "linear", min: number, max: number): Range {
  requireNumber(where, "min", min);
  requireNumber(where, "max", max);
  if (min >= max) throw new ValueError(`${where}: max must be above min, ${min}, got ${max}`);
  return { kind, min, max };
}

/** Draws a value for each range, in the order of the space. */
export const draw = (space: Space, rng: Random): Params =>
  Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, valueAt(range, rng.uniform())]),
  );

function valueAt(range: Range, share: number): number {
  if (range.kind === "choice") return range.values[Math.floor(share * range.values.length)];
  const [low, high] = scaled(range);
  const at = low + (high - low) * share;
  return range.kind === "log" ? Math.exp(at) : at;
}

const scaled = ({ kind, min, max }: Range & { min: number; max: number }): [number, number] =>
  kind === "log" ? [Math.log(min), Math.log(max)] : [min, max];

/** Where a value lies in its range: 0 at the low end, 1 at the high end; undefined for a choice. */
export function shareOf(range: Range, value: number): number | undefined {
  if (range.kind === "choice") return undefined;
  const [low, high] = scaled(range);
  return ((range.kind === "log" ? Math.log(value) : value) - low) / (high - low);
}

/**
 * Finer ranges: each around the good values, from the lowest to the highest of them and a tenth of the old width
 * beyond. Good values at the border widen the range past it, for that is where to look on. Choices keep the values
 * that were good.
 */
export const narrow = (space: Space, good: readonly Params[]): Space =>
  Object.fromEntries(
    Object.entries(space).map(([name, range]): [string, Range] => {
      const values = good.map((params) => params[name]);
      if (range.kind === "choice")
        return [name, { ...range, values: range.values.filter((v) => values.includes(v)) }];
      const shares = values.map((value) => shareOf(range, value) ?? 0);
      const [min, max] = [Math.min(...shares) - 0.1, Math.max(...shares) + 0.1];
      return [name, { ...range, min: valueAt(range, min), max: valueAt(range, max) }];
    }),
  );
