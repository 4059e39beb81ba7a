import type { Tensor } from "../tensor/tensor.js";
import { calibrate, outputOf, requireVariance, type Calibratable } from "./calibrate.js";

/**
 * Data-dependent initialization, the within-layer normalization of Krähenbühl et al. 2016
 * (https://arxiv.org/abs/1511.06856, Algorithm 1): layer by layer, the weights and the bias of each output (or
 * filter) are rescaled so that over a batch it has mean 0 and variance 1. What a batch norm would do, done once. `balanceLayers` is the algorithm's
 * second step.
 *
 * `layers` follow one another, such as the `modules` of a Sequential; those with weights W, (D, M) or
 * (F, C, kH, kW), also inside blocks, get new ones in place, and a new b if they have one (without b the mean stays). Draw the
 * weights first, by any rule. x: a batch as the first layer takes it, of more than one example.
 *
 * @throws ValueError if an output does not vary or no layer has weights; ShapeError if the batch is empty.
 *
 * @example
 * const layers = [modules.linear({ inputs: 4, outputs: 8 }, rng), modules.relu()];
 * const images = randn([50, 4], rng);
 * init.dataDependent(layers, images);
 * layers[0].forward(images, "eval").y.mean(0).abs().max().item() < 1e-12; // true
 */
export function dataDependent(layers: readonly Calibratable[], x: Tensor): void {
  const where = "init.dataDependent";
  calibrate(where, layers, x, (layer, input, name) => {
    const { W, b } = layer.params as { W: Tensor; b?: Tensor };
    const y = outputOf(layer, input);
    // Linear outputs lie along the last axis, filters along the second.
    const channel = W.rank === 2 ? y.rank - 1 : 1;
    const others = y.shape.map((_, axis) => axis).filter((axis) => axis !== channel);
    const mean = y.mean(others, true);
    const variance = y.sub(mean).pow(2).mean(others);
    for (const value of variance.data) requireVariance(where, name, value);
    const std = variance.sqrt();
    const scaled = W.rank === 2 ? W.div(std) : W.div(std.reshape(-1, 1, 1, 1));
    const shifted = b && { b: b.sub(mean.reshape(-1)).div(std) };
    layer.params = { ...layer.params, W: scaled, ...shifted };
  });
}
