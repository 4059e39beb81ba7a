import { requirePositive, ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { FullBatch, Point } from "./full-batch.js";

export type WolfeOptions = {
  /** c₁: the value must fall by this share of what the slope promises; 0 < c₁ < c₂, 1e-4 by default. */
  c1?: number;
  /** c₂: the slope must shrink to this share in size; c₁ < c₂ < 1, 0.9 by default. */
  c2?: number;
  /** The step length tried first, α above 0; 1 by default. */
  first?: number;
  /** At most so many evaluations, at least 1; 25 by default. */
  evaluations?: number;
};

/** A point of the line: its α, the value φ(α), the slope φ′(α), and what lies there. */
type Trial = { alpha: number; value: number; slope: number; point: Point };

/**
 * A step length along a direction that satisfies the strong Wolfe conditions, by Algorithms 3.5 and 3.6 of
 * Nocedal & Wright, Numerical Optimization, 2006 (https://doi.org/10.1007/978-0-387-40065-5): the value falls
 * enough, φ(α) ≤ φ(0) + c₁αφ′(0), and the slope has become flat enough, |φ′(α)| ≤ c₂|φ′(0)|, where φ(α) =
 * f(θ + αd). First it grows α until the two conditions must be met somewhere in between, then it zooms in.
 *
 * Returns the point and its α; undefined if no such α was found, which near a minimum means that rounding hides
 * what is left to fall.
 *
 * @throws ValueError if d does not point downwards or an option is out of range.
 *
 * @example
 * const bowl = (x: Tensor) => ({ value: x.dot(x), gradient: x.mul(2) });
 * const point = { theta: tensor([1]), ...bowl(tensor([1])) };
 * lineSearch(bowl, point, tensor([-2]), { first: 0.5 }).alpha; // 0.5
 */
export function lineSearch(
  f: FullBatch,
  start: Point,
  d: Tensor,
  { c1 = 1e-4, c2 = 0.9, first = 1, evaluations = 25 }: WolfeOptions = {},
): (Point & { alpha: number }) | undefined {
  if (!(c1 > 0 && c1 < c2 && c2 < 1))
    throw new ValueError(`lineSearch: c1 and c2 must satisfy 0 < c1 < c2 < 1, got ${c1} and ${c2}`);
  requirePositive("lineSearch", "first", first);
  requirePositive("lineSearch", "evaluations", evaluations);
  const zero: Trial = { alpha: 0, value: start.value, slope: start.gradient.dot(d), point: start };
  if (!(zero.slope < 0))
    throw new ValueError(`lineSearch: d must point downwards, got the slope ${zero.slope}`);

  let left = evaluations;
  const at = (alpha: number): Trial => {
    left--;
    const theta = start.theta.add(d.mul(alpha));
    const { value, gradient } = f(theta);
    return { alpha, value, slope: gradient.dot(d), point: { theta, value, gradient } };
  };
  // Values nearer than this may differ by rounding alone; the slopes, which do not suffer so, then decide.
  const rounding = 50 * Number.EPSILON * Math.abs(zero.value);
  const tooHigh = ({ alpha, value }: Trial): boolean =>
    !(value <= zero.value + c1 * alpha * zero.slope + rounding);
  const flat = ({ slope }: Trial): boolean => Math.abs(slope) <= -c2 * zero.slope;
  const found = ({ alpha, point }: Trial) => ({ ...point, alpha });

  /** Algorithm 3.6: `low` is the lowest trial so far that falls enough, and points towards `high`. */
  const zoom = (low: Trial, high: Trial): ReturnType<typeof lineSearch> => {
    while (left > 0) {
      const trial = at(between(low, high));
      if (tooHigh(trial) || trial.value >= low.value + rounding) high = trial;
      else {
        if (flat(trial)) return found(trial);
        if (trial.slope * (high.alpha - low.alpha) >= 0) high = low;
        low = trial;
      }
    }
    // Lower than the start, if not flat enough: better than no step.
    return low.alpha > 0 && low.value < zero.value ? found(low) : undefined;
  };

  // Algorithm 3.5.
  let before = zero;
  let trial = at(first);
  for (;;) {
    if (tooHigh(trial) || (before.alpha > 0 && trial.value >= before.value + rounding))
      return zoom(before, trial);
    if (flat(trial)) return found(trial);
    if (trial.slope >= 0) return zoom(trial, before);
    if (left <= 0) return found(trial);
    [before, trial] = [trial, at(2 * trial.alpha)];
  }
}

/**
 * The minimum of the cubic that has the values and slopes of both trials (Nocedal & Wright, equation 3.59); the
 * middle, where there is none or it lies within a tenth of an end.
 */
function between(a: Trial, b: Trial): number {
  const width = b.alpha - a.alpha;
  const middle = a.alpha + width / 2;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const minimum = b.alpha - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const share = (minimum - a.alpha) / width;
  return share > 0.1 && share < 0.9 ? minimum : middle;
}
