import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/** How many updates there were, and the averages of g (m) and g² (v), of the shape of theta. */
export type RadamState = { t: number; m: Tensor; v: Tensor };
export type RadamOptions = {
  /** The learning rate α, at least 0; 1e-3 by default. */
  lr?: number;
  /** How much of the average of g is kept, from 0 to below 1; 0.9 by default. */
  beta1?: number;
  /** How much of the average of g² is kept, from 0 to below 1; 0.999 by default. */
  beta2?: number;
  /** ε, added to √v before its bias is corrected (PyTorch's form), at least 0; 1e-8 by default. */
  eps?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * Both averages start at 0.
 *
 * @example
 * radam.init(tensor([1, 2])).m.toArray(); // [0, 0]
 */
export function init(theta: Tensor): RadamState {
  const zero = zeros(theta.shape, theta);
  return { t: 0, m: zero, v: zero };
}

/**
 * What m and v are made of, for `explain`.
 *
 * @example
 * radam.memory().v; // "beta2 * v + (1 - beta2) * g^2"
 */
export const memory = (): Record<string, string> => ({
  m: "beta1 * m + (1 - beta1) * g",
  v: "beta2 * v + (1 - beta2) * g^2",
});

/**
 * How far v can be trusted after t updates, from 0 to 1: Adam's early steps vary wildly because v̂ averages few
 * gradients. undefined as long as the variance of the step is not finite.
 */
function rectification(t: number, beta2: number): number | undefined {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * t * beta2 ** t) / (1 - beta2 ** t);
  if (length <= 5) return undefined;
  const share = (rho: number): number => ((rho - 4) * (rho - 2)) / rho;
  return Math.sqrt(share(length) / share(longest));
}

/**
 * RAdam, Algorithm 2 of Liu et al. 2020 (https://arxiv.org/abs/1908.03265): Adam that warms itself up. As long as
 * too few gradients are averaged in v it moves by momentum alone. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * // The first step is that of plain gradient descent.
 * const theta = tensor([0]);
 * radam.update(theta, tensor([4]), radam.init(theta), { lr: 0.25, beta1: 0.5 }).theta.toArray(); // [-1]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: RadamState, { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 }: RadamOptions = {}, step: Step = run): { theta: Tensor; state: RadamState } {
  requireUpdate("radam.update", { theta, g, lr }, { m: state.m, v: state.v });
  requireShares("radam.update", { beta1, beta2 });
  requireNumber("radam.update", "eps", eps, { min: 0 });
  const t = state.t + 1;
  const trust = rectification(t, beta2);
  const decayed = decay("radam.update", { theta, g, weightDecay }, step);
  const m    = step("m",    tex`m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t`,                  () => state.m.mul(beta1).add(decayed.mul(1 - beta1)));
  const v    = step("v",    tex`v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2`,                () => state.v.mul(beta2).add(decayed.pow(2).mul(1 - beta2)));
  const mHat = step("mHat", tex`\hat m_t = m_t / (1-\beta_1^t)`,                           () => m.div(1 - beta1 ** t));
  if (trust === undefined) {
    const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha \hat m_t`,             () => theta.sub(mHat.mul(lr)));
    return { theta: next, state: { t, m, v } };
  }
  const scale = step("scale", tex`\ell_t = \sqrt{1-\beta_2^t} \, / (\sqrt{v_t} + \epsilon)`, () => v.sqrt().add(eps).pow(-1).mul(Math.sqrt(1 - beta2 ** t)));
  const next  = step("theta", tex`\theta_t = \theta_{t-1} - \alpha r_t \hat m_t \ell_t`,   () => theta.sub(mHat.mul(scale).mul(trust * lr)));
  return { theta: next, state: { t, m, v } };
}
