import { requireNumber, requireOneOf } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireUpdate } from "./requirements.js";

/** The velocity v, of the shape of theta. */
export type NesterovState = { v: Tensor };
export type NesterovOptions = {
  /** The learning rate α, at least 0; 1e-2 by default. */
  lr?: number;
  /** How much of the velocity is kept, ρ from 0 to 1; 0.9 by default. */
  rho?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
  /**
   * "gradient" (default, PyTorch's): v = ρv + g, θ = θ − α(g + ρv). "step" (CS231n's): v′ = ρv − αg,
   * θ = θ − ρv + (1+ρ)v′. Equal while α stays the same.
   */
  form?: "gradient" | "step";
};
export type NesterovLookAheadOptions = Omit<NesterovOptions, "form" | "weightDecay">;

/**
 * At rest: v = 0.
 *
 * @example
 * nesterov.init(tensor([1, 2])).v.toArray(); // [0, 0]
 */
export const init = (theta: Tensor): NesterovState => ({ v: zeros(theta.shape, theta) });

/**
 * What v is made of, for `explain`.
 *
 * @example
 * nesterov.memory().v; // "rho * v + g"
 */
export const memory = ({ form = "gradient" }: NesterovOptions = {}): Record<string, string> => ({
  v: form === "step" ? "rho * v - alpha * g" : "rho * v + g",
});

/**
 * Nesterov momentum by a change of variables (Nesterov 1983; as in Sutskever et al. 2013,
 * https://proceedings.mlr.press/v28/sutskever13.html): theta is the point ahead, x + ρv, where the gradient is
 * taken, so that an update needs the gradient at theta alone. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * // The first step is 1 + ρ times as long as that of plain gradient descent.
 * nesterov.update(tensor([0]), tensor([1]), nesterov.init(tensor([0])), { lr: 1, rho: 0.5 }).theta.toArray(); // [-1.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: NesterovState, { lr = 1e-2, rho = 0.9, weightDecay = 0, form = "gradient" }: NesterovOptions = {}, step: Step = run): { theta: Tensor; state: NesterovState } {
  requireUpdate("nesterov.update", { theta, g, lr }, { v: state.v });
  requireNumber("nesterov.update", "rho", rho, { min: 0, max: 1 });
  requireOneOf("nesterov.update", "form", form, ["gradient", "step"]);
  const decayed = decay("nesterov.update", { theta, g, weightDecay }, step);
  if (form === "step") {
    const v    = step("v",     tex`v_t = \rho v_{t-1} - \alpha g_t`,                               () => state.v.mul(rho).sub(decayed.mul(lr)));
    const next = step("theta", tex`\theta_t = \theta_{t-1} - \rho v_{t-1} + (1+\rho) v_t`,         () => theta.sub(state.v.mul(rho)).add(v.mul(1 + rho)));
    return { theta: next, state: { v } };
  }
  const v    = step("v",     tex`v_t = \rho v_{t-1} + g_t`,                                        () => state.v.mul(rho).add(decayed));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha (g_t + \rho v_t)`,               () => theta.sub(v.mul(rho).add(decayed).mul(lr)));
  return { theta: next, state: { v } };
}

/**
 * Nesterov momentum as the lecture first shows it: look ahead to where the velocity leads, take the gradient
 * there, and correct. x is the point itself: at every time `update` with form "step" stands at x + ρv.
 *
 * Since the gradient is not that at x, it is asked for: `gradientAt` gives it at any point.
 *
 * @throws ShapeError if the gradient or the state has not the shape of x; ValueError if an option is out of range.
 *
 * @example
 * const bowl = (x: Tensor) => x.mul(2);
 * nesterov.updateLookAhead(tensor([1]), bowl, { v: tensor([-1]) }, { lr: 0.1, rho: 0.5 }).theta.toArray(); // [0.4]
 */
// prettier-ignore
export function updateLookAhead(x: Tensor, gradientAt: (point: Tensor) => Tensor, state: NesterovState, { lr = 1e-2, rho = 0.9 }: NesterovLookAheadOptions = {}, step: Step = run): { theta: Tensor; state: NesterovState } {
  requireNumber("nesterov.updateLookAhead", "rho", rho, { min: 0, max: 1 });
  requireUpdate("nesterov.updateLookAhead", { theta: x, g: x, lr }, { v: state.v });
  const ahead = step("ahead", tex`\tilde x_t = x_{t-1} + \rho v_{t-1}`,         () => x.add(state.v.mul(rho)));
  const g     = step("g",     tex`g_t = \nabla f(\tilde x_t)`,                  () => gradientAt(ahead));
  requireUpdate("nesterov.updateLookAhead", { theta: x, g, lr });
  const v     = step("v",     tex`v_t = \rho v_{t-1} - \alpha g_t`,             () => state.v.mul(rho).sub(g.mul(lr)));
  const next  = step("theta", tex`x_t = x_{t-1} + v_t`,                         () => x.add(v));
  return { theta: next, state: { v } };
}
