import { ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import type { NormLayout } from "../backend/backend.js";
import { shapeText, sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { requireChannels, requireRunning } from "./batch-norm-inputs.js";
import { normalize, normalizeBack } from "./fused-norm.js";
import { knowing } from "./fused.js";
import * as batchNorm from "./batch-norm.js";

export type SpatialBatchNormCache = { shape: Shape; x: Tensor; rows: batchNorm.BatchNormCache };
export type SpatialBatchNormEvalCache = { shape: Shape; rows: batchNorm.BatchNormEvalCache };

/** (N, C, …) as rows of C channels: every position of every image is one row. */
function toRows(where: string, name: string, x: Tensor): Tensor {
  if (x.rank < 2)
    throw new ShapeError(`${where}: ${name} must have shape (N, C, …), got ${shapeText(x.shape)}`);
  const spatial = x.shape.slice(2).map((_, i) => i + 2);
  return x.permute(0, ...spatial, 1).reshape(-1, x.shape[1]);
}

/** The way back from rows to (N, C, …). */
function fromRows(rows: Tensor, [N, C, ...spatial]: Shape): Tensor {
  const back = spatial.map((_, i) => i + 1);
  return rows.reshape(N, ...spatial, C).permute(0, spatial.length + 1, ...back);
}

/** A channel of all images is a block, and each has its own gamma and beta. */
function layoutOf([N, C, ...spatial]: Shape): NormLayout {
  const inner = sizeOf(spatial);
  return { outer: N, blocks: C, inner, every: inner, period: C };
}

/** What batch norm's steps on rows are called here, where x and y are maps. */
const rowNames: Record<string, string> = { y: "yRows", dX: "dRows" };

const onRows =
  (step: Step): Step =>
  (name, formula, compute) =>
    step(rowNames[name] ?? name, formula, compute);

const ROWS = tex`r_{(nhw)\,c} = x_{n\,c\,h\,w}`;
const MAPS = tex`y_{n\,c\,h\,w} = y^r_{(nhw)\,c}`;
const D_ROWS = tex`dy^r_{(nhw)\,c} = dy_{n\,c\,h\,w}`;
const D_MAPS = tex`dx_{n\,c\,h\,w} = dr_{(nhw)\,c}`;

/**
 * Batch normalization of feature maps: the statistics of a channel run over all images and all positions.
 *
 * Shapes: x (N, C, H, W), or any number of spatial axes; gamma, beta (C). It is `batchNorm` over the
 * N·H·W rows of C channels; its steps are those, between a first that makes rows and a last that makes maps.
 *
 * @example
 * const inputs = { x: randn([2, 3, 4, 4], rng), gamma: ones([3]), beta: zeros([3]) };
 * spatialBatchNorm.forward(inputs).y.mean([0, 2, 3]).abs().max().item() < 1e-12; // true
 */
export function forward(
  { x, gamma, beta }: batchNorm.BatchNormInputs,
  { eps = 1e-5 }: batchNorm.BatchNormOptions = {},
  step: Step = run,
): { y: Tensor; cache: SpatialBatchNormCache } {
  const rows = step("rows", ROWS, () => toRows("spatialBatchNorm.forward", "x", x));
  requireChannels("spatialBatchNorm.forward", { x, gamma, beta }, eps);
  const fused = normalize(step, { x, gamma, beta }, layoutOf(x.shape), gamma.shape, eps);
  const known = fused && { mean: fused.mean, variance: fused.variance };
  const onRow = knowing(onRows(step), known);
  const { y: yRows, cache } = batchNorm.forward({ x: rows, gamma, beta }, { eps }, onRow);
  return {
    y: fused?.y ?? step("y", MAPS, () => fromRows(yRows, x.shape)),
    cache: { shape: x.shape, x, rows: cache },
  };
}

/**
 * Gradients: dX has the shape of x, dGamma and dBeta (C).
 *
 * @example
 * const inputs = { x: randn([2, 3, 4, 4], rng), gamma: ones([3]), beta: zeros([3]) };
 * const { y, cache } = spatialBatchNorm.forward(inputs);
 * spatialBatchNorm.backward(ones(y.shape), cache).dBeta.toArray(); // [32, 32, 32]
 */
export function backward(
  dY: Tensor,
  { shape, x, rows }: SpatialBatchNormCache,
  step: Step = run,
): batchNorm.BatchNormGradients {
  requireUpstream("spatialBatchNorm.backward", { dY }, shape, { x });
  const { gamma, mean, invStd } = rows;
  const channels = mean.shape.concat(shape.slice(2).map(() => 1));
  const inputs = () => ({ centered: x.sub(mean.reshape(...channels)), invStd, gamma });
  const fused = normalizeBack(step, dY, inputs, layoutOf(shape), gamma.shape);
  if (fused) return fused;
  const dYRows = step("dYRows", D_ROWS, () => toRows("spatialBatchNorm.backward", "dY", dY));
  const { dX: dRows, dGamma, dBeta } = batchNorm.backward(dYRows, rows, onRows(step));
  return { dX: step("dX", D_MAPS, () => fromRows(dRows, shape)), dGamma, dBeta };
}

/**
 * Test time: the running statistics of each channel stand in for those of the batch.
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * const inputs = { x: full([1, 1, 1, 2], 4), gamma: ones([1]), beta: zeros([1]), running: running };
 * spatialBatchNorm.forwardEval(inputs, { eps: 0 }).y.toArray(); // [[[[1, 1]]]]
 */
export function forwardEval(
  { x, gamma, beta, running }: Parameters<typeof batchNorm.forwardEval>[0],
  { eps = 1e-5 }: batchNorm.BatchNormOptions = {},
  step: Step = run,
): { y: Tensor; cache: SpatialBatchNormEvalCache } {
  const where = "spatialBatchNorm.forwardEval";
  const rows = step("rows", ROWS, () => toRows(where, "x", x));
  requireChannels(where, { x, gamma, beta }, eps);
  requireRunning(where, running, gamma);
  const { y: yRows, cache } = batchNorm.forwardEval(
    { x: rows, gamma, beta, running },
    { eps },
    onRows(step),
  );
  return {
    y: step("y", MAPS, () => fromRows(yRows, x.shape)),
    cache: { shape: x.shape, rows: cache },
  };
}

/**
 * Gradients at test time.
 *
 * @example
 * const running = { mean: tensor([2]), variance: tensor([4]) };
 * const inputs = { x: full([1, 1, 1, 2], 4), gamma: ones([1]), beta: zeros([1]), running: running };
 * const { y, cache } = spatialBatchNorm.forwardEval(inputs, { eps: 0 });
 * spatialBatchNorm.backwardEval(ones(y.shape), cache).dX.toArray(); // [[[[0.5, 0.5]]]]
 */
export function backwardEval(
  dY: Tensor,
  { shape, rows }: SpatialBatchNormEvalCache,
  step: Step = run,
): batchNorm.BatchNormGradients {
  requireUpstream("spatialBatchNorm.backwardEval", { dY }, shape, { x: rows.xHat });
  const dYRows = step("dYRows", D_ROWS, () => toRows("spatialBatchNorm.backwardEval", "dY", dY));
  const { dX: dRows, dGamma, dBeta } = batchNorm.backwardEval(dYRows, rows, onRows(step));
  return { dX: step("dX", D_MAPS, () => fromRows(dRows, shape)), dGamma, dBeta };
}
