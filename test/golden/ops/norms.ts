import * as batchNorm from "../../../lib/layers/batch-norm.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as foldBatchNorm from "../../../lib/layers/fold-batch-norm.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import * as instanceNorm from "../../../lib/layers/instance-norm.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as linear from "../../../lib/layers/linear.js";
import type { NormCache, NormGradients, NormInputs } from "../../../lib/layers/normalization.js";
import * as rmsNorm from "../../../lib/layers/rms-norm.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as weightNorm from "../../../lib/layers/weight-norm.js";
import { ones, zeros } from "../../../lib/tensor/create.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { numberOf, tensorOf, type Op, type Results } from "../op.js";
import { pairOf } from "./conv2d.js";
import { requireClose } from "./losses.js";

/** A tensor of the case that may be left out. */
const optional = ({ inputs }: Case, key: string): Tensor | undefined =>
  Object.hasOwn(inputs, key) ? inputs[key] : undefined;

const inputsOf = (c: Case): NormInputs => ({
  x: tensorOf(c, "x"),
  gamma: optional(c, "gamma"),
  beta: optional(c, "beta"),
});

type Norm = {
  backward(dY: Tensor, cache: NormCache): NormGradients;
  backwardSimplified(dY: Tensor, cache: NormCache): NormGradients;
};

/** Both backward passes are held against the reference; the graph's result is the one handed on. */
const norm = (layer: Norm, forward: (c: Case) => { y: Tensor; cache: NormCache }): Op => ({
  run: (c) => {
    const { y, cache } = forward(c);
    const dY = tensorOf(c, "dy");
    const { dX, dGamma, dBeta } = layer.backward(dY, cache);
    requireClose(layer.backwardSimplified(dY, cache).dX, dX);
    return { y, dx: dX, ...(dGamma && { dgamma: dGamma }), ...(dBeta && { dbeta: dBeta }) };
  },
});

const layerNormOp = norm(layerNorm, (c) =>
  layerNorm.forward(inputsOf(c), {
    eps: numberOf(c, "eps"),
    normalizedShape: c.params.normalized_shape as number[] | undefined,
  }),
);

const groupNormOp = norm(groupNorm, (c) =>
  groupNorm.forward(inputsOf(c), { groups: numberOf(c, "num_groups"), eps: numberOf(c, "eps") }),
);

const instanceNormOp = norm(instanceNorm, (c) =>
  instanceNorm.forward(inputsOf(c), { eps: numberOf(c, "eps") }),
);

/** Training over x0, x1, …, then the first of them again at test time. */
const instanceNormTracked: Op = {
  run: (c) => {
    const eps = numberOf(c, "eps");
    const options = { momentum: numberOf(c, "momentum"), unbiased: true };
    const affine = { gamma: optional(c, "gamma"), beta: optional(c, "beta") };
    const channels = [tensorOf(c, "x0").shape[1]];
    let running = { mean: zeros(channels, c), variance: ones(channels, c) };
    const results: Results = {};
    for (let i = 0; Object.hasOwn(c.inputs, `x${i}`); i++) {
      const { y, cache } = instanceNorm.forward({ x: c.inputs[`x${i}`], ...affine }, { eps });
      running = instanceNorm.updateRunning(running, cache, options);
      results[`y${i}`] = y;
      results[`running_mean${i}`] = running.mean;
      results[`running_var_unbiased${i}`] = running.variance;
    }
    const inputs = { x: tensorOf(c, "x0"), ...affine, running };
    return { ...results, y_eval0: instanceNorm.forwardEval(inputs, { eps }).y };
  },
};

const rmsNormOp: Op = {
  run: (c) => {
    const inputs = { x: tensorOf(c, "x"), gamma: optional(c, "gamma") };
    const { y, cache } = rmsNorm.forward(inputs, { eps: numberOf(c, "eps") });
    const { dX, dGamma } = rmsNorm.backward(tensorOf(c, "dy"), cache);
    return { y, dx: dX, ...(dGamma && { dgamma: dGamma }) };
  },
};

/** The reference has an output unit in each row of v, gradlab in each column of a matrix and each filter. */
const weightNormOp: Op = {
  run: (c) => {
    const options = {
      axes: tensorOf(c, "v")
        .shape.map((_, axis) => axis)
        .slice(1),
    };
    const { y, cache } = weightNorm.forward({ v: tensorOf(c, "v"), g: tensorOf(c, "g") }, options);
    const { dV, dG } = weightNorm.backward(tensorOf(c, "dy"), cache);
    return { y, dv: dV, dg: dG };
  },
};

const normOf = (c: Case) => ({
  gamma: tensorOf(c, "gamma"),
  beta: tensorOf(c, "beta"),
  running: { mean: tensorOf(c, "running_mean"), variance: tensorOf(c, "running_var") },
});

/** The folded layer alone, which must give what layer and norm give one after the other. */
const foldBatchNormLinear: Op = {
  run: (c) => {
    const options = { eps: numberOf(c, "eps") };
    const layer = { W: tensorOf(c, "W").T, b: optional(c, "b") };
    const x = tensorOf(c, "x");
    const folded = foldBatchNorm.intoLinear({ ...layer, ...normOf(c) }, options);
    const { y } = linear.forward({ x, ...folded });
    const before = { x: linear.forward({ x, ...layer }).y, ...normOf(c) };
    requireClose(y, batchNorm.forwardEval(before, options).y);
    return { y, W_folded: folded.W.T, b_folded: folded.b };
  },
};

const foldBatchNormConv: Op = {
  run: (c) => {
    const options = { eps: numberOf(c, "eps") };
    const layer = { W: tensorOf(c, "w"), b: optional(c, "b") };
    const windows = {
      stride: pairOf(c, "stride", 1),
      padding: pairOf(c, "padding", 0),
      dilation: pairOf(c, "dilation", 1),
      groups: numberOf(c, "groups", 1),
    };
    const x = tensorOf(c, "x");
    const folded = foldBatchNorm.intoConv({ ...layer, ...normOf(c) }, options);
    const { y } = conv2d.forward({ x, ...folded }, windows);
    const before = { x: conv2d.forward({ x, ...layer }, windows).y, ...normOf(c) };
    requireClose(y, spatialBatchNorm.forwardEval(before, options).y);
    return { y, w_folded: folded.W, b_folded: folded.b };
  },
};

export const NORMS: readonly (readonly [string, Op])[] = [
  ["layer_norm", layerNormOp],
  ["group_norm", groupNormOp],
  ["instance_norm", instanceNormOp],
  ["instance_norm_tracked", instanceNormTracked],
  ["rms_norm", rmsNormOp],
  ["weight_norm", weightNormOp],
  ["fold_bn_linear", foldBatchNormLinear],
  ["fold_bn_conv", foldBatchNormConv],
];
