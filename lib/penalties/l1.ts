import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type L1Options = {
  /** The strength λ, at least 0. */
  reg: number;
};
export type L1Cache = { W: Tensor; reg: number };

/**
 * The L1 penalty λΣ|W| (Tibshirani 1996, https://doi.org/10.1111/j.2517-6161.1996.tb02080.x): it pulls on every
 * weight with the same force, so that those which are not needed end at 0. W has any shape; the loss is a scalar.
 *
 * @throws ValueError if reg is negative or no number.
 *
 * @example
 * l1.forward({ W: tensor([[3, -4]]) }, { reg: 0.5 }).loss.item(); // 3.5
 */
export function forward(
  { W }: { W: Tensor },
  { reg }: L1Options,
  step: Step = run,
): { loss: Tensor; cache: L1Cache } {
  requireNumber("l1.forward", "reg", reg, { min: 0 });
  const loss = step("loss", tex`R = \lambda \sum |W|`, () => W.abs().sum().mul(reg));
  return { loss, cache: { W, reg } };
}

/**
 * dW, of the shape of W; 0 at the kink, where a weight is exactly 0. `dLoss` is a scalar.
 *
 * @example
 * const { cache } = l1.forward({ W: tensor([[1, -2]]) }, { reg: 0.5 });
 * l1.backward(tensor(1), cache).dW.toArray(); // [[0.5, -0.5]]
 */
export function backward(dLoss: Tensor, { W, reg }: L1Cache, step: Step = run): { dW: Tensor } {
  requireUpstream("l1.backward", { dLoss }, [], { W });
  const dW = step("dW", tex`dW = \lambda \operatorname{sign}(W) \, dR`, () =>
    W.sign().mul(reg).mul(dLoss),
  );
  return { dW };
}
