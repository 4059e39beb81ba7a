import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { divisorOf, type ReductionOptions, type TargetInputs } from "./reduction.js";

export type AbsoluteErrorCache = { error: Tensor; norm: number };

/**
 * The absolute error: a few wild targets (outliers) pull on it no more than others do. Any shape; target has that
 * of x, loss is a scalar.
 *
 * @throws ShapeError if target has not the shape of x or there is no entry; ValueError if reduction is another word.
 *
 * @example
 * absoluteError.forward({ x: tensor([1, 5]), target: tensor([2, 2]) }).loss.item(); // 2
 */
export function forward(
  { x, target }: TargetInputs,
  { reduction }: ReductionOptions = {},
  step: Step = run,
): { loss: Tensor; cache: AbsoluteErrorCache } {
  const norm = divisorOf("absoluteError.forward", { x, target }, reduction);
  const error = step("error", tex`e_i = x_i - t_i`, () => x.sub(target));
  const formula = reduction === "sum" ? tex`L = \sum_i |e_i|` : tex`L = \tfrac1n \sum_i |e_i|`;
  const loss = step("loss", formula, () => error.abs().sum().div(norm));
  return { loss, cache: { error, norm } };
}

/**
 * dX, of the shape of x. At the kink, an error of exactly 0, it is taken to be 0.
 *
 * @example
 * const { cache } = absoluteError.forward({ x: tensor([3, 0]), target: tensor([1, 1]) });
 * absoluteError.backward(tensor(1), cache).dX.toArray(); // [0.5, -0.5]
 */
export function backward(
  dLoss: Tensor,
  { error, norm }: AbsoluteErrorCache,
  step: Step = run,
): { dX: Tensor } {
  requireUpstream("absoluteError.backward", { dLoss }, [], { x: error });
  const sign = tex`\operatorname{sign}(e_i) \, dL`;
  const formula = norm === 1 ? tex`de_i = ${sign}` : tex`de_i = \tfrac1n ${sign}`;
  const dError = step("dError", formula, () => error.sign().div(norm).mul(dLoss));
  const dX = step("dX", tex`dx_i = de_i`, () => dError);
  return { dX };
}
