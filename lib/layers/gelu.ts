import { requireOneOf } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type GeluOptions = {
  /** "erf" (default) is exact; "tanh" is the approximation that GPT-2 uses, off by less than 0.0005. */
  form?: "erf" | "tanh";
};
export type GeluCache = { x: Tensor; share: Tensor; bend: Tensor | undefined };

const ROOT = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * The Gaussian error linear unit (Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415): x times the share
 * of a standard normal distribution that lies below x, a ReLU with a soft gate. Any shape; y has that of x.
 *
 * @throws ValueError if form is another word.
 *
 * @example
 * gelu.forward({ x: tensor([0, 100]) }).y.toArray(); // [0, 100]
 */
// prettier-ignore
export function forward({ x }: { x: Tensor }, { form = "erf" }: GeluOptions = {}, step: Step = run): { y: Tensor; cache: GeluCache } {
  requireOneOf("gelu.forward", "form", form, ["erf", "tanh"]);
  const bend = form === "erf" ? undefined
    : step("bend", tex`u = \sqrt{\tfrac2\pi} \left(x + 0.044715 \, x^3\right)`, () => x.add(x.pow(3).mul(CUBIC)).mul(ROOT));
  const share = bend
    ? step("share", tex`\Phi = \tfrac12 (1 + \tanh u)`,                         () => bend.tanh().add(1).div(2))
    : step("share", tex`\Phi = \tfrac12 \left(1 + \operatorname{erf} \tfrac{x}{\sqrt 2}\right)`, () => x.mul(Math.SQRT1_2).erf().add(1).div(2));
  const y = step("y", tex`y = x \, \Phi`, () => x.mul(share));
  return { y, cache: { x, share, bend } };
}

/**
 * dX, of the shape of x: y changes with x itself and with the share.
 *
 * @example
 * const { cache } = gelu.forward({ x: tensor([0]) });
 * gelu.backward(tensor([1]), cache).dX.toArray(); // [0.5]
 */
// prettier-ignore
export function backward(dY: Tensor, { x, share, bend }: GeluCache, step: Step = run): { dX: Tensor } {
  requireUpstream("gelu.backward", { dY }, x.shape, { x });
  const dShare = step("dShare", tex`d\Phi = x \, dy`, () => dY.mul(x));
  if (!bend) {
    const dX = step("dX", tex`dx = \Phi \, dy + \tfrac{1}{\sqrt{2\pi}} e^{-x^2/2} \, d\Phi`,
      () => dY.mul(share).add(x.pow(2).div(-2).exp().mul(ROOT / 2).mul(dShare)));
    return { dX };
  }
  const dBend = step("dBend", tex`du = \tfrac12 (1 - \tanh^2 u) \, d\Phi`, () => bend.tanh().pow(2).neg().add(1).div(2).mul(dShare));
  const dX = step("dX", tex`dx = \Phi \, dy + \sqrt{\tfrac2\pi} \left(1 + 3 \cdot 0.044715 \, x^2\right) du`,
    () => dY.mul(share).add(x.pow(2).mul(3 * CUBIC).add(1).mul(ROOT).mul(dBend)));
  return { dX };
}
