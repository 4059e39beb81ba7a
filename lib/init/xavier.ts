import { requireNumber, requireOneOf } from "../errors.js";
import { fansOf } from "./fans.js";
import { draw, type Form, type Initializer } from "./initializer.js";

export type XavierOptions = {
  /** Raises the standard deviation, for what follows the layer: see `gain`. At least 0; 1 by default. */
  gain?: number;
  /** "normal" by default; "uniform" has the same standard deviation. */
  form?: Form;
  /**
   * "both" (default): std gain·√(2/(fan in + fan out)), the paper's compromise between keeping the variance of
   * activations and of gradients. "in": std gain·√(1/fan in), what the lecture calls Xavier (and others LeCun).
   */
  fan?: "both" | "in";
};

/**
 * Xavier initialization (Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html): keeps the
 * variance through linear layers, and nearly so through tanh near 0.
 *
 * Shapes: (D, M) or (F, C, kH, kW).
 *
 * @throws ShapeError if the shape is neither; ValueError if an option is out of range.
 *
 * @example
 * // U(−√(6/(D + M)), √(6/(D + M)))
 * init.xavier({ form: "uniform" })([2, 4], new Random(1)).abs().max().item() <= 1; // true
 */
export function xavier({
  gain = 1,
  form = "normal",
  fan = "both",
}: XavierOptions = {}): Initializer {
  requireNumber("init.xavier", "gain", gain, { min: 0 });
  requireOneOf("init.xavier", "fan", fan, ["both", "in"]);
  return (shape, rng, options) => {
    const fans = fansOf(shape, "init.xavier");
    const size = fan === "in" ? fans.in : (fans.in + fans.out) / 2;
    return draw("init.xavier", form, gain / Math.sqrt(size), shape, rng, options);
  };
}
