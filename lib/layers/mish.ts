import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as softplus from "./softplus.js";

export type MishCache = { x: Tensor; gate: Tensor; bend: softplus.SoftplusCache };

/**
 * Mish (Misra 2019, https://arxiv.org/abs/1908.08681): x times the hyperbolic tangent of its softplus. Any shape;
 * y has that of x.
 *
 * @example
 * mish.forward({ x: tensor([0, 100]) }).y.toArray(); // [0, 100]
 */
// prettier-ignore
export function forward({ x }: { x: Tensor }, _options: Record<string, never> = {}, step: Step = run): { y: Tensor; cache: MishCache } {
  const soft = softplus.forward({ x });
  const bend = step("bend", tex`u = \log(1 + e^x)`, () => soft.y);
  const gate = step("gate", tex`s = \tanh u`,       () => bend.tanh());
  const y    = step("y",    tex`y = x \, s`,        () => x.mul(gate));
  return { y, cache: { x, gate, bend: soft.cache } };
}

/**
 * dX, of the shape of x: y changes with x itself and with the gate.
 *
 * @example
 * const { cache } = mish.forward({ x: tensor([0]) });
 * mish.backward(tensor([1]), cache).dX.item().toFixed(4); // "0.6000"
 */
// prettier-ignore
export function backward(dY: Tensor, { x, gate, bend }: MishCache, step: Step = run): { dX: Tensor } {
  requireUpstream("mish.backward", { dY }, x.shape, { x });
  const dGate = step("dGate", tex`ds = x \, dy`,                   () => dY.mul(x));
  const dBend = step("dBend", tex`du = (1 - s^2) \, ds`,           () => dGate.sub(gate.pow(2).mul(dGate)));
  const dX    = step("dX",    tex`dx = s \, dy + \sigma(x) \, du`, () => dY.mul(gate).add(softplus.backward(dBend, bend).dX));
  return { dX };
}
