import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireUpdate } from "./requirements.js";

export type SgdState = Record<string, never>;
export type SgdOptions = {
  /** The learning rate α, at least 0; 1e-2 by default. */
  lr?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * Plain gradient descent remembers nothing.
 *
 * @example
 * sgd.update(tensor([1]), tensor([2]), sgd.init(tensor([1])), { lr: 0.5 }).theta.toArray(); // [0]
 */
export const init = (_theta: Tensor): SgdState => ({});

/**
 * Stochastic gradient descent (Robbins & Monro 1951, https://doi.org/10.1214/aoms/1177729586): a step of length
 * α against the gradient. Shapes: g that of theta.
 *
 * @throws ShapeError if g has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * sgd.update(tensor([1]), tensor([2]), {}, { lr: 0.25 }).theta.toArray(); // [0.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: SgdState, { lr = 1e-2, weightDecay = 0 }: SgdOptions = {}, step: Step = run): { theta: Tensor; state: SgdState } {
  requireUpdate("sgd.update", { theta, g, lr });
  const decayed = decay("sgd.update", { theta, g, weightDecay }, step);
  const next    = step("theta", tex`\theta_t = \theta_{t-1} - \alpha g_t`, () => theta.sub(decayed.mul(lr)));
  return { theta: next, state };
}
