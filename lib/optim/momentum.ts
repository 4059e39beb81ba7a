import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

export type MomentumState = { v: Tensor };
export type MomentumOptions = {
  /** The learning rate α; 1e-2 by default. */
  lr?: number;
  /** How much of the velocity is kept, ρ from 0 to 1; 0.9 by default. */
  rho?: number;
  /**
   * Which of the two ways to write it. "gradient" (default, PyTorch's): v = ρv + g, θ = θ − αv. "step"
   * (CS231n's): v = ρv − αg, θ = θ + v. Equal while α stays the same; with "gradient" a new α also
   * scales the velocity gathered so far.
   */
  form?: "gradient" | "step";
};

/** At rest: v = 0, of the shape of theta. */
export const init = (theta: Tensor): MomentumState => ({ v: theta.mul(0) });

/**
 * Gradient descent with momentum (Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5): a ball that rolls,
 * slowed by friction 1 − ρ. Shapes: all those of theta.
 *
 * @example
 * const { state } = momentum.update(tensor([0]), tensor([1]), momentum.init(tensor([0])));
 * momentum.update(tensor([0]), tensor([1]), state).state.v.toArray(); // [1.9]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: MomentumState, { lr = 1e-2, rho = 0.9, form = "gradient" }: MomentumOptions = {}, step: Step = run): { theta: Tensor; state: MomentumState } {
  requireNumber("momentum.update", "lr", lr);
  requireNumber("momentum.update", "rho", rho, { min: 0, max: 1 });
  requireShape("momentum.update", "g", g.shape, theta.shape);
  if (form === "step") {
    const v    = step("v",     tex`v_t = \rho v_{t-1} - \alpha g_t`,    () => state.v.mul(rho).sub(g.mul(lr)));
    const next = step("theta", tex`\theta_t = \theta_{t-1} + v_t`,      () => theta.add(v));
    return { theta: next, state: { v } };
  }
  const v    = step("v",     tex`v_t = \rho v_{t-1} + g_t`,               () => state.v.mul(rho).add(g));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha v_t`,   () => theta.sub(v.mul(lr)));
  return { theta: next, state: { v } };
}
