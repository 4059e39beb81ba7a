import * as dropout from "../../../lib/layers/dropout.js";
import * as dropout2d from "../../../lib/layers/dropout2d.js";
import { ones } from "../../../lib/tensor/create.js";
import { numberOf, tensorOf, type Op } from "../op.js";

const dropoutWithMask: Op = {
  run: (c) => {
    const [x, dY, mask] = [tensorOf(c, "x"), tensorOf(c, "dy"), tensorOf(c, "keep_mask")];
    const p = numberOf(c, "p_drop");
    const inverted = dropout.forward({ x }, { p, mask });
    const vanilla = dropout.forward({ x }, { p, mask, form: "vanilla" });
    return {
      y_inverted: inverted.y,
      dx_inverted: dropout.backward(dY, inverted.cache).dX,
      y_inverted_test: dropout.forwardEval({ x }, { p }).y,
      y_vanilla_train: vanilla.y,
      dx_vanilla: dropout.backward(dY, vanilla.cache).dX,
      y_vanilla_test: dropout.forwardEval({ x }, { p, form: "vanilla" }).y,
    };
  },
};

const dropout2dWithMask: Op = {
  run: (c) => {
    const options = { p: numberOf(c, "p_drop"), mask: tensorOf(c, "keep_mask") };
    const { y, cache } = dropout2d.forward({ x: tensorOf(c, "x") }, options);
    return { y, dx: dropout2d.backward(tensorOf(c, "dy"), cache).dX };
  },
};

/**
 * Dropout of N ones. What is random is held against its bounds: `wanted` comes back where the measured number lies
 * within them, else the measured number, which then fails.
 */
const dropoutStatistics: Op = {
  run: (c) => {
    const [p, N] = [numberOf(c, "p_drop"), numberOf(c, "N")];
    const { y } = dropout.forward({ x: ones([N]) }, { p, seed: 1 });
    const variance = p / (1 - p);
    const meanTolerance = 5 * Math.sqrt(variance / N);
    const keptTolerance = 5 * Math.sqrt((p * (1 - p)) / N);
    const within = (measured: number, wanted: number, tolerance: number): number =>
      Math.abs(measured - wanted) <= tolerance ? wanted : measured;
    const mean = y.mean();
    const measuredVariance = y.sub(mean).pow(2).mean().item();
    // y is 0 or s: its variance is s²q(1 − q) for a kept fraction q, whose slope bounds it.
    const slope = Math.abs(1 - 2 * (1 - p)) / (1 - p) ** 2;
    const varianceTolerance = slope * keptTolerance + (keptTolerance / (1 - p)) ** 2;
    return {
      mean: within(mean.item(), 1, meanTolerance),
      mean_tol_5sigma: meanTolerance,
      var: within(measuredVariance, variance, varianceTolerance),
      kept_fraction: within(y.greater(0).mean().item(), 1 - p, keptTolerance),
      kept_fraction_tol_5sigma: keptTolerance,
    };
  },
};

export const DROPOUT: readonly (readonly [string, Op])[] = [
  ["dropout_with_mask", dropoutWithMask],
  ["dropout2d_with_mask", dropout2dWithMask],
  ["dropout_statistics", dropoutStatistics],
];
