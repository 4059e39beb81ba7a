import { requireNumber, ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText, sizeOf, type Shape } from "../tensor/shape.js";
import type { NormLayout } from "../backend/backend.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { normalize, normalizeBack } from "./fused-norm.js";
import { knowing } from "./fused.js";

/**
 * What layer, group and instance norm share. All three move blocks of numbers to mean 0 and variance 1, then scale
 * and shift them; they differ only in which numbers make a block.
 */
export type Blocks = {
  /** How x is seen: its own shape, or with the channels split into groups. */
  shape: Shape;
  /** The axes of that shape that make a block: mean and variance run over them. */
  axes: readonly number[];
  /** How gamma and beta stand beside x so seen: sizes of 1 where they repeat. */
  affine: Shape;
};

/** gamma and beta may be left out, each of them: then nothing is scaled, or nothing shifted. */
export type NormInputs = { x: Tensor; gamma?: Tensor; beta?: Tensor };
export type NormOptions = {
  /** Added to the variance, under the root; at least 0, 1e-5 by default. */
  eps?: number;
};
export type NormCache = {
  gamma: Tensor | undefined;
  beta: Tensor | undefined;
  blocks: Blocks;
  mean: Tensor;
  centered: Tensor;
  variance: Tensor;
  invStd: Tensor;
  xHat: Tensor;
  xShape: Shape;
};
export type NormGradients = { dX: Tensor; dGamma: Tensor | undefined; dBeta: Tensor | undefined };

/** Throws unless x has entries, gamma and beta have the shape `parameters`, and eps is right. */
export function requireNormInputs(
  where: string,
  { x, gamma, beta }: NormInputs,
  parameters: Shape,
  eps: number,
): void {
  if (x.size === 0)
    throw new ShapeError(`${where}: x must hold at least one entry, got ${shapeText(x.shape)}`);
  if (gamma) requireShape(where, "gamma", gamma.shape, parameters);
  if (beta) requireShape(where, "beta", beta.shape, parameters);
  requireOneDType(where, { x, gamma, beta });
  requireNumber(where, "eps", eps, { min: 0 });
}

/** How many numbers make a block. */
export const blockSize = ({ shape, axes }: Blocks): number =>
  sizeOf(axes.map((axis) => shape[axis]));

/** Sums away every axis along which gamma and beta repeat, and gives the result their shape. */
function sumLike(parameter: Tensor, { shape, affine }: Blocks, seen: Tensor): Tensor {
  const added = shape.length - affine.length;
  const repeated = shape.map((_, axis) => axis).filter((a) => a < added || affine[a - added] === 1);
  return seen.sum(repeated).reshape(...parameter.shape);
}

const affineFormula = (gamma: boolean, beta: boolean): string =>
  (gamma ? tex`y = \gamma \hat x` : tex`y = \hat x`) + (beta ? tex` + \beta` : "");

/** gamma and beta repeat along their last axes of size 1. */
function layoutOf({ shape, axes, affine }: Blocks): NormLayout {
  const inner = sizeOf(axes.map((axis) => shape[axis]));
  const repeated = affine.length - 1 - affine.findLastIndex((size) => size !== 1);
  const every = sizeOf(shape.slice(shape.length - repeated));
  return { outer: 1, blocks: sizeOf(shape) / inner, inner, every, period: sizeOf(affine) };
}

function fusedBack(dY: Tensor, cache: NormCache, step: Step): NormGradients | undefined {
  const { gamma, beta, blocks } = cache;
  const layout = layoutOf(blocks);
  const shape = gamma?.shape ?? beta?.shape ?? [layout.period];
  const fused = normalizeBack(step, dY, () => cache, layout, shape);
  return (
    fused && {
      dX: fused.dX,
      dGamma: gamma && fused.dGamma,
      dBeta: beta && fused.dBeta,
    }
  );
}

