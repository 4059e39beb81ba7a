import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/** How many updates there were, the product of all μ so far, and the averages of g (m) and g² (v), of the shape of theta. */
export type NadamState = { t: number; muProduct: number; m: Tensor; v: Tensor };
export type NadamOptions = {
  /** The learning rate α, at least 0; 2e-3 by default. */
  lr?: number;
  /** How much of the average of g is kept, from 0 to below 1; 0.9 by default. */
  beta1?: number;
  /** How much of the average of g² is kept, from 0 to below 1; 0.999 by default. */
  beta2?: number;
  /** ε, added outside the root, at least 0; 1e-8 by default. */
  eps?: number;
  /** ψ, at least 0: how fast μ rises from half of β₁ to all of it; 4e-3 by default. */
  momentumDecay?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * Both averages start at 0.
 *
 * @example
 * nadam.init(tensor([1, 2])).v.toArray(); // [0, 0]
 */
export function init(theta: Tensor): NadamState {
  const zero = zeros(theta.shape, theta);
  return { t: 0, muProduct: 1, m: zero, v: zero };
}

/**
 * What m and v are made of, for `explain`.
 *
 * @example
 * nadam.memory().m; // "beta1 * m + (1 - beta1) * g"
 */
export const memory = (): Record<string, string> => ({
  m: "beta1 * m + (1 - beta1) * g",
  v: "beta2 * v + (1 - beta2) * g^2",
});

/**
 * Nadam (Dozat 2016, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ): Adam whose momentum is Nesterov's,
 * with the paper's schedule μ_t = β₁(1 − ½·0.96^{tψ}), as in PyTorch. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * // Without momentum it is Adam without momentum: a first step of length α.
 * const theta = tensor([0]);
 * nadam.update(theta, tensor([9]), nadam.init(theta), { lr: 0.5, beta1: 0, eps: 0 }).theta.toArray(); // [-0.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: NadamState, { lr = 2e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentumDecay = 4e-3, weightDecay = 0 }: NadamOptions = {}, step: Step = run): { theta: Tensor; state: NadamState } {
  requireUpdate("nadam.update", { theta, g, lr }, { m: state.m, v: state.v });
  requireShares("nadam.update", { beta1, beta2 });
  requireNumber("nadam.update", "eps", eps, { min: 0 });
  requireNumber("nadam.update", "momentumDecay", momentumDecay, { min: 0 });
  const t = state.t + 1;
  const muAt = (time: number): number => beta1 * (1 - 0.5 * 0.96 ** (time * momentumDecay));
  const [mu, muNext] = [muAt(t), muAt(t + 1)];
  const muProduct = state.muProduct * mu;
  const decayed = decay("nadam.update", { theta, g, weightDecay }, step);
  const m    = step("m",    tex`m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t`,                  () => state.m.mul(beta1).add(decayed.mul(1 - beta1)));
  const v    = step("v",    tex`v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2`,                () => state.v.mul(beta2).add(decayed.pow(2).mul(1 - beta2)));
  const mHat = step("mHat", tex`\hat m_t = \frac{\mu_{t+1}}{1-\prod_{i=1}^{t+1}\mu_i} m_t + \frac{1-\mu_t}{1-\prod_{i=1}^{t}\mu_i} g_t`,
    () => m.mul(muNext / (1 - muProduct * muNext)).add(decayed.mul((1 - mu) / (1 - muProduct))));
  const vHat = step("vHat", tex`\hat v_t = v_t / (1-\beta_2^t)`,                           () => v.div(1 - beta2 ** t));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha \hat m_t / (\sqrt{\hat v_t} + \epsilon)`, () => theta.sub(mHat.div(vHat.sqrt().add(eps)).mul(lr)));
  return { theta: next, state: { t, muProduct, m, v } };
}
