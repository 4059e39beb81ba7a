import { requireNumber, requireOneOf } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireUpdate } from "./requirements.js";

/** The velocity v, of the shape of theta, and how many updates there were. */
export type MomentumState = { t: number; v: Tensor };
export type MomentumOptions = {
  /** The learning rate α, at least 0; 1e-2 by default. */
  lr?: number;
  /** How much of the velocity is kept, ρ from 0 to 1; 0.9 by default. */
  rho?: number;
  /** τ from 0 to 1: every gradient but the first counts 1 − τ. 0 by default. */
  dampening?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
  /**
   * Which of the two ways to write it. "gradient" (default, PyTorch's): v = ρv + g, θ = θ − αv. "step"
   * (CS231n's): v = ρv − αg, θ = θ + v. Equal while α stays the same; with "gradient" a new α also
   * scales the velocity gathered so far.
   */
  form?: "gradient" | "step";
};

/**
 * At rest: v = 0.
 *
 * @example
 * momentum.init(tensor([1, 2])).v.toArray(); // [0, 0]
 */
export const init = (theta: Tensor): MomentumState => ({ t: 0, v: zeros(theta.shape, theta) });

/**
 * What v is made of, for `explain`.
 *
 * @example
 * momentum.memory().v; // "rho * v + g"
 */
export const memory = ({ form = "gradient" }: MomentumOptions = {}): Record<string, string> => ({
  v: form === "step" ? "rho * v - alpha * g" : "rho * v + g",
});

/**
 * Gradient descent with momentum (Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5): a ball that rolls,
 * slowed by friction 1 − ρ. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * const { state } = momentum.update(tensor([0]), tensor([1]), momentum.init(tensor([0])));
 * momentum.update(tensor([0]), tensor([1]), state).state.v.toArray(); // [1.9]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: MomentumState, { lr = 1e-2, rho = 0.9, dampening = 0, weightDecay = 0, form = "gradient" }: MomentumOptions = {}, step: Step = run): { theta: Tensor; state: MomentumState } {
  requireUpdate("momentum.update", { theta, g, lr }, { v: state.v });
  requireNumber("momentum.update", "rho", rho, { min: 0, max: 1 });
  requireOneOf("momentum.update", "form", form, ["gradient", "step"]);
  requireNumber("momentum.update", "dampening", dampening, { min: 0, max: 1 });
  const t = state.t + 1;
  const weight = t === 1 ? 1 : 1 - dampening;
  const decayed = decay("momentum.update", { theta, g, weightDecay }, step);
  const damped  = dampening === 0 ? decayed :
    step("damped", tex`g_t \leftarrow (1-\tau) g_t \;\; (t > 1)`,          () => decayed.mul(weight));
  if (form === "step") {
    const v    = step("v",     tex`v_t = \rho v_{t-1} - \alpha g_t`,       () => state.v.mul(rho).sub(damped.mul(lr)));
    const next = step("theta", tex`\theta_t = \theta_{t-1} + v_t`,         () => theta.add(v));
    return { theta: next, state: { t, v } };
  }
  const v    = step("v",     tex`v_t = \rho v_{t-1} + g_t`,                () => state.v.mul(rho).add(damped));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha v_t`,    () => theta.sub(v.mul(lr)));
  return { theta: next, state: { t, v } };
}