/** Sums run over the m numbers of a block. */
// prettier-ignore
export function forward({ x, gamma, beta }: NormInputs, blocks: Blocks, eps: number, step: Step = run): { y: Tensor; cache: NormCache } {
  const { shape, axes, affine } = blocks;
  const seen = x.reshape(...shape);
  const statistics = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  step = knowing(step, normalize(step, { x, gamma, beta }, layoutOf(blocks), statistics, eps));
  const mean     = step("mean",     tex`\mu = \tfrac1m \sum_i x_i`,        () => seen.mean(axes, true));
  const centered = step("centered", tex`c_i = x_i - \mu`,                  () => seen.sub(mean));
  const variance = step("variance", tex`\sigma^2 = \tfrac1m \sum_i c_i^2`, () => centered.pow(2).mean(axes, true));
  const invStd   = step("invStd",   tex`r = (\sigma^2 + \epsilon)^{-1/2}`, () => variance.add(eps).pow(-1 / 2));
  const xHat     = step("xHat",     tex`\hat x_i = r \, c_i`,              () => centered.mul(invStd));
  const y        = step("y",        affineFormula(!!gamma, !!beta), () => {
    const scaled = gamma ? xHat.mul(gamma.reshape(...affine)) : xHat;
    return (beta ? scaled.add(beta.reshape(...affine)) : scaled).reshape(...x.shape);
  });
  return { y, cache: { gamma, beta, blocks, mean, centered, variance, invStd, xHat, xShape: x.shape } };
}

/** Back through the graph: x reaches y directly, through the mean and through the variance of its block. */
// prettier-ignore
export function backward(where: string, dY: Tensor, cache: NormCache, step: Step = run): NormGradients {
  requireUpstream(where, { dY }, cache.xShape, { x: cache.xHat });
  const { blocks, centered, invStd, xShape } = cache;
  const { axes } = blocks;
  const m = blockSize(blocks);
  const fused = fusedBack(dY, cache, step);
  if (fused) return fused;
  const { dGamma, dBeta, dXHat } = affineGradients(dY, cache, step);
  const dInvStd   = step("dInvStd",   tex`dr = \sum_i c_i \, d\hat x_i`,                   () => dXHat.mul(centered).sum(axes, true));
  const dVariance = step("dVariance", tex`d\sigma^2 = -\tfrac12 r^3 \, dr`,                () => invStd.pow(3).mul(dInvStd).div(-2));
  const dCentered = step("dCentered", tex`dc_i = r\,d\hat x_i + \tfrac2m c_i \,d\sigma^2`, () => dXHat.mul(invStd).add(centered.mul(dVariance).mul(2 / m)));
  const dMean     = step("dMean",     tex`d\mu = -\sum_i dc_i`,                            () => dCentered.sum(axes, true).neg());
  const dX        = step("dX",        tex`dx_i = dc_i + \tfrac1m d\mu`,                    () => dCentered.add(dMean.div(m)).reshape(...xShape));
  return { dX, dGamma, dBeta };
}

/** The same with the three paths worked out: dX is d x̂ without its mean and its part along x̂, times r. */
// prettier-ignore
export function backwardSimplified(where: string, dY: Tensor, cache: NormCache, step: Step = run): NormGradients {
  requireUpstream(where, { dY }, cache.xShape, { x: cache.xHat });
  const { invStd, xHat, xShape } = cache;
  const { axes } = cache.blocks;
  const fused = fusedBack(dY, cache, step);
  if (fused) return fused;
  const { dGamma, dBeta, dXHat } = affineGradients(dY, cache, step);
  const dX = step("dX", tex`dx_i = r \left(d\hat x_i - \tfrac1m \sum_j d\hat x_j - \tfrac1m \hat x_i \sum_j \hat x_j \, d\hat x_j\right)`,
    () => dXHat.sub(dXHat.mean(axes, true)).sub(xHat.mul(dXHat.mul(xHat).mean(axes, true))).mul(invStd).reshape(...xShape));
  return { dX, dGamma, dBeta };
}

// prettier-ignore
function affineGradients(dY: Tensor, { gamma, beta, blocks, xHat }: NormCache, step: Step): { dGamma: Tensor | undefined; dBeta: Tensor | undefined; dXHat: Tensor } {
  const seen = dY.reshape(...blocks.shape);
  const dBeta  = beta  && step("dBeta",  tex`d\beta = \sum dy`,             () => sumLike(beta, blocks, seen));
  const dGamma = gamma && step("dGamma", tex`d\gamma = \sum dy \, \hat x`,  () => sumLike(gamma, blocks, seen.mul(xHat)));
  const dXHat  = step("dXHat", gamma ? tex`d\hat x = \gamma \, dy` : tex`d\hat x = dy`,
    () => (gamma ? seen.mul(gamma.reshape(...blocks.affine)) : seen));
  return { dGamma, dBeta, dXHat };
}
