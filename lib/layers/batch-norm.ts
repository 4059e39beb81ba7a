import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import type { NormLayout } from "../backend/backend.js";
import { requireChannels, requireRunning } from "./batch-norm-inputs.js";
import { normalize, normalizeBack } from "./fused-norm.js";
import { knowing } from "./fused.js";

export type BatchNormInputs = { x: Tensor; gamma: Tensor; beta: Tensor };
export type BatchNormOptions = {
  /** Added to the variance, under the root; at least 0, 1e-5 by default. */
  eps?: number;
};
export type BatchNormCache = {
  gamma: Tensor;
  mean: Tensor;
  centered: Tensor;
  variance: Tensor;
  invStd: Tensor;
  xHat: Tensor;
};

/** Averages of the batch statistics over training, used in place of them at test time. Each (D). */
export type RunningStatistics = { mean: Tensor; variance: Tensor };

/** A feature is a block, and each has its own gamma and beta. */
function layoutOf({ shape: [N, D] }: Tensor): NormLayout {
  return { outer: N, blocks: D, inner: 1, every: 1, period: D };
}

function requireInputs(where: string, inputs: BatchNormInputs, eps: number): void {
  const { x } = inputs;
  if (x.rank !== 2)
    throw new ShapeError(`${where}: x must have shape (N, D), got ${shapeText(x.shape)}`);
  requireChannels(where, inputs, eps);
}

/**
 * Batch normalization in training mode, Algorithm 1 of Ioffe & Szegedy 2015
 * (https://arxiv.org/abs/1502.03167): each feature is moved to mean 0 and variance 1 over the minibatch, then
 * scaled by gamma and shifted by beta, which are learned.
 *
 * Shapes: x (N, D); gamma, beta (D); y (N, D). The variance is biased (divided by N).
 *
 * @throws ShapeError if x is no matrix or gamma or beta does not fit; ValueError if eps is negative.
 *
 * @example
 * const { y } = batchNorm.forward({ x: tensor([[1], [3]]), gamma: ones([1]), beta: zeros([1]) }, { eps: 0 });
 * y.toArray(); // [[-1], [1]]
 */
// prettier-ignore
export function forward(inputs: BatchNormInputs, { eps = 1e-5 }: BatchNormOptions = {}, step: Step = run): { y: Tensor; cache: BatchNormCache } {
  requireInputs("batchNorm.forward", inputs, eps);
  const { x, gamma, beta } = inputs;
  step = knowing(step, normalize(step, inputs, layoutOf(x), gamma.shape, eps));
  const mean     = step("mean",     tex`\mu = \tfrac1N \sum_i x_i`,           () => x.mean(0));
  const centered = step("centered", tex`c_i = x_i - \mu`,                     () => x.sub(mean));
  const variance = step("variance", tex`\sigma^2 = \tfrac1N \sum_i c_i^2`,    () => centered.pow(2).mean(0));
  const invStd   = step("invStd",   tex`r = (\sigma^2 + \epsilon)^{-1/2}`,    () => variance.add(eps).pow(-1 / 2));
  const xHat     = step("xHat",     tex`\hat x_i = r \, c_i`,                 () => centered.mul(invStd));
  const y        = step("y",        tex`y_i = \gamma \hat x_i + \beta`,       () => xHat.mul(gamma).add(beta));
  return { y, cache: { gamma, mean, centered, variance, invStd, xHat } };
}

export type BatchNormGradients = { dX: Tensor; dGamma: Tensor; dBeta: Tensor };

/**
 * Gradients of the loss, back through the graph one step at a time. `dV` is dL/dV for the forward step or
 * input `V` and has its shape. x reaches y by three paths: directly, through the mean, through the variance.
 *
 * @throws ShapeError if dY has not the shape of x.
 *
 * @example
 * const { y, cache } = batchNorm.forward({ x: randn([4, 3], rng), gamma: ones([3]), beta: zeros([3]) });
 * batchNorm.backward(ones(y.shape), cache).dBeta.toArray(); // [4, 4, 4]
 */
