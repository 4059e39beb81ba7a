import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import type { RunningOptions, RunningStatistics } from "./batch-norm.js";
import * as normalization from "./normalization.js";

export type InstanceNormInputs = normalization.NormInputs;
export type InstanceNormOptions = normalization.NormOptions;
export type InstanceNormCache = normalization.NormCache;
export type InstanceNormGradients = normalization.NormGradients;

function blocksOf(where: string, x: Tensor): normalization.Blocks {
  if (x.rank < 3)
    throw new ShapeError(
      `${where}: x must have shape (N, C, …) with at least one spatial axis, got ${shapeText(x.shape)}`,
    );
  const spatial = x.shape.slice(2);
  const affine = [x.shape[1], ...spatial.map(() => 1)];
  return { shape: x.shape, axes: spatial.map((_, i) => i + 2), affine };
}

/**
 * Instance normalization (Ulyanov, Vedaldi & Lempitsky 2016, https://arxiv.org/abs/1607.08022): every channel of
 * every image is moved to mean 0 and variance 1 over its positions, which takes away the contrast of the image.
 *
 * Shapes: x (N, C, H, W), or any number of spatial axes; gamma and beta (C), each may be left out; y that of x. The
 * variance is biased (divided by the number of positions).
 *
 * @throws ShapeError if the shapes do not fit or x is empty; ValueError if eps is negative.
 *
 * @example
 * instanceNorm.forward({ x: tensor([[[1, 3], [5, 5]]]) }, { eps: 0.0001 }).y.at(0, 1, 0); // 0
 */
export function forward(
  inputs: InstanceNormInputs,
  { eps = 1e-5 }: InstanceNormOptions = {},
  step: Step = run,
): { y: Tensor; cache: InstanceNormCache } {
  const where = "instanceNorm.forward";
  const blocks = blocksOf(where, inputs.x);
  normalization.requireNormInputs(where, inputs, [inputs.x.shape[1]], eps);
  return normalization.forward(inputs, blocks, eps, step);
}

/**
 * Gradients: dX has the shape of x; dGamma and dBeta (C), undefined where they were left out.
 *
 * @example
 * const { y, cache } = instanceNorm.forward({ x: randn([2, 3, 4, 4], rng), beta: zeros([3]) });
 * instanceNorm.backward(ones(y.shape), cache).dBeta.toArray(); // [32, 32, 32]
 */
export const backward = (
  dY: Tensor,
  cache: InstanceNormCache,
  step: Step = run,
): InstanceNormGradients => normalization.backward("instanceNorm.backward", dY, cache, step);

/**
 * The same gradients with the three paths from x to y worked out into one formula.
 *
 * @example
 * const { y, cache } = instanceNorm.forward({ x: randn([2, 3, 4, 4], rng) });
 * const dY = randn(y.shape, rng);
 * const gap = instanceNorm.backward(dY, cache).dX.sub(instanceNorm.backwardSimplified(dY, cache).dX);
 * gap.abs().max().item() < 1e-12; // true
 */
export const backwardSimplified = (
  dY: Tensor,
  cache: InstanceNormCache,
  step: Step = run,
): InstanceNormGradients =>
  normalization.backwardSimplified("instanceNorm.backwardSimplified", dY, cache, step);

export type InstanceNormEvalCache = {
  gamma: Tensor | undefined;
  beta: Tensor | undefined;
  invStd: Tensor;
  xHat: Tensor;
};

/** (C) as it stands beside (N, C, …). */
const beside = (x: Tensor, channels: Tensor): Tensor =>
  channels.reshape(-1, ...x.shape.slice(2).map(() => 1));

/**
 * Instance normalization at test time with tracked statistics: averages over training stand in for those of the
 * image. Without tracking there is nothing of the kind, and `forward` is used at test time too.
 *
 * Shapes as in `forward`; running.mean and running.variance (C).
 *
 * @throws ShapeError if the shapes do not fit or x is empty; ValueError if eps is negative.
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * instanceNorm.forwardEval({ x: full([1, 1, 1, 2], 4), running: running }, { eps: 0 }).y.toArray(); // [[[[1, 1]]]]
 */
