import { run, tex, type Step } from "../step.js";
import { requireShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireImages } from "./windows.js";

export type GlobalAveragePoolCache = { shape: Shape };

/**
 * Global average pooling (Lin et al. 2013, https://arxiv.org/abs/1312.4400): each channel becomes its mean over
 * all places. In place of the first fully connected layer it saves most of a net's weights.
 *
 * Shapes: x (N, C, H, W); y (N, C).
 *
 * @throws ShapeError if x does not hold images.
 *
 * @example
 * globalAveragePool.forward({ x: arange(8).reshape(1, 2, 2, 2) }).y.toArray(); // [[1.5, 5.5]]
 */
export function forward(
  { x }: { x: Tensor },
  _options: Record<string, never> = {},
  step: Step = run,
): { y: Tensor; cache: GlobalAveragePoolCache } {
  requireImages("globalAveragePool.forward", x);
  const y = step("y", tex`y_{nc} = \tfrac{1}{HW} \sum_{h,w} x_{nchw}`, () => x.mean([2, 3]));
  return { y, cache: { shape: x.shape } };
}

/**
 * Every place gets an equal share of its channel's gradient.
 *
 * @example
 * const { cache } = globalAveragePool.forward({ x: ones([1, 1, 2, 2]) });
 * globalAveragePool.backward(tensor([[8]]), cache).dX.reshape(2, 2).toArray(); // [[2, 2], [2, 2]]
 */
export function backward(
  dY: Tensor,
  { shape }: GlobalAveragePoolCache,
  step: Step = run,
): { dX: Tensor } {
  const [N, C, H, W] = shape;
  requireShape("globalAveragePool.backward", "dY", dY.shape, [N, C]);
  const dX = step("dX", tex`dx_{nchw} = \tfrac{1}{HW} dy_{nc}`, () =>
    dY
      .div(H * W)
      .reshape(N, C, 1, 1)
      .broadcastTo(...shape),
  );
  return { dX };
}
