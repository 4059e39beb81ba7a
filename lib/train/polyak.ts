import { requireNumber, ValueError } from "../errors.js";
import type { Named } from "../models/module.js";
import { run, tex, type Step } from "../step.js";
import { requireShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Callback } from "./callbacks.js";
import type { Trainable } from "./objective.js";

/**
 * One step of an exponential moving average of weights: keep 0.995 of it, add 0.005 of the new ones. Shapes: both
 * the same.
 *
 * @throws ValueError if keep lies outside 0 … 1; ShapeError if the shapes differ.
 *
 * @example
 * averageWeights(tensor([1]), tensor([2]), { keep: 0.75 }).toArray(); // [1.25]
 */
export function averageWeights(
  average: Tensor,
  theta: Tensor,
  { keep = 0.995 }: { keep?: number } = {},
  step: Step = run,
): Tensor {
  requireNumber("averageWeights", "keep", keep, { min: 0, max: 1 });
  requireShape("averageWeights", "theta", theta.shape, average.shape);
  return step("average", tex`\bar\theta_t = \rho \bar\theta_{t-1} + (1-\rho) \theta_t`, () =>
    average.mul(keep).add(theta.mul(1 - keep)),
  );
}

/**
 * Averages the weights over a run, and tests with the average: less noise than in the last weights (Polyak &
 * Juditsky 1992, https://doi.org/10.1137/0330046). The average starts at the first weights.
 *
 * `keep`: how much of the average is kept at each step, from 0 to 1; 0.995 by default.
 *
 * @throws ValueError if keep is out of range, or `into` is called before a run.
 *
 * @example
 * const average = polyak();
 * await fit(model, examples, { callbacks: [average], progress: false });
 * average.into(model);
 */
export function polyak({ keep = 0.995 }: { keep?: number } = {}): Callback & {
  /** The averaged weights. */
  readonly params: Named;
  /** Puts the averaged weights in a model of the same names and shapes. */
  into(model: Pick<Trainable, "setParams">): void;
} {
  requireNumber("polyak", "keep", keep, { min: 0, max: 1 });
  let params: Named = {};
  return {
    name: "polyak",
    get params() {
      return params;
    },
    onStart({ model, epoch }) {
      if (epoch === 0) params = model.params;
    },
    onStep({ model }) {
      const next = Object.entries(model.params).map(([name, theta]) => [
        name,
        averageWeights(params[name], theta, { keep }),
      ]);
      params = Object.fromEntries(next) as Named;
    },
    into(model) {
      if (Object.keys(params).length === 0)
        throw new ValueError("polyak: expected weights to average from a run of fit, got none");
      model.setParams(params);
    },
    save: () => params,
    load(memory) {
      params = memory as Named;
    },
  };
}
