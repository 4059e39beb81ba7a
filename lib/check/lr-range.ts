import { minibatches } from "../data/batches.js";
import { requireNumber, requirePositive, ValueError } from "../errors.js";
import type { Named } from "../models/module.js";
import { Random, requireSeed } from "../random.js";
import {
  objective,
  pick,
  requireExamples,
  type Examples,
  type Trainable,
} from "../train/objective.js";
import { Report, short } from "./report.js";

export type LrRangeOptions = {
  /** The lowest and the highest rate, above 0; 1e-6 and 10 by default. */
  from?: number;
  to?: number;
  /** How many rates, at least 3; 100 by default. */
  steps?: number;
  /** Examples in an update; 100 by default. */
  batchSize?: number;
  /** Seeds the order of the examples; 0 by default. */
  seed?: number;
};

export type LrRange = {
  rates: number[];
  /** The loss before the update at each rate, and its running average, which is what is judged. */
  losses: number[];
  smooth: number[];
  /** Where the loss fell fastest; undefined if it never fell. */
  suggested: number | undefined;
  /** The rate at which the loss was over 3 times the first or not finite. */
  tooHigh: number | undefined;
};

/** The running average keeps so much of itself. */
const KEEP = 0.8;
const TOO_HIGH = 3;

/**
 * The learning-rate range test (Smith 2017, https://arxiv.org/abs/1506.01186): one update of plain SGD at each of many
 * rates, from far too low to far too high, and the loss on the way. A good rate lies where it falls fastest, in the
 * logarithm of the rate. The model is left as it was. Passes if there is such a place.
 *
 * @throws ShapeError, ValueError if examples do not fit together or an option is out of range.
 *
 * @example
 * lrRange(model, examples, { steps: 50 }).details.rates.length <= 50; // true
 */
export function lrRange(
  model: Trainable,
  examples: Examples,
  { from = 1e-6, to = 10, steps = 100, batchSize = 100, seed = 0 }: LrRangeOptions = {},
): Report<LrRange> {
  const where = "lrRange";
  requireExamples(where, examples);
  requirePositive(where, "from", from);
  requirePositive(where, "to", to);
  requireNumber(where, "steps", steps, { min: 3, integer: true });
  requireSeed(where, seed);
  if (from >= to) throw new ValueError(`${where}: to must be above from, ${from}, got ${to}`);
  const before = model.snapshot();
  const [rates, losses, smooth]: [number[], number[], number[]] = [[], [], []];
  let tooHigh: number | undefined;
  try {
    for (const batch of endless(examples, batchSize, new Random(seed))) {
      const rate = from * (to / from) ** (rates.length / (steps - 1));
      const { loss, gradients } = objective(model, batch, 0, "train");
      if (!(loss <= TOO_HIGH * (losses[0] ?? loss))) {
        tooHigh = rate;
        break;
      }
      const kept = KEEP * (smooth.at(-1) ?? loss) + (1 - KEEP) * loss;
      rates.push(rate);
      losses.push(loss);
      smooth.push(kept);
      if (rates.length === steps) break;
      model.setParams(descend(model.params, gradients(), rate));
    }
  } finally {
    model.restore(before);
  }
  const suggested = fastestFall(rates, smooth);
  const edge = tooHigh === undefined ? "" : `, and from ${short(tooHigh)} on it is too high`;
  const message =
    suggested === undefined
      ? `the loss falls at no rate from ${short(from)} to ${short(to)}${edge}`
      : `the loss falls fastest at a rate of ${short(suggested)}${edge}`;
  const details = { rates, losses, smooth, suggested, tooHigh };
  return new Report("learning-rate range", suggested !== undefined, message, details);
}

function* endless(examples: Examples, batchSize: number, rng: Random): Generator<Examples> {
  for (;;)
    for (const indices of minibatches(examples.x.shape[0], batchSize, rng))
      yield pick(examples, indices);
}

const descend = (params: Named, gradients: Named, rate: number): Named =>
  Object.fromEntries(
    Object.entries(gradients).map(([name, g]) => [name, params[name].sub(g.mul(rate))]),
  );

/** Among falls of at least 2 % of the first loss; what is less may be noise. */
function fastestFall(rates: readonly number[], losses: readonly number[]): number | undefined {
  const lowest = Math.min(...losses);
  if (!(lowest < 0.98 * losses[0])) return undefined;
  const falls = losses.slice(0, losses.indexOf(lowest)).map((loss, i) => loss - losses[i + 1]);
  return rates[falls.indexOf(Math.max(...falls))];
}
