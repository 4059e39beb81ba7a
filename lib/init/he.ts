import { requireNumber, requireOneOf } from "../errors.js";
import { fansOf } from "./fans.js";
import { draw, type Form, type Initializer } from "./initializer.js";

export type HeOptions = {
  /** "normal" by default; "uniform" has the same standard deviation. */
  form?: Form;
  /** "in" (default) keeps the variance of activations, "out" that of gradients. */
  fan?: "in" | "out";
  /** a, the slope of a leaky ReLU below 0; 0 by default. */
  slope?: number;
};

/**
 * He (Kaiming) initialization, std √(2/((1 + a²)·fan in)): keeps the variance of activations through ReLU layers
 * (He et al. 2015, https://arxiv.org/abs/1502.01852). PyTorch's default for its layers is this with form
 * "uniform" and slope √5, which is U(−1/√fan in, 1/√fan in).
 *
 * Shapes: (D, M) or (F, C, kH, kW).
 *
 * @throws ShapeError if the shape is neither; ValueError if an option is out of range.
 *
 * @example
 * init.he({ form: "uniform", slope: Math.sqrt(5) })([4, 9], new Random(1)).abs().max().item() <= 0.5; // true
 */
export function he({ form = "normal", fan = "in", slope = 0 }: HeOptions = {}): Initializer {
  requireNumber("init.he", "slope", slope);
  requireOneOf("init.he", "fan", fan, ["in", "out"]);
  return (shape, rng, options) => {
    const size = fansOf(shape, "init.he")[fan];
    return draw("init.he", form, Math.sqrt(2 / ((1 + slope ** 2) * size)), shape, rng, options);
  };
}
