import { requireNumber, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Throws unless the rate is at least 0 and the gradient and all that is remembered have the shape and dtype of theta. */
export function requireUpdate(
  where: string,
  { theta, g, lr }: { theta: Tensor; g: Tensor; lr: number },
  memory: Readonly<Record<string, Tensor>> = {},
): void {
  requireNumber(where, "lr", lr, { min: 0 });
  requireShape(where, "g", g.shape, theta.shape);
  requireOneDType(where, { theta, g });
  for (const name in memory) {
    const value = memory[name];
    requireShape(where, `state.${name}`, value.shape, theta.shape);
    requireOneDType(where, { theta, [`state.${name}`]: value });
  }
}

/** Throws unless each of these is a share in [0, 1): with 1 an average would never take anything in. */
export function requireShares(where: string, shares: Readonly<Record<string, number>>): void {
  for (const name in shares)
    if (!(shares[name] >= 0 && shares[name] < 1))
      throw new ValueError(
        `${where}: ${name} must be a finite number of at least 0 and below 1, got ${String(shares[name])}`,
      );
}

/**
 * The gradient with that of the penalty ½λΣθ² added, which is what PyTorch calls weight decay in all
 * optimizers but AdamW. A step of its own, left out where λ is 0.
 */
export function decay(
  where: string,
  { theta, g, weightDecay }: { theta: Tensor; g: Tensor; weightDecay: number },
  step: Step = run,
): Tensor {
  requireNumber(where, "weightDecay", weightDecay, { min: 0 });
  if (weightDecay === 0) return g;
  return step("decayed", tex`g_t \leftarrow g_t + \lambda \theta_{t-1}`, () =>
    g.add(theta.mul(weightDecay)),
  );
}
