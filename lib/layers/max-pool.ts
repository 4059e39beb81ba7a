import { run, type Step } from "../step.js";
import type { Tensor } from "../tensor/tensor.js";
import * as maxOverWindows from "./max-over-windows.js";
import { poolingWindows, type Pair, type PoolOptions } from "./windows.js";

export type MaxPoolOptions = PoolOptions & {
  /** How far neighbors inside a window are apart; 1 by default. */
  dilation?: Pair;
};
export type MaxPoolCache = maxOverWindows.MaxCache;

/**
 * Max pooling: the largest entry of each window, channel by channel. Padding never wins, and NaN does.
 *
 * Shapes: x (N, C, H, W); y (N, C, H′, W′) with H′ = ⌊(H + 2·padding − kernel) / stride⌋ + 1. entries
 * (kH·kW, N·C·H′·W′).
 *
 * @throws ShapeError if a window does not fit or lies in the padding alone; ValueError if an option is out of
 * range.
 *
 * @example
 * const x = arange(16).reshape(1, 1, 4, 4);
 * maxPool.forward({ x }, { kernel: 2 }).y.toArray(); // [[[[5, 7], [13, 15]]]]
 */
export function forward(
  { x }: { x: Tensor },
  options: MaxPoolOptions = {},
  step: Step = run,
): { y: Tensor; cache: MaxPoolCache } {
  return maxOverWindows.forward(x, poolingWindows("maxPool.forward", x, options), step);
}

/**
 * The gradient goes to the entry that won; of equal ones, to the first in reading order.
 *
 * @example
 * const { cache } = maxPool.forward({ x: tensor([[[[1, 2], [3, 4]]]]) }, { kernel: 2 });
 * maxPool.backward(tensor([[[[7]]]]), cache).dX.reshape(2, 2).toArray(); // [[0, 0], [0, 7]]
 */
export function backward(dY: Tensor, cache: MaxPoolCache, step: Step = run): { dX: Tensor } {
  return maxOverWindows.backward("maxPool.backward", dY, cache, step);
}
