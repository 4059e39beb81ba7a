import { requirePositive, ValueError } from "../errors.js";
import { gradCheck, type Checkable, type GradCheckOptions } from "./grad-check.js";
import { Report, short } from "./report.js";

export type Sweep = {
  hs: number[];
  /** The largest error of all gradients at each h. */
  errors: number[];
  /** The power of h by which the error falls while h is large; undefined if there are not two such points. */
  slope: number | undefined;
  /** The h with the smallest error. */
  best: number;
};

const HS = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

/**
 * Checks a backward pass at several h. The error of central differences falls as h² while h is large (what the Taylor
 * series leaves out), and grows as 1/h once it is small (rounding). The error of a wrong gradient stays. Passes if the
 * smallest error is within the tolerance, 1e-7 by default.
 *
 * `hs`: from large to small, above 0; 1e-1 to 1e-9 by default. The other settings are those of `gradCheck`.
 *
 * @throws ValueError without hs, or if one is not above 0; and as `gradCheck` does.
 *
 * @example
 * const { slope } = gradCheckSweep(tanh, { x: randn([3, 2], rng) }).details;
 * Math.round(slope); // 2
 */
export function gradCheckSweep<Inputs extends Record<string, unknown>, Options, Cache>(
  layer: Checkable<Inputs, Options, Cache>,
  inputs: Inputs,
  settings: Omit<GradCheckOptions<Options>, "h"> & { hs?: readonly number[] } = {},
): Report<Sweep> {
  const { hs: given = HS, tolerance = 1e-7, ...rest } = settings;
  if (given.length === 0)
    throw new ValueError("gradCheckSweep: hs must hold at least one h, got none");
  for (const h of given) requirePositive("gradCheckSweep", "h", h);
  const hs = [...given].sort((a, b) => b - a);
  const errors = hs.map((h) => gradCheck(layer, inputs, { ...rest, tolerance, h }).worst);
  const lowest = Math.min(...errors);
  const best = hs[errors.indexOf(lowest)];
  const slope = slopeOf(hs, errors, lowest);
  const ok = lowest <= tolerance;
  const power = slope === undefined ? "" : `falls as h to the power ${slope.toFixed(1)} and `;
  const message = ok
    ? `the error ${power}is smallest at h = ${short(best)}: ${lowest.toExponential(1)}`
    : `the error stays at ${lowest.toExponential(1)} however small h is: the gradient is wrong`;
  const rows = hs.map((h, i) => [h.toExponential(0), errors[i].toExponential(1)]);
  const details = { hs, errors, slope, best };
  return new Report("gradient check by h", ok, message, details, [["h", "worst error"], ...rows]);
}

/** The slope of log error over log h by least squares, where the error is far above the smallest. */
function slopeOf(
  hs: readonly number[],
  errors: readonly number[],
  lowest: number,
): number | undefined {
  const until = errors.findIndex((error) => !(error > 100 * lowest));
  const points = hs.slice(0, until).map((h, i) => [Math.log(h), Math.log(errors[i])]);
  // The first h may be so large that more than the leading term of the series counts.
  const kept = points.length > 2 ? points.slice(1) : points;
  if (kept.length < 2) return undefined;
  const mean = (axis: number): number => kept.reduce((sum, p) => sum + p[axis], 0) / kept.length;
  const [x, y] = [mean(0), mean(1)];
  const [over, under] = kept.reduce(
    ([a, b], [px, py]) => [a + (px - x) * (py - y), b + (px - x) ** 2],
    [0, 0],
  );
  return over / under;
}
