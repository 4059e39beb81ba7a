import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

export type SgdState = Record<string, never>;
export type SgdOptions = {
  /** The learning rate α; 1e-2 by default. */
  lr?: number;
};

/** Plain gradient descent remembers nothing. */
export const init = (_theta: Tensor): SgdState => ({});

/**
 * Stochastic gradient descent (Robbins & Monro 1951, https://doi.org/10.1214/aoms/1177729586): a step of length
 * α against the gradient.
 *
 * @example
 * sgd.update(tensor([1]), tensor([2]), {}, { lr: 0.25 }).theta.toArray(); // [0.5]
 */
export function update(
  theta: Tensor,
  g: Tensor,
  state: SgdState,
  { lr = 1e-2 }: SgdOptions = {},
  step: Step = run,
): { theta: Tensor; state: SgdState } {
  requireNumber("sgd.update", "lr", lr);
  requireShape("sgd.update", "g", g.shape, theta.shape);
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha g_t`, () => theta.sub(g.mul(lr)));
  return { theta: next, state };
}
