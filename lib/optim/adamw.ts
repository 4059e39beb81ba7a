import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import * as adam from "./adam.js";
import { requireUpdate } from "./requirements.js";

export type AdamwState = adam.AdamState;
export type AdamwOptions = Omit<adam.AdamOptions, "weightDecay"> & {
  /** λ, at least 0: each update first shrinks theta by the factor 1 − αλ. 1e-2 by default. */
  weightDecay?: number;
};

/**
 * The state of Adam.
 *
 * @example
 * adamw.init(tensor([1, 2])).m.toArray(); // [0, 0]
 */
export const init = (theta: Tensor): AdamwState => adam.init(theta);

/**
 * What m and v are made of, for `explain`.
 *
 * @example
 * adamw.memory().v; // "beta2 * v + (1 - beta2) * g^2"
 */
export const memory = (): Record<string, string> => adam.memory();

/**
 * AdamW (Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101): Adam with the weight decay decoupled from
 * the gradient. In Adam an L2 penalty is divided by √v̂ like all of g, so it hardly touches entries with large
 * gradients; here every entry shrinks by the same factor. Shapes: all those of theta.
 *
 * PyTorch's form: the decay is αλθ, so it follows the learning rate.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * const theta = tensor([8]);
 * adamw.update(theta, tensor([0]), adamw.init(theta), { lr: 0.5, weightDecay: 0.5 }).theta.toArray(); // [6]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: AdamwState, { weightDecay = 1e-2, ...options }: AdamwOptions = {}, step: Step = run): { theta: Tensor; state: AdamwState } {
  const { lr = 1e-3 } = options;
  requireUpdate("adamw.update", { theta, g, lr }, { m: state.m, v: state.v, vMax: state.vMax });
  requireNumber("adamw.update", "weightDecay", weightDecay, { min: 0 });
  const shrunk = step("shrunk", tex`\theta_{t-1} \leftarrow (1 - \alpha\lambda)\, \theta_{t-1}`, () => theta.mul(1 - lr * weightDecay));
  return adam.update(shrunk, g, state, options, step);
}
