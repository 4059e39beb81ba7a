import { requireNumber } from "../../errors.js";
import { normal, type Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/linear.js";
import type { Random } from "../../random.js";
import { run } from "../../step.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { linearFacts } from "../facts.js";
import type { Module } from "../module.js";

/**
 * A linear layer of `inputs` by `outputs` weights; biases start at 0.
 *
 * `init` draws the weights: normal with std 1e-4 by default.
 *
 * @example
 * modules.linear({ inputs: 3, outputs: 2 }, new Random(1)).params.W.shape; // [3, 2]
 */
export function linear(
  { inputs, outputs, init = normal() }: { inputs: number; outputs: number; init?: Initializer },
  rng: Random,
  options?: TensorOptions,
): Module {
  requireNumber("modules.linear", "inputs", inputs, { min: 1, integer: true });
  requireNumber("modules.linear", "outputs", outputs, { min: 1, integer: true });
  return {
    kind: "linear",
    params: { W: init([inputs, outputs], rng, options), b: zeros([outputs], options) },
    buffers: {},
    forgets: true,
    describe: linearFacts({ outputs }),
    forward(x, _mode, step = run) {
      const { W, b } = this.params;
      const { y, cache } = layer.forward({ x, W, b }, {}, step);
      return {
        y,
        backward: (dY) => {
          const { dX, dW, dB } = layer.backward(dY, cache, step);
          return { dX, grads: { W: dW, ...(dB && { b: dB }) } };
        },
      };
    },
  };
}
