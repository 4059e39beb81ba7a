import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import { ones, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op, type Results } from "../op.js";
import { requireClose } from "./losses.js";

/** gamma and beta of the case; 1 and 0 where it has none. */
function affine(c: Case, features: number): { gamma: Tensor; beta: Tensor } {
  if (!Object.hasOwn(c.inputs, "gamma"))
    return { gamma: ones([features], c), beta: zeros([features], c) };
  return { gamma: c.inputs.gamma, beta: tensorOf(c, "beta") };
}

type Pass = {
  y: Tensor;
  statistics: batchNorm.BatchNormCache;
  backward: (dY: Tensor) => batchNorm.BatchNormGradients;
};

/** Forward in training, by the layer that takes this shape. */
function forward(inputs: batchNorm.BatchNormInputs, eps: number): Pass {
  if (inputs.x.rank === 2) {
    const { y, cache } = batchNorm.forward(inputs, { eps });
    const backward = (dY: Tensor): batchNorm.BatchNormGradients => {
      const graph = batchNorm.backward(dY, cache);
      requireClose(batchNorm.backwardSimplified(dY, cache).dX, graph.dX);
      return graph;
    };
    return { y, statistics: cache, backward };
  }
  const { y, cache } = spatialBatchNorm.forward(inputs, { eps });
  return { y, statistics: cache.rows, backward: (dY) => spatialBatchNorm.backward(dY, cache) };
}

/** The inputs x0, x1, … in order. */
function batches(c: Case): Tensor[] {
  const names = Object.keys(c.inputs).filter((name) => /^x\d+$/.test(name));
  return names.map((_, i) => tensorOf(c, `x${i}`));
}

export const batchNormTrain: Op = {
  run: (c) => {
    const eps = numberOf(c, "eps");
    const features = tensorOf(c, "x0").shape[1];
    const parameters = affine(c, features);
    const unbiasedOptions = { momentum: numberOf(c, "momentum"), unbiased: true };
    const biasedOptions = { momentum: numberOf(c, "momentum") };
    const csOptions = { momentum: 1 - numberOf(c, "cs231n_momentum") };
    let unbiased = { mean: zeros([features], c), variance: ones([features], c) };
    let biased = unbiased;
    let cs = { mean: zeros([features], c), variance: zeros([features], c) };
    const results: Results = {};
    batches(c).forEach((x, i) => {
      const { y, statistics, backward } = forward({ x, ...parameters }, eps);
      results[`y${i}`] = y;
      results[`batch_mean${i}`] = statistics.mean;
      results[`batch_var_biased${i}`] = statistics.variance;
      if (Object.hasOwn(c.inputs, `dy${i}`)) {
        const { dX, dGamma, dBeta } = backward(c.inputs[`dy${i}`]);
        Object.assign(results, { [`dx${i}`]: dX, [`dgamma${i}`]: dGamma, [`dbeta${i}`]: dBeta });
      }
      biased = batchNorm.updateRunning(biased, statistics, biasedOptions);
      results[`running_mean${i}`] = biased.mean;
      results[`running_var_biased${i}`] = biased.variance;
      cs = batchNorm.updateRunning(cs, statistics, csOptions);
      results[`cs231n_running_mean${i}`] = cs.mean;
      results[`cs231n_running_var${i}`] = cs.variance;
      if (statistics.xHat.shape[0] === 1) return; // one row has no unbiased variance
      unbiased = batchNorm.updateRunning(unbiased, statistics, unbiasedOptions);
      results[`running_var_unbiased${i}`] = unbiased.variance;
    });
    return results;
  },
};

/** Running averages in which every batch so far counts the same. */
export const batchNormCumulative: Op = {
  run: (c) => {
    const features = tensorOf(c, "x0").shape[1];
    const parameters = affine(c, features);
    let running = { mean: zeros([features], c), variance: ones([features], c) };
    const results: Results = {};
    batches(c).forEach((x, i) => {
      const { statistics } = forward({ x, ...parameters }, numberOf(c, "eps"));
      const options = { momentum: 1 / (i + 1), unbiased: true };
      running = batchNorm.updateRunning(running, statistics, options);
      results[`running_mean${i}`] = running.mean;
      results[`running_var_unbiased${i}`] = running.variance;
    });
    return results;
  },
};

export const batchNormEval: Op = {
  run: (c) => {
    const running = { mean: tensorOf(c, "running_mean"), variance: tensorOf(c, "running_var") };
    const x = tensorOf(c, "x");
    const inputs = { x, ...affine(c, x.shape[1]), running };
    const options = { eps: numberOf(c, "eps") };
    const dY = tensorOf(c, "dy");
    const named = (y: Tensor, { dX, dGamma, dBeta }: batchNorm.BatchNormGradients): Results => ({
      y,
      dx: dX,
      dgamma: dGamma,
      dbeta: dBeta,
    });
    if (x.rank === 2) {
      const { y, cache } = batchNorm.forwardEval(inputs, options);
      return named(y, batchNorm.backwardEval(dY, cache));
    }
    const { y, cache } = spatialBatchNorm.forwardEval(inputs, options);
    return named(y, spatialBatchNorm.backwardEval(dY, cache));
  },
};
