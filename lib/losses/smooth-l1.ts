import { requirePositive } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { divisorOf, type ReductionOptions, type TargetInputs } from "./reduction.js";

export type SmoothL1Options = ReductionOptions & {
  /** Errors smaller than this are squared, above 0; 1 by default. */
  beta?: number;
};
export type SmoothL1Cache = { error: Tensor; inner: Tensor; beta: number; norm: number };

/**
 * The smooth L1 loss (Girshick 2015, https://arxiv.org/abs/1504.08083; Huber 1964 divided by beta): the squared
 * error near 0, where it has no corner, and the absolute error farther out, where it fears no outlier. Any shape;
 * target has that of x, loss is a scalar.
 *
 * @throws ShapeError if target has not the shape of x or there is no entry; ValueError if beta is not above 0 or
 * reduction is another word.
 *
 * @example
 * smoothL1.forward({ x: tensor([0.5, 3]), target: tensor([0, 0]) }, { reduction: "sum" }).loss.item(); // 2.625
 */
// prettier-ignore
export function forward({ x, target }: TargetInputs, { beta = 1, reduction }: SmoothL1Options = {}, step: Step = run): { loss: Tensor; cache: SmoothL1Cache } {
  const norm = divisorOf("smoothL1.forward", { x, target }, reduction);
  requirePositive("smoothL1.forward", "beta", beta);
  const error = step("error", tex`e_i = x_i - t_i`,                 () => x.sub(target));
  const inner = step("inner", tex`m_i = \min(|e_i|, \beta)`,        () => error.abs().minimum(beta));
  const each  = tex`\sum_i \tfrac{m_i}{\beta} \left(|e_i| - \tfrac12 m_i\right)`;
  const loss  = step("loss",  reduction === "sum" ? tex`L = ${each}` : tex`L = \tfrac1n ${each}`,
    () => error.abs().sub(inner.div(2)).mul(inner).div(beta).sum().div(norm));
  return { loss, cache: { error, inner, beta, norm } };
}

/**
 * dX, of the shape of x: the error itself divided by beta, cut off at −1 and 1. Nothing comes by way
 * of m: where m follows |e| the slope by m is 0, elsewhere m stands still.
 *
 * @example
 * const { cache } = smoothL1.forward({ x: tensor([0.5, 9]), target: tensor([0, 0]) });
 * smoothL1.backward(tensor(1), cache).dX.toArray(); // [0.25, 0.5]
 */
// prettier-ignore
export function backward(dLoss: Tensor, { error, inner, beta, norm }: SmoothL1Cache, step: Step = run): { dX: Tensor } {
  requireUpstream("smoothL1.backward", { dLoss }, [], { x: error });
  const share = norm === 1 ? tex`\tfrac{1}{\beta}` : tex`\tfrac{1}{n \beta}`;
  const dError = step("dError", tex`de_i = ${share} \operatorname{sign}(e_i) \, m_i \, dL`,
    () => inner.mul(error.sign()).div(beta * norm).mul(dLoss));
  const dX = step("dX", tex`dx_i = de_i`, () => dError);
  return { dX };
}
