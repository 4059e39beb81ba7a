import { requireNumber } from "../errors.js";
import { normal, type Initializer } from "../init/initializer.js";
import * as batchNormLayer from "../layers/batch-norm.js";
import * as linearLayer from "../layers/linear.js";
import * as reluLayer from "../layers/relu.js";
import type { Random } from "../random.js";
import { ones, zeros, type TensorOptions } from "../tensor/create.js";
import type { Module, Named } from "./module.js";

/**
 * A linear layer of `inputs` by `outputs` weights; biases start at 0.
 *
 * `init` draws the weights: normal with std 1e-4 by default.
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
    forward(x) {
      const { W, b } = this.params;
      const { y, cache } = linearLayer.forward({ x, W, b });
      const backward = (dY: typeof y) => {
        const { dX, dW, dB } = linearLayer.backward(dY, cache);
        const grads: Named = dB ? { W: dW, b: dB } : { W: dW };
        return { dX, grads };
      };
      return { y, backward };
    },
  };
}

/** A ReLU. It learns nothing. */
export function relu(): Module {
  return {
    kind: "relu",
    params: {},
    buffers: {},
    forward(x) {
      const { y, cache } = reluLayer.forward({ x });
      return { y, backward: (dY) => ({ ...reluLayer.backward(dY, cache), grads: {} }) };
    },
  };
}

/**
 * A batch norm over `features` features. In training mode it normalizes by the batch and updates its running
 * statistics; in evaluation mode it normalizes by those.
 *
 * gamma starts at 1, beta at 0, the running mean at 0 and the running variance at 1.
 */
export function batchNorm(
  {
    features,
    eps,
    momentum,
    unbiased,
  }: { features: number } & batchNormLayer.BatchNormOptions & batchNormLayer.RunningOptions,
  options?: TensorOptions,
): Module {
  requireNumber("modules.batchNorm", "features", features, { min: 1, integer: true });
  return {
    kind: "batchNorm",
    params: { gamma: ones([features], options), beta: zeros([features], options) },
    buffers: { runningMean: zeros([features], options), runningVar: ones([features], options) },
    forward(x, mode) {
      const { gamma, beta } = this.params;
      const running = { mean: this.buffers.runningMean, variance: this.buffers.runningVar };
      const gradients = ({ dX, dGamma, dBeta }: batchNormLayer.BatchNormGradients) => ({
        dX,
        grads: { gamma: dGamma, beta: dBeta },
      });
      if (mode === "eval") {
        const { y, cache } = batchNormLayer.forwardEval({ x, gamma, beta, running }, { eps });
        return { y, backward: (dY) => gradients(batchNormLayer.backwardEval(dY, cache)) };
      }
      const { y, cache } = batchNormLayer.forward({ x, gamma, beta }, { eps });
      const next = batchNormLayer.updateRunning(running, cache, { momentum, unbiased });
      this.buffers = { runningMean: next.mean, runningVar: next.variance };
      return { y, backward: (dY) => gradients(batchNormLayer.backward(dY, cache)) };
    },
  };
}
