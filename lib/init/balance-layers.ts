import { requireNumber, ShapeError, ValueError } from "../errors.js";
import type { Random } from "../random.js";
import { randn } from "../tensor/create.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { hasWeights, type Calibratable } from "./calibrate.js";

/** A layer that can also be gone back through. */
export interface Differentiable extends Calibratable {
  forward(
    x: Tensor,
    mode: "train",
  ): {
    y: Tensor;
    backward: (dY: Tensor) => { dX: Tensor; grads: Record<string, Tensor> };
  };
}

export type BalanceOptions = {
  /** How often the rates are measured and evened out, at least 1; 10 by default. */
  rounds?: number;
  /** How much of the way a round goes, above 0 to 1; 0.25 by default. */
  damping?: number;
};

/**
 * The between-layer step of data-dependent initialization (Krähenbühl et al. 2016, https://arxiv.org/abs/1511.06856,
 * section 3.2), to follow `dataDependent`: scales the layers so that a step of gradient descent changes all of them
 * by about the same share. The rate of a layer is C = √(E‖dW‖² / ‖W‖²) under a random loss, the sum of the outputs
 * times normal numbers z; each round scales W by r = (C / C̃)^(damping/2), where C̃ is the geometric mean of all rates.
 * A layer that is scaled up by r gets gradients as before and its rate falls by r², relative to the others.
 *
 * As in the authors' program (https://github.com/philkr/magic_init) the rate is that of a whole layer, not of each of
 * its weights, and the gradient is that of a batch with an independent z for each example: its mean square is that of
 * single examples, summed, and the number of examples is the same for all layers. The program's damping is 1; with
 * less, what is not quite in proportion settles.
 *
 * The factors multiply to 1, and each bias is scaled by the factors so far: where all between the layers keeps scale,
 * as ReLU and pooling do, the net's outputs stay as they are. x: a batch as the first layer takes it. Weights inside
 * blocks are refused: a sum of two paths does not keep scale. Returns the rates reached, a layer each.
 *
 * @throws ValueError if weights are inside a block, a rate is 0 or not finite, fewer than two layers have weights, or
 * an option is out of range; ShapeError if the batch is empty.
 *
 * @example
 * const draw = (std) => init.normal({ std: std });
 * const layers = [
 *   modules.linear({ inputs: 4, outputs: 8, init: draw(10) }, rng),
 *   modules.relu(),
 *   modules.linear({ inputs: 8, outputs: 3, init: draw(0.1) }, rng),
 * ];
 * const rates = init.balanceLayers(layers, randn([50, 4], rng), rng);
 * Math.max(...rates) / Math.min(...rates) < 4; // true
 */
export function balanceLayers(
  layers: readonly Differentiable[],
  x: Tensor,
  rng: Random,
  { rounds = 10, damping = 0.25 }: BalanceOptions = {},
): number[] {
  const where = "init.balanceLayers";
  requireNumber(where, "rounds", rounds, { min: 1, integer: true });
  requireNumber(where, "damping", damping, { min: Number.MIN_VALUE, max: 1 });
  if (x.size === 0)
    throw new ShapeError(`${where}: x must hold at least one example, got ${shapeText(x.shape)}`);
  const block = layers.find((layer) => layer.children && holdsWeights(layer));
  if (block)
    throw new ValueError(
      `${where}: layers must follow one another, got a ${block.kind} with weights inside`,
    );
  const weighted = layers.filter(hasWeights);
  if (weighted.length < 2)
    throw new ValueError(
      `${where}: expected at least two layers with weights W, got ${weighted.length}`,
    );
  for (let round = 0; round < rounds; round++) {
    const rates = ratesOf(where, layers, x, rng);
    const mean = Math.exp(rates.reduce((sum, rate) => sum + Math.log(rate), 0) / rates.length);
    let soFar = 1;
    weighted.forEach((layer, k) => {
      const { W, b } = layer.params as { W: Tensor; b?: Tensor };
      const r = (rates[k] / mean) ** (damping / 2);
      soFar *= r;
      layer.params = { ...layer.params, W: W.mul(r), ...(b && { b: b.mul(soFar) }) };
    });
  }
  return ratesOf(where, layers, x, rng);
}

/** Whether a module, or one that it is made of, has weights W. */
const holdsWeights = (module: Calibratable): boolean =>
  hasWeights(module) || Object.values(module.children ?? {}).some(holdsWeights);

/** ‖dW‖ / ‖W‖ of every layer with weights, under a random linear loss. */
function ratesOf(
  where: string,
  layers: readonly Differentiable[],
  x: Tensor,
  rng: Random,
): number[] {
  let y = x;
  const passes = layers.map((layer) => {
    const { buffers } = layer;
    const out = layer.forward(y, "train");
    layer.buffers = buffers;
    y = out.y;
    return { layer, backward: out.backward };
  });
  let dY = randn(y.shape, rng, y);
  const rates: number[] = [];
  passes.reverse().forEach(({ layer, backward }, i) => {
    const { dX, grads } = backward(dY);
    dY = dX;
    if (!hasWeights(layer)) return;
    const { W } = layer.params;
    const rate = Math.sqrt(grads.W.dot(grads.W) / W.dot(W));
    if (!(rate > 0 && rate < Infinity))
      throw new ValueError(
        `${where}: the rate of ${layer.kind}, layer ${layers.length - 1 - i}, must be finite and above 0, got ${rate}`,
      );
    rates.unshift(rate);
  });
  return rates;
}