// prettier-ignore
export function backward(dY: Tensor, { gamma, centered, invStd, xHat }: BatchNormCache, step: Step = run): BatchNormGradients {
  requireUpstream("batchNorm.backward", { dY }, xHat.shape, { x: xHat });
  const N = dY.shape[0];
  const fused = normalizeBack(step, dY, () => ({ centered, invStd, gamma }), layoutOf(dY), gamma.shape);
  if (fused) return fused;
  const dBeta     = step("dBeta",     tex`d\beta = \sum_i dy_i`,                           () => dY.sum(0));
  const dGamma    = step("dGamma",    tex`d\gamma = \sum_i dy_i \, \hat x_i`,              () => dY.mul(xHat).sum(0));
  const dXHat     = step("dXHat",     tex`d\hat x_i = \gamma \, dy_i`,                     () => dY.mul(gamma));
  const dInvStd   = step("dInvStd",   tex`dr = \sum_i c_i \, d\hat x_i`,                   () => dXHat.mul(centered).sum(0));
  const dVariance = step("dVariance", tex`d\sigma^2 = -\tfrac12 r^3 \, dr`,                () => invStd.pow(3).mul(dInvStd).div(-2));
  const dCentered = step("dCentered", tex`dc_i = r\,d\hat x_i + \tfrac2N c_i \,d\sigma^2`, () => dXHat.mul(invStd).add(centered.mul(dVariance).mul(2 / N)));
  const dMean     = step("dMean",     tex`d\mu = -\sum_i dc_i`,                            () => dCentered.sum(0).neg());
  const dX        = step("dX",        tex`dx_i = dc_i + \tfrac1N d\mu`,                    () => dCentered.add(dMean.div(N)));
  return { dX, dGamma, dBeta };
}

/**
 * The same gradients with the three paths worked out into one formula: dX loses its mean and its part
 * along x̂. Fewer operations than `backward`, equal results.
 *
 * @example
 * const { y, cache } = batchNorm.forward({ x: randn([4, 3], rng), gamma: ones([3]), beta: zeros([3]) });
 * const dY = randn(y.shape, rng);
 * const gap = batchNorm.backward(dY, cache).dX.sub(batchNorm.backwardSimplified(dY, cache).dX);
 * gap.abs().max().item() < 1e-12; // true
 */
// prettier-ignore
export function backwardSimplified(dY: Tensor, { gamma, centered, invStd, xHat }: BatchNormCache, step: Step = run): BatchNormGradients {
  requireUpstream("batchNorm.backwardSimplified", { dY }, xHat.shape, { x: xHat });
  const N = dY.shape[0];
  const fused = normalizeBack(step, dY, () => ({ centered, invStd, gamma }), layoutOf(dY), gamma.shape);
  if (fused) return fused;
  const dBeta  = step("dBeta",  tex`d\beta = \sum_i dy_i`,              () => dY.sum(0));
  const dGamma = step("dGamma", tex`d\gamma = \sum_i dy_i \, \hat x_i`, () => dY.mul(xHat).sum(0));
  const dX     = step("dX",     tex`dx_i = \gamma r \left(dy_i - \tfrac1N d\beta - \tfrac1N \hat x_i \, d\gamma\right)`,
    () => dY.sub(dBeta.div(N)).sub(xHat.mul(dGamma).div(N)).mul(gamma.mul(invStd)));
  return { dX, dGamma, dBeta };
}

export type BatchNormEvalCache = { gamma: Tensor; invStd: Tensor; xHat: Tensor };

/**
 * Batch normalization at test time: the running statistics stand in for those of the batch, so a row's
 * output does not depend on the other rows, and the layer is linear in x.
 *
 * Shapes as in `forward`; running.mean and running.variance (D).
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * const inputs = { x: tensor([[4], [2]]), gamma: ones([1]), beta: zeros([1]), running: running };
 * batchNorm.forwardEval(inputs, { eps: 0 }).y.toArray(); // [[1], [0]]
 */
