import { run, tex, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";

export type Relu6Cache = { x: Tensor };

/**
 * A ReLU that ends at 6, so that its outputs fit into few bits (Krizhevsky 2010,
 * https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf). Any shape; y has that of x.
 *
 * @example
 * relu6.forward({ x: tensor([-1, 2, 8]) }).y.toArray(); // [0, 2, 6]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: Relu6Cache } {
  const y = step("y", tex`y = \min(\max(0, x), 6)`, () => x.maximum(0).minimum(6));
  return { y, cache: { x } };
}

/**
 * The gradient passes where 0 < x < 6. At the kinks, 0 and 6, it is taken to be 0.
 *
 * @example
 * const { cache } = relu6.forward({ x: tensor([-1, 2, 7]) });
 * relu6.backward(tensor([5, 5, 5]), cache).dX.toArray(); // [0, 5, 0]
 */
export function backward(dY: Tensor, { x }: Relu6Cache, step: Step = run): { dX: Tensor } {
  requireUpstream("relu6.backward", { dY }, x.shape, { x });
  const dX = step("dX", tex`dx = dy \cdot \mathbf 1[0 < x < 6]`, () =>
    dY.mul(x.greater(0).mul(x.less(6))),
  );
  return { dX };
}
