import { requireNumber } from "../errors.js";
import type { Random } from "../random.js";
import type { Tensor } from "../tensor/tensor.js";
import { calibrate, outputOf, requireVariance, type Calibratable } from "./calibrate.js";
import { orthogonal } from "./orthogonal.js";

export type LsuvOptions = {
  /** How far from 1 the variance of an output may be, above 0; 0.1 by default. */
  tolerance?: number;
  /** At most so many corrections of a layer, at least 1; 10 by default. */
  rounds?: number;
};

/**
 * Layer-sequential unit-variance initialization (Mishkin & Matas 2016, https://arxiv.org/abs/1511.06422): every
 * weight tensor is drawn orthogonal, then, layer by layer, divided by the standard deviation of the layer's
 * output for a batch, until its variance is 1. It asks nothing about the activations in between.
 *
 * `layers` follow one another, such as the `modules` of a Sequential; those with weights W, (D, M) or
 * (F, C, kH, kW), also inside blocks, get new ones in place. x: a batch as the first layer takes it. Returns the variances reached.
 *
 * @throws ValueError if an output does not vary, no layer has weights, or an option is out of range; ShapeError if
 * the batch is empty.
 *
 * @example
 * const layers = [modules.linear({ inputs: 4, outputs: 8 }, rng), modules.relu()];
 * const [variance] = init.lsuv(layers, randn([50, 4], rng), rng);
 * Math.abs(variance - 1) < 1e-12; // true
 */
export function lsuv(
  layers: readonly Calibratable[],
  x: Tensor,
  rng: Random,
  { tolerance = 0.1, rounds = 10 }: LsuvOptions = {},
): number[] {
  const where = "init.lsuv";
  requireNumber(where, "tolerance", tolerance, { min: Number.MIN_VALUE });
  requireNumber(where, "rounds", rounds, { min: 1, integer: true });
  const draw = orthogonal();
  return calibrate(where, layers, x, (layer, input, name) => {
    const put = (W: Tensor): number => {
      layer.params = { ...layer.params, W };
      return varianceOf(outputOf(layer, input));
    };
    let variance = put(draw(layer.params.W.shape, rng, layer.params.W));
    for (let round = 0; round < rounds && !(Math.abs(variance - 1) < tolerance); round++) {
      requireVariance(where, name, variance);
      variance = put(layer.params.W.div(Math.sqrt(variance)));
    }
    return variance;
  });
}

const varianceOf = (y: Tensor): number => y.sub(y.mean()).pow(2).mean().item();
