import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { full } from "../tensor/create.js";
import type { Tensor } from "../tensor/tensor.js";
import { decay, requireUpdate } from "./requirements.js";

/** The sum h of squared gradients, of the shape of theta, and how many updates there were. */
export type AdagradState = { t: number; h: Tensor };
export type AdagradOptions = {
  /** The learning rate α, at least 0; 1e-2 by default. */
  lr?: number;
  /** δ, at least 0: α falls as α / (1 + (t − 1)δ). 0 by default. */
  lrDecay?: number;
  /** What h starts at, at least 0; 0 by default. Only `init` reads it. */
  initial?: number;
  /** ε, added outside the root, at least 0; 1e-10 by default (PyTorch's; CS231n has 1e-7). */
  eps?: number;
  /** λ of a penalty ½λΣθ² whose gradient is added to g, at least 0; 0 by default. */
  weightDecay?: number;
};

/**
 * h = `initial` everywhere.
 *
 * @example
 * adagrad.init(tensor([1, 2])).h.toArray(); // [0, 0]
 */
export function init(theta: Tensor, { initial = 0 }: AdagradOptions = {}): AdagradState {
  requireNumber("adagrad.init", "initial", initial, { min: 0 });
  return { t: 0, h: full(theta.shape, initial, theta) };
}

/**
 * What h is made of, for `explain`.
 *
 * @example
 * adagrad.memory().h; // "h + g^2"
 */
export const memory = (): Record<string, string> => ({ h: "h + g^2" });

/**
 * AdaGrad (Duchi, Hazan & Singer 2011, https://jmlr.org/papers/v12/duchi11a.html): each entry has a rate of its
 * own, small where gradients were large. h only grows, so the steps fade. Shapes: all those of theta.
 *
 * @throws ShapeError if g or the state has not the shape of theta; ValueError if an option is out of range.
 *
 * @example
 * // The first step has length α in every direction, however steep.
 * const theta = tensor([0, 0]);
 * adagrad.update(theta, tensor([100, -1]), adagrad.init(theta), { lr: 0.5, eps: 0 }).theta.toArray(); // [-0.5, 0.5]
 */
// prettier-ignore
export function update(theta: Tensor, g: Tensor, state: AdagradState, { lr = 1e-2, lrDecay = 0, eps = 1e-10, weightDecay = 0 }: AdagradOptions = {}, step: Step = run): { theta: Tensor; state: AdagradState } {
  requireUpdate("adagrad.update", { theta, g, lr }, { h: state.h });
  requireNumber("adagrad.update", "lrDecay", lrDecay, { min: 0 });
  requireNumber("adagrad.update", "eps", eps, { min: 0 });
  const t = state.t + 1;
  const rate = lr / (1 + (t - 1) * lrDecay);
  const decayed = decay("adagrad.update", { theta, g, weightDecay }, step);
  const h    = step("h",     tex`h_t = h_{t-1} + g_t^2`,                                             () => state.h.add(decayed.pow(2)));
  const next = step("theta", tex`\theta_t = \theta_{t-1} - \alpha_t \, g_t / (\sqrt{h_t} + \epsilon)`, () => theta.sub(decayed.div(h.sqrt().add(eps)).mul(rate)));
  return { theta: next, state: { t, h } };
}
