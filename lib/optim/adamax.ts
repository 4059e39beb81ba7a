import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/** How many updates there were, the average m of g, and the faded largest |g| so far (u), of the shape of theta. */
export type AdamaxState = { t: number; m: Tensor; u: Tensor };
export type AdamaxOptions = {
  /** The learning rate α, at least 0; 2e-3 by default. */
  lr?: number;
  /** How much of the average of g is kept, from 0 to below 1; 0.9 by default. */
  beta1?: number;
  /** How much of the largest |g| is kept, from 0 to below 1; 0.999 by default. */
  beta2?: number;
  /** ε, added to |g|, at least 0; 1e-8 by default (PyTorch's; the paper has none). */
  eps?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * Both start at 0.
 *
 * @example
 * adamax.init(tensor([1, 2])).u.toArray(); // [0, 0]
 */
export function init(theta: Tensor): AdamaxState {
  const zero = zeros(theta.shape, theta);
  return { t: 0, m: zero, u: zero };
}

/**
 * What m is made of, for `explain`.
 *
 * @example
 * adamax.memory().m; // "beta1 * m + (1 - beta1) * g"
 */
export const memory = (): Record<string, string> => ({ m: "beta1 * m + (1 - beta1) * g" });

/**
 * AdaMax, Algorithm 2 of Kingma & Ba 2015 (https://arxiv.org/abs/1412.6980): Adam with a maximum in place of the
 * mean square, the limit of p-norms for p → ∞. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * const theta = tensor([0]);
 * adamax.update(theta, tensor([4]), adamax.init(theta), { lr: 0.5, beta1: 0.5, eps: 0 }).theta.toArray(); // [-0.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: AdamaxState, { lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 }: AdamaxOptions = {}, step: Step = run): { theta: Tensor; state: AdamaxState } {
  requireUpdate("adamax.update", { theta, g, lr }, { m: state.m, u: state.u });
  requireShares("adamax.update", { beta1, beta2 });
  requireNumber("adamax.update", "eps", eps, { min: 0 });
  const t = state.t + 1;
  const decayed = decay("adamax.update", { theta, g, weightDecay }, step);
  const m    = step("m",     tex`m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t`,                       () => state.m.mul(beta1).add(decayed.mul(1 - beta1)));
  const u    = step("u",     tex`u_t = \max(\beta_2 u_{t-1}, |g_t| + \epsilon)`,                 () => state.u.mul(beta2).maximum(decayed.abs().add(eps)));
  const mHat = step("mHat",  tex`\hat m_t = m_t / (1-\beta_1^t)`,                                () => m.div(1 - beta1 ** t));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha \hat m_t / u_t`,               () => theta.sub(mHat.div(u).mul(lr)));
  return { theta: next, state: { t, m, u } };
}
