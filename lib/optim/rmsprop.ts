import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/** Averages of g² (h) and, if centered, of g (mean); the velocity v, if there is momentum. All of the shape of theta. */
export type RmspropState = { h: Tensor; mean: Tensor; v: Tensor };
export type RmspropOptions = {
  /** The learning rate α, at least 0; 1e-2 by default. */
  lr?: number;
  /** How much of the average is kept, β from 0 to below 1; 0.99 by default. PyTorch calls it alpha, CS231n decay_rate. */
  beta?: number;
  /** ε, added outside the root, at least 0; 1e-8 by default. */
  eps?: number;
  /** Divide by the standard deviation of the gradient, not by the root of its mean square; false by default. */
  centered?: boolean;
  /** ρ from 0 to 1 of a momentum on the scaled gradient; 0 by default. */
  rho?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * All averages start at 0; the first steps are therefore long.
 *
 * @example
 * rmsprop.init(tensor([1, 2])).h.toArray(); // [0, 0]
 */
export function init(theta: Tensor): RmspropState {
  const zero = zeros(theta.shape, theta);
  return { h: zero, mean: zero, v: zero };
}

/**
 * What h is made of, for `explain`.
 *
 * @example
 * rmsprop.memory().h; // "beta * h + (1 - beta) * g^2"
 */
export const memory = (): Record<string, string> => ({ h: "beta * h + (1 - beta) * g^2" });

/**
 * RMSProp (Tieleman & Hinton 2012, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf):
 * AdaGrad that forgets, so that its steps do not fade. Shapes: all those of theta.
 *
 * `centered` and `rho` are Graves 2013's (https://arxiv.org/abs/1308.0850), in PyTorch's form.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * const theta = tensor([0]);
 * rmsprop.update(theta, tensor([3]), rmsprop.init(theta), { lr: 1, beta: 0.75, eps: 0 }).theta.toArray(); // [-2]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: RmspropState, { lr = 1e-2, beta = 0.99, eps = 1e-8, centered = false, rho = 0, weightDecay = 0 }: RmspropOptions = {}, step: Step = run): { theta: Tensor; state: RmspropState } {
  requireUpdate("rmsprop.update", { theta, g, lr }, state);
  requireShares("rmsprop.update", { beta });
  requireNumber("rmsprop.update", "eps", eps, { min: 0 });
  requireNumber("rmsprop.update", "rho", rho, { min: 0, max: 1 });
  let { mean, v } = state;
  const decayed = decay("rmsprop.update", { theta, g, weightDecay }, step);
  const h = step("h", tex`h_t = \beta h_{t-1} + (1-\beta) g_t^2`,                                      () => state.h.mul(beta).add(decayed.pow(2).mul(1 - beta)));
  let variance = h;
  if (centered) {
    mean     = step("mean",     tex`\mu_t = \beta \mu_{t-1} + (1-\beta) g_t`,                          () => state.mean.mul(beta).add(decayed.mul(1 - beta)));
    // Rounding can leave it below 0 where the gradient hardly changes.
    variance = step("variance", tex`h_t \leftarrow h_t - \mu_t^2`,                                     () => h.sub(mean.pow(2)).maximum(0));
  }
  const scaled = step("scaled", tex`u_t = g_t / (\sqrt{h_t} + \epsilon)`,                              () => decayed.div(variance.sqrt().add(eps)));
  if (rho > 0)
    v          = step("v",      tex`v_t = \rho v_{t-1} + u_t`,                                         () => state.v.mul(rho).add(scaled));
  const moved  = rho > 0 ? v : scaled;
  const next   = step("theta", rho > 0 ? tex`\theta_t = \theta_{t-1} - \alpha v_t` : tex`\theta_t = \theta_{t-1} - \alpha u_t`, () => theta.sub(moved.mul(lr)));
  return { theta: next, state: { h, mean, v } };
}
