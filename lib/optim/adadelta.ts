import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/** Averages of squared gradients (h) and of squared steps (d), of the shape of theta. */
export type AdadeltaState = { h: Tensor; d: Tensor };
export type AdadeltaOptions = {
  /** Scales the steps, at least 0; 1 by default, as in the paper, which has no learning rate. */
  lr?: number;
  /** How much of the averages is kept, β from 0 to below 1; 0.9 by default. The paper and PyTorch call it ρ. */
  beta?: number;
  /** ε, added under both roots, at least 0; 1e-6 by default. It sets the length of the first step. */
  eps?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * Both averages start at 0.
 *
 * @example
 * adadelta.init(tensor([1, 2])).h.toArray(); // [0, 0]
 */
export function init(theta: Tensor): AdadeltaState {
  const zero = zeros(theta.shape, theta);
  return { h: zero, d: zero };
}

/**
 * What h is made of, for `explain`.
 *
 * @example
 * adadelta.memory().h; // "beta * h + (1 - beta) * g^2"
 */
export const memory = (): Record<string, string> => ({ h: "beta * h + (1 - beta) * g^2" });

/**
 * AdaDelta (Zeiler 2012, https://arxiv.org/abs/1212.5701): RMSProp whose rate is the size of its own recent
 * steps, so that theta's units come out right. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * const theta = tensor([0]);
 * adadelta.update(theta, tensor([0]), adadelta.init(theta)).theta.toArray(); // [0]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: AdadeltaState, { lr = 1, beta = 0.9, eps = 1e-6, weightDecay = 0 }: AdadeltaOptions = {}, step: Step = run): { theta: Tensor; state: AdadeltaState } {
  requireUpdate("adadelta.update", { theta, g, lr }, state);
  requireShares("adadelta.update", { beta });
  // At 0 the first step would be 0, and so all others.
  requireNumber("adadelta.update", "eps", eps, { min: Number.MIN_VALUE });
  const decayed = decay("adadelta.update", { theta, g, weightDecay }, step);
  const h     = step("h",     tex`h_t = \beta h_{t-1} + (1-\beta) g_t^2`,                              () => state.h.mul(beta).add(decayed.pow(2).mul(1 - beta)));
  const delta = step("delta", tex`\delta_t = \sqrt{d_{t-1} + \epsilon} \, / \sqrt{h_t + \epsilon} \; g_t`, () => state.d.add(eps).sqrt().div(h.add(eps).sqrt()).mul(decayed));
  const d     = step("d",     tex`d_t = \beta d_{t-1} + (1-\beta) \delta_t^2`,                         () => state.d.mul(beta).add(delta.pow(2).mul(1 - beta)));
  const next  = step("theta", tex`\theta_t = \theta_{t-1} - \alpha \delta_t`,                          () => theta.sub(delta.mul(lr)));
  return { theta: next, state: { h, d } };
}
