import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type HardSwishCache = { x: Tensor; gate: Tensor };

/**
 * Hard swish (Howard et al. 2019, MobileNetV3, https://arxiv.org/abs/1905.02244): a SiLU whose sigmoid is drawn
 * with a ruler, from 0 at −3 to 1 at 3. Any shape; y has that of x.
 *
 * @example
 * hardSwish.forward({ x: tensor([0, 1.5, 4]) }).y.toArray(); // [0, 1.125, 4]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: HardSwishCache } {
  const gate = step("gate", tex`s = \tfrac16 \min(\max(0, x + 3), 6)`, () =>
    x.add(3).maximum(0).minimum(6).div(6),
  );
  const y = step("y", tex`y = x \, s`, () => x.mul(gate));
  return { y, cache: { x, gate } };
}

/**
 * dX, of the shape of x. At the kinks, −3 and 3, the gate is taken to be flat: the slopes there are those outside, 0
 * and 1. (PyTorch 1.13 takes the other side: −½ at −3, and in float32 3⁄2 at 3.)
 *
 * @example
 * const { cache } = hardSwish.forward({ x: tensor([-4, 0, 4]) });
 * hardSwish.backward(tensor([1, 1, 1]), cache).dX.toArray(); // [0, 0.5, 1]
 */
export function backward(
  dY: Tensor,
  { x, gate }: HardSwishCache,
  step: Step = run,
): { dX: Tensor } {
  requireUpstream("hardSwish.backward", { dY }, x.shape, { x });
  const dGate = step("dGate", tex`ds = x \, dy`, () => dY.mul(x));
  const dX = step("dX", tex`dx = s \, dy + \tfrac16 \mathbf 1[-3 < x < 3] \, ds`, () =>
    dY.mul(gate).add(x.greater(-3).mul(x.less(3)).mul(dGate).div(6)),
  );
  return { dX };
}