// prettier-ignore
export function forwardEval(inputs: InstanceNormInputs & { running: RunningStatistics }, { eps = 1e-5 }: InstanceNormOptions = {}, step: Step = run): { y: Tensor; cache: InstanceNormEvalCache } {
  const where = "instanceNorm.forwardEval";
  const { x, gamma, beta, running } = inputs;
  blocksOf(where, x);
  const channels = [x.shape[1]];
  normalization.requireNormInputs(where, inputs, channels, eps);
  requireShape(where, "running.mean", running.mean.shape, channels);
  requireShape(where, "running.variance", running.variance.shape, channels);
  const invStd = step("invStd", tex`r = (\sigma^2_{run} + \epsilon)^{-1/2}`, () => running.variance.add(eps).pow(-1 / 2));
  const xHat   = step("xHat",   tex`\hat x = r \, (x - \mu_{run})`,          () => x.sub(beside(x, running.mean)).mul(beside(x, invStd)));
  const y      = step("y",      tex`y = \gamma \hat x + \beta`, () => {
    const scaled = gamma ? xHat.mul(beside(x, gamma)) : xHat;
    return beta ? scaled.add(beside(x, beta)) : scaled;
  });
  return { y, cache: { gamma, beta, invStd, xHat } };
}

/**
 * Gradients at test time: the statistics are constants, so only the direct path is left.
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * const { y, cache } = instanceNorm.forwardEval({ x: full([1, 1, 1, 2], 4), running: running }, { eps: 0 });
 * instanceNorm.backwardEval(ones(y.shape), cache).dX.toArray(); // [[[[0.5, 0.5]]]]
 */
// prettier-ignore
export function backwardEval(dY: Tensor, { gamma, beta, invStd, xHat }: InstanceNormEvalCache, step: Step = run): InstanceNormGradients {
  requireUpstream("instanceNorm.backwardEval", { dY }, xHat.shape, { x: xHat });
  const others = xHat.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const dBeta  = beta  && step("dBeta",  tex`d\beta = \sum dy`,            () => dY.sum(others));
  const dGamma = gamma && step("dGamma", tex`d\gamma = \sum dy \, \hat x`, () => dY.mul(xHat).sum(others));
  const dXHat  = step("dXHat",  tex`d\hat x = \gamma \, dy`,               () => (gamma ? dY.mul(beside(dY, gamma)) : dY));
  const dX     = step("dX",     tex`dx = r \, d\hat x`,                    () => dXHat.mul(beside(dY, invStd)));
  return { dX, dGamma, dBeta };
}

/**
 * The running statistics after one more batch, as for batch norm; those of a batch are the means of its images'
 * statistics, channel by channel. `batch` is the cache of `forward`. Unbiased needs at least two positions.
 *
 * @throws ShapeError if running does not fit; ValueError if momentum lies outside 0…1, or unbiased is asked of one
 * position.
 *
 * @example
 * const { cache } = instanceNorm.forward({ x: tensor([[[1, 3]]]) });
 * const running = { mean: zeros([1]), variance: ones([1]) };
 * instanceNorm.updateRunning(running, cache, { momentum: 0.5 }).mean.toArray(); // [1]
 */
// prettier-ignore
export function updateRunning(
  running: RunningStatistics,
  batch: Pick<InstanceNormCache, "mean" | "variance" | "blocks">,
  { momentum = 0.1, unbiased = false }: RunningOptions = {},
  step: Step = run,
): RunningStatistics {
  const where = "instanceNorm.updateRunning";
  requireNumber(where, "momentum", momentum, { min: 0, max: 1 });
  const [N, C] = batch.mean.shape;
  requireShape(where, "running.mean", running.mean.shape, [C]);
  requireShape(where, "running.variance", running.variance.shape, [C]);
  const m = normalization.blockSize(batch.blocks);
  if (unbiased && m < 2)
    throw new ValueError(`${where}: the unbiased variance needs at least 2 positions, got ${m}`);
  const correction = unbiased ? m / (m - 1) : 1;
  const ofBatch = (statistic: Tensor): Tensor => statistic.reshape(N, C).mean(0);
  const mean = step("runningMean", tex`\mu_{run} = (1-m)\,\mu_{run} + m\,\tfrac1N \sum_n \mu_n`,
    () => running.mean.mul(1 - momentum).add(ofBatch(batch.mean).mul(momentum)));
  const variance = step("runningVar", tex`\sigma^2_{run} = (1-m)\,\sigma^2_{run} + m\,\tfrac1N \sum_n \sigma^2_n`,
    () => running.variance.mul(1 - momentum).add(ofBatch(batch.variance).mul(momentum * correction)));
  return { mean, variance };
}
