import * as averagePoolLayer from "../../layers/average-pool.js";
import * as flattenLayer from "../../layers/flatten.js";
import * as fractionalMaxPoolLayer from "../../layers/fractional-max-pool.js";
import * as globalAveragePoolLayer from "../../layers/global-average-pool.js";
import * as maxPoolLayer from "../../layers/max-pool.js";
import { pairOf, type Pair, type PoolOptions } from "../../layers/windows.js";
import { Random, requireSeed } from "../../random.js";
import { run } from "../../step.js";
import { sizeOf } from "../../tensor/shape.js";
import { flattenFacts, globalAveragePoolFacts, poolFacts, type Describe } from "../facts.js";
import type { Module } from "../module.js";
import { firstPass, nextPass } from "./passes.js";
import { plain } from "./plain.js";

/**
 * Max pooling; windows of 2 × 2 that do not overlap by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.maxPool({ kernel: 2 }).forward(ones([1, 3, 4, 4]), "eval").y.shape; // [1, 3, 2, 2]
 */
export function maxPool(options: maxPoolLayer.MaxPoolOptions = {}): Module {
  requireWindow("modules.maxPool", options);
  return plain("maxPool", maxPoolLayer, options, poolFacts("max pool", options));
}

/**
 * Average pooling; windows of 2 × 2 that do not overlap by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.averagePool({ kernel: 2 }).forward(ones([1, 3, 4, 4]), "eval").y.shape; // [1, 3, 2, 2]
 */
export function averagePool(options: averagePoolLayer.AveragePoolOptions = {}): Module {
  requireWindow("modules.averagePool", options);
  return plain("averagePool", averagePoolLayer, options, poolFacts("average pool", options));
}

/** Whether the window fits is seen when images come. */
function requireWindow(where: string, options: PoolOptions & { dilation?: Pair }): void {
  for (const name of ["kernel", "stride", "padding", "dilation"] as const)
    pairOf(where, name, options[name] ?? 1, name === "padding" ? 0 : 1);
}

/**
 * The mean of each channel: (N, C, H, W) becomes (N, C).
 *
 * @example
 * modules.globalAveragePool().forward(ones([2, 3, 4, 4]), "eval").y.shape; // [2, 3]
 */
export const globalAveragePool = (): Module =>
  plain("globalAveragePool", globalAveragePoolLayer, {}, globalAveragePoolFacts);

/**
 * Every example as one row: (N, C, H, W) becomes (N, C·H·W).
 *
 * @example
 * modules.flatten().forward(ones([2, 3, 4, 4]), "eval").y.shape; // [2, 48]
 */
export const flatten = (): Module => plain("flatten", flattenLayer, {}, flattenFacts);

/**
 * Fractional max pooling. In training each forward pass lays its windows out anew; in evaluation the layout is that
 * of the seed. The number of passes is a buffer, so a run that is resumed goes on with the same layouts.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const pool = modules.fractionalMaxPool({ output: 4 });
 * pool.forward(ones([1, 2, 6, 6]), "train").y.shape; // [1, 2, 4, 4]
 */
export function fractionalMaxPool({
  seed = 0,
  ...layout
}: fractionalMaxPoolLayer.FractionalMaxPoolOptions): Module {
  const where = "modules.fractionalMaxPool";
  requireSeed(where, seed);
  const output = pairOf(where, "output", layout.output, 1);
  const describe: Describe = ([C]) => ({
    label: `fractional max pool to ${output.join("×")}`,
    output: [C, ...output],
    params: {},
    macs: 0,
    activations: sizeOf([C, ...output]),
  });
  return {
    kind: "fractionalMaxPool",
    params: {},
    buffers: firstPass(),
    forgets: true,
    describe,
    forward(x, mode, step = run) {
      const own = mode === "train" ? new Random(seed, nextPass(this)).word() : seed;
      const { y, cache } = fractionalMaxPoolLayer.forward({ x }, { ...layout, seed: own }, step);
      const backward = (dY: typeof y) => ({
        dX: fractionalMaxPoolLayer.backward(dY, cache, step).dX,
        grads: {},
      });
      return { y, backward };
    },
  };
}
