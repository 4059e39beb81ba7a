import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type L2Options = {
  /** The strength λ, at least 0. */
  reg: number;
  /** Halve the penalty, so that its gradient is λW and not 2λW. True by default. */
  half?: boolean;
};
export type L2Cache = { W: Tensor; scale: number };

/**
 * The L2 penalty ½λΣW² (or λΣW² with `half: false`): large weights cost more than small ones. Its gradient
 * is weight decay. W has any shape; the loss is a scalar.
 *
 * @throws ValueError if reg is negative or no number.
 *
 * @example
 * l2.forward({ W: tensor([[3, 4]]) }, { reg: 0.1 }).loss.item(); // 1.25
 */
export function forward(
  { W }: { W: Tensor },
  { reg, half = true }: L2Options,
  step: Step = run,
): { loss: Tensor; cache: L2Cache } {
  requireNumber("l2.forward", "reg", reg, { min: 0 });
  const scale = half ? reg / 2 : reg;
  const formula = half ? tex`R = \tfrac12 \lambda \sum W^2` : tex`R = \lambda \sum W^2`;
  const loss = step("loss", formula, () => W.pow(2).sum().mul(scale));
  return { loss, cache: { W, scale } };
}

/**
 * dW, of the shape of W. `dLoss` is a scalar.
 *
 * @example
 * const { cache } = l2.forward({ W: tensor([[1, -2]]) }, { reg: 0.5 });
 * l2.backward(tensor(1), cache).dW.toArray(); // [[0.5, -1]]
 */
export function backward(dLoss: Tensor, { W, scale }: L2Cache, step: Step = run): { dW: Tensor } {
  requireUpstream("l2.backward", { dLoss }, [], { W });
  const dW = step("dW", tex`dW = \lambda W \, dR`, () => W.mul(2 * scale).mul(dLoss));
  return { dW };
}
