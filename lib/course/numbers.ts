import type { Random } from "../random.js";

/** A number from `low` to `high`. */
export const between = (rng: Random, low: number, high: number): number =>
  low + (high - low) * rng.uniform();

/** A whole number from `low` to `high`, both possible. */
export const integer = (rng: Random, low: number, high: number): number =>
  low + rng.integer(high - low + 1);
