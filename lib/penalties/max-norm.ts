import { requirePositive } from "../errors.js";
import { unitAxes, type UnitOptions } from "../layers/unit-axes.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";

export type MaxNormOptions = UnitOptions & {
  /** The longest that the weights of one unit may be, above 0; 3 or 4 are usual. */
  max: number;
};

/**
 * The max norm constraint (Srebro & Shraibman 2005; with dropout, Srivastava et al. 2014, section 5.1,
 * https://jmlr.org/papers/v15/srivastava14a.html): the weights that lead into a unit are shortened to length `max`
 * where they are longer. No penalty but a projection: it follows each update, and has no gradient.
 *
 * Shapes: W (D, M), a unit a column, or (F, C, kH, kW), a filter each; the result has that of W.
 *
 * @throws ValueError if max is not above 0; ShapeError if W has no axes to measure along.
 *
 * @example
 * maxNorm.project(tensor([[3, 1], [4, 1]]), { max: 2.5 }).toArray(); // [[1.5, 1], [2, 1]]
 */
export function project(W: Tensor, { max, axes }: MaxNormOptions, step: Step = run): Tensor {
  requirePositive("maxNorm.project", "max", max);
  const over = unitAxes("maxNorm.project", "W", W.shape, axes);
  const norm = step("norm", tex`n_m = \lVert W_m \rVert`, () => W.mul(W).sum(over, true).sqrt());
  const scale = step("scale", tex`r_m = \min(1, c / n_m)`, () => norm.pow(-1).mul(max).minimum(1));
  return step("W", tex`W_m \leftarrow r_m W_m`, () => W.mul(scale));
}
