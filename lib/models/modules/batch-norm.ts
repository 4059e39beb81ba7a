import { requireNumber } from "../../errors.js";
import type {
  BatchNormGradients,
  BatchNormOptions,
  RunningOptions,
} from "../../layers/batch-norm.js";
import { updateRunning } from "../../layers/batch-norm.js";
import * as layer from "../../layers/spatial-batch-norm.js";
import { run } from "../../step.js";
import { ones, zeros, type TensorOptions } from "../../tensor/create.js";
import { batchNormFacts } from "../facts.js";
import type { Module } from "../module.js";

/**
 * A batch norm over `features` features, (N, D), or channels, (N, C, H, W). In training mode it normalizes by the
 * batch and updates its running statistics; in evaluation mode it normalizes by those.
 *
 * gamma starts at 1, beta at 0, the running mean at 0 and the running variance at 1.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const norm = modules.batchNorm({ features: 3 });
 * norm.forward(randn([8, 3], rng), "train").y.mean(0).abs().max().item() < 1e-12; // true
 * norm.buffers.runningMean.shape; // [3]
 */
export function batchNorm(
  { features, eps, momentum, unbiased }: { features: number } & BatchNormOptions & RunningOptions,
  options?: TensorOptions,
): Module {
  requireNumber("modules.batchNorm", "features", features, { min: 1, integer: true });
  requireNumber("modules.batchNorm", "eps", eps ?? 0, { min: 0 });
  requireNumber("modules.batchNorm", "momentum", momentum ?? 0, { min: 0, max: 1 });
  return {
    kind: "batchNorm",
    params: { gamma: ones([features], options), beta: zeros([features], options) },
    buffers: { runningMean: zeros([features], options), runningVar: ones([features], options) },
    forgets: true,
    describe: batchNormFacts,
    forward(x, mode, step = run) {
      const { gamma, beta } = this.params;
      const running = { mean: this.buffers.runningMean, variance: this.buffers.runningVar };
      const gradients = ({ dX, dGamma, dBeta }: BatchNormGradients) => ({
        dX,
        grads: { gamma: dGamma, beta: dBeta },
      });
      if (mode === "eval") {
        const { y, cache } = layer.forwardEval({ x, gamma, beta, running }, { eps }, step);
        return { y, backward: (dY) => gradients(layer.backwardEval(dY, cache, step)) };
      }
      const { y, cache } = layer.forward({ x, gamma, beta }, { eps }, step);
      const next = updateRunning(running, cache.rows, { momentum, unbiased }, step);
      this.buffers = { runningMean: next.mean, runningVar: next.variance };
      return { y, backward: (dY) => gradients(layer.backward(dY, cache, step)) };
    },
  };
}
