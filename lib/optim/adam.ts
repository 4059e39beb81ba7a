import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireShares, requireUpdate } from "./requirements.js";

/**
 * How many updates there were, the averages of g (m) and g² (v), and, with `amsgrad`, the largest v so far.
 * Each of the shape of theta.
 */
export type AdamState = { t: number; m: Tensor; v: Tensor; vMax: Tensor };
export type AdamOptions = {
  /** The learning rate α, at least 0; 1e-3 by default. */
  lr?: number;
  /** How much of the average of g is kept, from 0 to below 1; 0.9 by default. */
  beta1?: number;
  /** How much of the average of g² is kept, from 0 to below 1; 0.999 by default. */
  beta2?: number;
  /** ε, added outside the root, at least 0; 1e-8 by default. */
  eps?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. See `adamw`. */
  weightDecay?: number;
  /** Divide by the largest v̂ so far (Reddi, Kale & Kumar 2018, https://arxiv.org/abs/1904.09237); false by default. */
  amsgrad?: boolean;
  /** Divide out that the averages start at 0; true by default. Without it the first steps are far too long. */
  biasCorrection?: boolean;
};

/**
 * Both averages start at 0.
 *
 * @example
 * adam.init(tensor([1, 2])).m.toArray(); // [0, 0]
 */
export function init(theta: Tensor): AdamState {
  const zero = zeros(theta.shape, theta);
  return { t: 0, m: zero, v: zero, vMax: zero };
}

/**
 * What m and v are made of, for `explain`.
 *
 * @example
 * adam.memory().m; // "beta1 * m + (1 - beta1) * g"
 */
export const memory = (): Record<string, string> => ({
  m: "beta1 * m + (1 - beta1) * g",
  v: "beta2 * v + (1 - beta2) * g^2",
});

/**
 * Adam, Algorithm 1 of Kingma & Ba 2015 (https://arxiv.org/abs/1412.6980): momentum and RMSProp at once, with
 * the bias of their averages corrected. Shapes: all those of theta.
 *
 * CS231n's and PyTorch's are the same. t is counted from 1.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * // The first step has length α in every direction, however steep.
 * const theta = tensor([0, 0]);
 * adam.update(theta, tensor([100, -1]), adam.init(theta), { lr: 0.5, eps: 0 }).theta.toArray(); // [-0.5, 0.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: AdamState, { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0, amsgrad = false, biasCorrection = true }: AdamOptions = {}, step: Step = run): { theta: Tensor; state: AdamState } {
  requireUpdate("adam.update", { theta, g, lr }, { m: state.m, v: state.v, vMax: state.vMax });
  requireShares("adam.update", { beta1, beta2 });
  requireNumber("adam.update", "eps", eps, { min: 0 });
  const t = state.t + 1;
  const [bias1, bias2] = biasCorrection ? [1 - beta1 ** t, 1 - beta2 ** t] : [1, 1];
  const decayed = decay("adam.update", { theta, g, weightDecay }, step);
  const m    = step("m",    tex`m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t`,                  () => state.m.mul(beta1).add(decayed.mul(1 - beta1)));
  const v    = step("v",    tex`v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2`,                () => state.v.mul(beta2).add(decayed.pow(2).mul(1 - beta2)));
  const vMax = amsgrad ?
    step("vMax", tex`v^{max}_t = \max(v^{max}_{t-1}, v_t)`,                                () => state.vMax.maximum(v)) : state.vMax;
  const second = amsgrad ? vMax : v;
  const mHat = step("mHat", biasCorrection ? tex`\hat m_t = m_t / (1-\beta_1^t)` : tex`\hat m_t = m_t`,                                   () => m.div(bias1));
  const vHat = step("vHat", tex`\hat v_t = ${amsgrad ? tex`v^{max}_t` : "v_t"}${biasCorrection ? tex` / (1-\beta_2^t)` : ""}`,           () => second.div(bias2));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha \hat m_t / (\sqrt{\hat v_t} + \epsilon)`, () => theta.sub(mHat.div(vHat.sqrt().add(eps)).mul(lr)));
  return { theta: next, state: { t, m, v, vMax } };
}
