import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import * as sigmoid from "./sigmoid.js";

export type SiluCache = { x: Tensor; gate: Tensor };

/**
 * The sigmoid linear unit, also called swish (Elfwing, Uchibe & Doya 2017, https://arxiv.org/abs/1702.03118):
 * x times its own sigmoid. Any shape; y has that of x.
 *
 * @example
 * silu.forward({ x: tensor([0, 100]) }).y.toArray(); // [0, 100]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: SiluCache } {
  const gate = step("gate", tex`s = \sigma(x)`, () => sigmoid.forward({ x }).y);
  const y = step("y", tex`y = x \, s`, () => x.mul(gate));
  return { y, cache: { x, gate } };
}

/**
 * dX, of the shape of x: y changes with x itself and with the gate.
 *
 * @example
 * const { cache } = silu.forward({ x: tensor([0]) });
 * silu.backward(tensor([1]), cache).dX.toArray(); // [0.5]
 */
export function backward(dY: Tensor, { x, gate }: SiluCache, step: Step = run): { dX: Tensor } {
  requireUpstream("silu.backward", { dY }, x.shape, { x });
  const dGate = step("dGate", tex`ds = x \, dy`, () => dY.mul(x));
  const dX = step("dX", tex`dx = s \, dy + s (1 - s) \, ds`, () =>
    dY.mul(gate).add(gate.sub(gate.mul(gate)).mul(dGate)),
  );
  return { dX };
}
