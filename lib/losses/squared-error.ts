import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { divisorOf, type ReductionOptions, type TargetInputs } from "./reduction.js";

export type SquaredErrorCache = { error: Tensor; norm: number };

/**
 * The squared error (Legendre 1805): large errors cost far more than small ones. The mean over all entries is the
 * mean squared error. Any shape; target has that of x, loss is a scalar.
 *
 * @throws ShapeError if target has not the shape of x or there is no entry; ValueError if reduction is another word.
 *
 * @example
 * squaredError.forward({ x: tensor([1, 5]), target: tensor([2, 2]) }).loss.item(); // 5
 */
export function forward(
  { x, target }: TargetInputs,
  { reduction }: ReductionOptions = {},
  step: Step = run,
): { loss: Tensor; cache: SquaredErrorCache } {
  const norm = divisorOf("squaredError.forward", { x, target }, reduction);
  const error = step("error", tex`e_i = x_i - t_i`, () => x.sub(target));
  const formula = reduction === "sum" ? tex`L = \sum_i e_i^2` : tex`L = \tfrac1n \sum_i e_i^2`;
  const loss = step("loss", formula, () => error.mul(error).sum().div(norm));
  return { loss, cache: { error, norm } };
}

/**
 * dX, of the shape of x. `dLoss` is a scalar, 1 where the loss is the end of the graph.
 *
 * @example
 * const { cache } = squaredError.forward({ x: tensor([3]), target: tensor([1]) });
 * squaredError.backward(tensor(1), cache).dX.toArray(); // [4]
 */
export function backward(
  dLoss: Tensor,
  { error, norm }: SquaredErrorCache,
  step: Step = run,
): { dX: Tensor } {
  requireUpstream("squaredError.backward", { dLoss }, [], { x: error });
  const formula = norm === 1 ? tex`de_i = 2 e_i \, dL` : tex`de_i = \tfrac2n e_i \, dL`;
  const dError = step("dError", formula, () => error.mul(2 / norm).mul(dLoss));
  const dX = step("dX", tex`dx_i = de_i`, () => dError);
  return { dX };
}
