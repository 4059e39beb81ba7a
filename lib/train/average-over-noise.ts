import { requireNumber } from "../errors.js";
import type { Tensor } from "../tensor/tensor.js";

export type NoiseAverage = {
  /** The mean of the samples. */
  mean: Tensor;
  /** Their standard deviation, n − 1 below; 0 for one sample. */
  std: Tensor;
  /** How far the mean is off, as a standard deviation: std / √n. */
  error: Tensor;
};

/**
 * The average of a noisy y = f(x, z) over samples of z: what dropout, DropConnect, stochastic depth, fractional
 * pooling, batch norm over random batches or random crops give on average, where no formula tells it. The exact
 * average over all masks of a small net: `averageOverMasks`.
 *
 * Of a model, take its batch norms out of training mode: `freeze(model, ["batchNorm1"])` normalizes by the running
 * averages and moves none, while dropout goes on drawing masks.
 *
 * `forward` is called with 0, 1, 2, … to seed its noise by; `samples` times, 100 by default. Shapes: all that of y.
 *
 * @throws ValueError if samples is no integer of at least 1.
 *
 * @example
 * const x = ones([1000]);
 * const { mean } = averageOverNoise((seed) => dropout.forward({ x }, { p: 0.5, seed }).y, { samples: 200 });
 * Math.abs(mean.mean().item() - 1) < 0.01; // true
 */
export function averageOverNoise(
  forward: (sample: number) => Tensor,
  { samples = 100 }: { samples?: number } = {},
): NoiseAverage {
  requireNumber("averageOverNoise", "samples", samples, { min: 1, integer: true });
  let mean = forward(0);
  let squares = mean.mul(0);
  // Welford's way: sums of squares would lose digits where the spread is small.
  for (let n = 1; n < samples; n++) {
    const y = forward(n);
    const before = y.sub(mean);
    mean = mean.add(before.div(n + 1));
    squares = squares.add(before.mul(y.sub(mean)));
  }
  const std = squares.div(Math.max(1, samples - 1)).sqrt();
  return { mean, std, error: std.div(Math.sqrt(samples)) };
}