// prettier-ignore
export function forwardEval(inputs: BatchNormInputs & { running: RunningStatistics }, { eps = 1e-5 }: BatchNormOptions = {}, step: Step = run): { y: Tensor; cache: BatchNormEvalCache } {
  requireInputs("batchNorm.forwardEval", inputs, eps);
  const { x, gamma, beta, running } = inputs;
  requireRunning("batchNorm.forwardEval", running, gamma);
  const invStd = step("invStd", tex`r = (\sigma^2_{run} + \epsilon)^{-1/2}`, () => running.variance.add(eps).pow(-1 / 2));
  const xHat   = step("xHat",   tex`\hat x_i = r \, (x_i - \mu_{run})`,      () => x.sub(running.mean).mul(invStd));
  const y      = step("y",      tex`y_i = \gamma \hat x_i + \beta`,          () => xHat.mul(gamma).add(beta));
  return { y, cache: { gamma, invStd, xHat } };
}

/**
 * Gradients at test time: the statistics are constants, so only the direct path is left.
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * const inputs = { x: tensor([[4], [2]]), gamma: ones([1]), beta: zeros([1]), running: running };
 * const { cache } = batchNorm.forwardEval(inputs, { eps: 0 });
 * batchNorm.backwardEval(tensor([[1], [3]]), cache).dX.toArray(); // [[0.5], [1.5]]
 */
// prettier-ignore
export function backwardEval(dY: Tensor, { gamma, invStd, xHat }: BatchNormEvalCache, step: Step = run): BatchNormGradients {
  requireUpstream("batchNorm.backwardEval", { dY }, xHat.shape, { x: xHat });
  const dBeta  = step("dBeta",  tex`d\beta = \sum_i dy_i`,              () => dY.sum(0));
  const dGamma = step("dGamma", tex`d\gamma = \sum_i dy_i \, \hat x_i`, () => dY.mul(xHat).sum(0));
  const dXHat  = step("dXHat",  tex`d\hat x_i = \gamma \, dy_i`,        () => dY.mul(gamma));
  const dX     = step("dX",     tex`dx_i = r \, d\hat x_i`,             () => dXHat.mul(invStd));
  return { dX, dGamma, dBeta };
}

export type RunningOptions = {
  /** The weight of the new batch, from 0 to 1; 0.1 by default. (CS231n's momentum is 1 minus this.) */
  momentum?: number;
  /** Average the variance divided by N − 1, as PyTorch does, instead of N. False by default. */
  unbiased?: boolean;
};

/**
 * The running statistics after one more batch: running = (1 − momentum) · running + momentum · batch.
 *
 * `batch` is the cache of `forward`. Unbiased needs at least two rows.
 *
 * @throws ValueError if momentum lies outside 0…1, or unbiased is asked of one row.
 *
 * @example
 * const { cache } = batchNorm.forward({ x: tensor([[1], [3]]), gamma: ones([1]), beta: zeros([1]) });
 * const running = { mean: zeros([1]), variance: ones([1]) };
 * batchNorm.updateRunning(running, cache, { momentum: 0.5 }).mean.toArray(); // [1]
 */
// prettier-ignore
export function updateRunning(
  running: RunningStatistics,
  batch: Pick<BatchNormCache, "mean" | "variance" | "xHat">,
  { momentum = 0.1, unbiased = false }: RunningOptions = {},
  step: Step = run,
): RunningStatistics {
  requireNumber("batchNorm.updateRunning", "momentum", momentum, { min: 0, max: 1 });
  requireShape("batchNorm.updateRunning", "running.mean", running.mean.shape, batch.mean.shape);
  requireShape("batchNorm.updateRunning", "running.variance", running.variance.shape, batch.variance.shape);
  requireOneDType("batchNorm.updateRunning", { batch: batch.mean, "running.mean": running.mean, "running.variance": running.variance });
  const N = batch.xHat.shape[0];
  if (unbiased && N < 2)
    throw new ValueError(`batchNorm.updateRunning: the unbiased variance needs at least 2 rows, got ${N}`);
  const correction = unbiased ? N / (N - 1) : 1;
  const mean = step("runningMean", tex`\mu_{run} = (1-m)\,\mu_{run} + m\,\mu`,
    () => running.mean.mul(1 - momentum).add(batch.mean.mul(momentum)));
  const variance = step("runningVar", tex`\sigma^2_{run} = (1-m)\,\sigma^2_{run} + m\,\sigma^2`,
    () => running.variance.mul(1 - momentum).add(batch.variance.mul(momentum * correction)));
  return { mean, variance };
}
