import { requireNumber } from "../../errors.js";
import type { RunningOptions } from "../../layers/batch-norm.js";
import * as layer from "../../layers/instance-norm.js";
import { run } from "../../step.js";
import { ones, zeros, type TensorOptions } from "../../tensor/create.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { byParameter } from "./learned.js";

export type InstanceNormModuleOptions = layer.InstanceNormOptions &
  RunningOptions & {
    /** How many channels. */
    features: number;
    /**
     * Keep running statistics and normalize by them in evaluation; false by default: each example always by its own.
     */
    track?: boolean;
  };

/**
 * An instance norm over `features` channels: each channel of each image by its own mean and variance. gamma starts at
 * 1, beta at 0; the running mean, if statistics are tracked, at 0 and the variance at 1.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.instanceNorm({ features: 2 }).forward(ones([3, 2, 4, 4]), "eval").y.sum().item(); // 0
 */
export function instanceNorm(
  { features, eps = 1e-5, momentum = 0.1, unbiased, track = false }: InstanceNormModuleOptions,
  options?: TensorOptions,
): Module {
  const where = "modules.instanceNorm";
  requireNumber(where, "features", features, { min: 1, integer: true });
  requireNumber(where, "eps", eps, { min: 0 });
  requireNumber(where, "momentum", momentum, { min: 0, max: 1 });
  const shape = [features];
  return {
    kind: "instanceNorm",
    params: { gamma: ones(shape, options), beta: zeros(shape, options) },
    buffers: track ? { runningMean: zeros(shape, options), runningVar: ones(shape, options) } : {},
    forgets: true,
    describe: samePlaceFacts("instance norm", () => ({ gamma: shape, beta: shape })),
    forward(x, mode, step = run) {
      const { params } = this;
      const { gamma, beta } = params;
      const running = { mean: this.buffers.runningMean, variance: this.buffers.runningVar };
      if (track && mode === "eval") {
        const { y, cache } = layer.forwardEval({ x, gamma, beta, running }, { eps }, step);
        return { y, backward: (dY) => byParameter(params, layer.backwardEval(dY, cache, step)) };
      }
      const { y, cache } = layer.forward({ x, gamma, beta }, { eps }, step);
      if (track) {
        const next = layer.updateRunning(running, cache, { momentum, unbiased }, step);
        this.buffers = { runningMean: next.mean, runningVar: next.variance };
      }
      return { y, backward: (dY) => byParameter(params, layer.backward(dY, cache, step)) };
    },
  };
}
