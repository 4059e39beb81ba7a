import { requireNumber } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type ElasticNetOptions = {
  /** The strength of the L2 part, at least 0. */
  reg: number;
  /** The strength of the L1 part, at least 0. */
  l1: number;
  /** Halve the L2 part, as `l2` does, so that its gradient is λW and not 2λW. True by default. */
  half?: boolean;
};
export type ElasticNetCache = { W: Tensor; reg: number; l1: number; half: boolean };

/**
 * The elastic net, an L2 and an L1 penalty together (Zou & Hastie 2005,
 * https://doi.org/10.1111/j.1467-9868.2005.00503.x): ½λΣW² + λ₁Σ|W|, or λΣW² + λ₁Σ|W| with `half: false`, as the
 * lecture writes it. scikit-learn halves too: its alpha is λ + λ₁, its l1_ratio λ₁ / (λ + λ₁). W has any shape; the
 * loss is a scalar.
 *
 * @throws ValueError if reg or l1 is negative or no number.
 *
 * @example
 * elasticNet.forward({ W: tensor([[3, -4]]) }, { reg: 0.1, l1: 0.5 }).loss.item(); // 4.75
 */
// prettier-ignore
export function forward({ W }: { W: Tensor }, { reg, l1, half = true }: ElasticNetOptions, step: Step = run): { loss: Tensor; cache: ElasticNetCache } {
  requireNumber("elasticNet.forward", "reg", reg, { min: 0 });
  requireNumber("elasticNet.forward", "l1", l1, { min: 0 });
  const square   = step("square",   half ? tex`R_2 = \tfrac12 \lambda \sum W^2` : tex`R_2 = \lambda \sum W^2`, () => W.mul(W).sum().mul(half ? reg / 2 : reg));
  const absolute = step("absolute", tex`R_1 = \lambda_1 \sum |W|`, () => W.abs().sum().mul(l1));
  const loss     = step("loss",     tex`R = R_2 + R_1`,            () => square.add(absolute));
  return { loss, cache: { W, reg, l1, half } };
}

/**
 * dW, of the shape of W. `dLoss` is a scalar.
 *
 * @example
 * const { cache } = elasticNet.forward({ W: tensor([[1, -2]]) }, { reg: 1, l1: 0.5 });
 * elasticNet.backward(tensor(1), cache).dW.toArray(); // [[1.5, -2.5]]
 */
// prettier-ignore
export function backward(dLoss: Tensor, { W, reg, l1, half }: ElasticNetCache, step: Step = run): { dW: Tensor } {
  requireUpstream("elasticNet.backward", { dLoss }, [], { W });
  const dSquare   = step("dSquare",   tex`dR_2 = dR`, () => dLoss);
  const dAbsolute = step("dAbsolute", tex`dR_1 = dR`, () => dLoss);
  const dW        = step("dW", tex`dW = ${half ? "" : "2"} \lambda W \, dR_2 + \lambda_1 \operatorname{sign}(W) \, dR_1`,
    () => W.mul(half ? reg : 2 * reg).mul(dSquare).add(W.sign().mul(l1).mul(dAbsolute)));
  return { dW };
}
