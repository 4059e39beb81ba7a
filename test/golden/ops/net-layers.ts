import * as averagePool from "../../../lib/layers/average-pool.js";
import * as conv2d from "../../../lib/layers/conv2d.js";
import * as dropout from "../../../lib/layers/dropout.js";
import * as elu from "../../../lib/layers/elu.js";
import * as embedding from "../../../lib/layers/embedding.js";
import * as flatten from "../../../lib/layers/flatten.js";
import * as gelu from "../../../lib/layers/gelu.js";
import * as globalAveragePool from "../../../lib/layers/global-average-pool.js";
import * as groupNorm from "../../../lib/layers/group-norm.js";
import * as instanceNorm from "../../../lib/layers/instance-norm.js";
import * as layerNorm from "../../../lib/layers/layer-norm.js";
import * as leakyRelu from "../../../lib/layers/leaky-relu.js";
import * as linear from "../../../lib/layers/linear.js";
import * as maxPool from "../../../lib/layers/max-pool.js";
import * as relu from "../../../lib/layers/relu.js";
import * as relu6 from "../../../lib/layers/relu6.js";
import * as rmsNorm from "../../../lib/layers/rms-norm.js";
import * as selu from "../../../lib/layers/selu.js";
import * as sigmoid from "../../../lib/layers/sigmoid.js";
import * as silu from "../../../lib/layers/silu.js";
import * as softplus from "../../../lib/layers/softplus.js";
import * as spatialBatchNorm from "../../../lib/layers/spatial-batch-norm.js";
import * as tanh from "../../../lib/layers/tanh.js";
import type { Pair } from "../../../lib/layers/windows.js";
import type { Tensor } from "../../../lib/tensor/tensor.js";
import type { Case } from "../case.js";
import { tensorOf, type Results } from "../op.js";

/** One entry of `params.arch`: its type, the names of its inputs, and its options. */
export type Layer = { type: string } & Partial<Record<string, string | number | readonly number[]>>;

/** The way back: hands its gradients to `results` by name and returns dX. */
export type Backward = (dY: Tensor, results: Results) => Tensor;

/** What the net is at work on: the case, and what was set aside under a name, with its gradient. */
export type Work = { c: Case; saved: Map<string, Tensor>; savedGradients: Map<string, Tensor> };

export type Forward = (x: Tensor, layer: Layer, work: Work) => { y: Tensor; backward: Backward };

const input = (c: Case, name: Layer[string]): Tensor => tensorOf(c, String(name));

/** A number of the layer; `otherwise` where it is not given. */
function numberIn(layer: Layer, key: string, otherwise?: number): number {
  const value = Object.hasOwn(layer, key) ? layer[key] : otherwise;
  if (typeof value !== "number")
    throw new TypeError(`${layer.type}.${key} must be a number, got ${JSON.stringify(value)}`);
  return value;
}

const pairIn = (layer: Layer, key: string, otherwise: Pair): Pair =>
  Object.hasOwn(layer, key) ? (layer[key] as Pair) : otherwise;

type Plain<Options, Cache> = {
  forward(inputs: { x: Tensor }, options: Options): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache): { dX: Tensor };
};

/** A layer without parameters. */
const plain =
  <Options, Cache>(
    layer: Plain<Options, Cache>,
    optionsOf: (given: Layer, c: Case) => Options,
  ): Forward =>
  (x, given, { c }) => {
    const { y, cache } = layer.forward({ x }, optionsOf(given, c));
    return { y, backward: (dY) => layer.backward(dY, cache).dX };
  };

type NormInputs = { x: Tensor; gamma: Tensor; beta: Tensor };
type Norm<Options, Cache> = {
  forward(inputs: NormInputs, options: Options): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache): { dX: Tensor; dGamma?: Tensor; dBeta?: Tensor };
};

/** A layer with gamma and beta. */
const norm =
  <Options, Cache>(
    layer: Norm<Options, Cache>,
    optionsOf: (given: Layer, eps: number) => Options,
  ): Forward =>
  (x, given, { c }) => {
    const inputs = { x, gamma: input(c, given.gamma), beta: input(c, given.beta) };
    const { y, cache } = layer.forward(inputs, optionsOf(given, numberIn(given, "eps")));
    const backward: Backward = (dY, results) => {
      const { dX, dGamma, dBeta } = layer.backward(dY, cache);
      if (dGamma) results[`d${String(given.gamma)}`] = dGamma;
      if (dBeta) results[`d${String(given.beta)}`] = dBeta;
      return dX;
    };
    return { y, backward };
  };

const none = (): Record<string, never> => ({});
const epsOnly = (_given: Layer, eps: number): { eps: number } => ({ eps });

const poolOptions = (given: Layer): maxPool.MaxPoolOptions => {
  const kernel = pairIn(given, "kernel", 2);
  const stride = pairIn(given, "stride", kernel);
  return { kernel, stride, padding: pairIn(given, "padding", 0) };
};

/** The reference stores W as (out, in), gradlab as (in, out). */
const linearForward: Forward = (x, { w, b }, { c }) => {
  const bias = b === undefined ? undefined : input(c, b);
  const { y, cache } = linear.forward({ x, W: input(c, w).T, b: bias });
  const backward: Backward = (dY, results) => {
    const { dX, dW, dB } = linear.backward(dY, cache);
    results[`d${String(w)}`] = dW.T;
    if (dB) results[`d${String(b)}`] = dB;
    return dX;
  };
  return { y, backward };
};

const convForward: Forward = (x, given, { c }) => {
  const { w, b } = given;
  const inputs = { x, W: input(c, w), b: b === undefined ? undefined : input(c, b) };
  const { y, cache } = conv2d.forward(inputs, {
    stride: pairIn(given, "stride", 1),
    padding: pairIn(given, "padding", 0),
    dilation: pairIn(given, "dilation", 1),
    groups: numberIn(given, "groups", 1),
  });
  const backward: Backward = (dY, results) => {
    const { dX, dW, dB } = conv2d.backward(dY, cache);
    results[`d${String(w)}`] = dW;
    if (dB) results[`d${String(b)}`] = dB;
    return dX;
  };
  return { y, backward };
};

const rmsNormForward: Forward = (x, given, { c }) => {
  const inputs = { x, gamma: input(c, given.gamma) };
  const { y, cache } = rmsNorm.forward(inputs, { eps: numberIn(given, "eps") });
  const backward: Backward = (dY, results) => {
    const { dX, dGamma } = rmsNorm.backward(dY, cache);
    if (dGamma) results[`d${String(given.gamma)}`] = dGamma;
    return dX;
  };
  return { y, backward };
};

/** Tokens have no gradient: what goes on before an embedding is nothing. */
const embeddingForward: Forward = (x, { w }, { c }) => {
  const { y, cache } = embedding.forward({ W: input(c, w) }, { tokens: x });
  const backward: Backward = (dY, results) => {
    results[`d${String(w)}`] = embedding.backward(dY, cache).dW;
    return x.mul(0);
  };
  return { y, backward };
};

/** Sets x aside for a later sum; its gradient has come back by then. */
const save: Forward = (x, { id }, { saved, savedGradients }) => {
  const name = String(id);
  saved.set(name, x);
  return { y: x, backward: (dY) => dY.add(savedGradients.get(name) ?? 0) };
};

const addSaved: Forward = (x, { id }, { saved, savedGradients }) => {
  const name = String(id);
  const other = saved.get(name);
  if (!other) throw new TypeError(`add_saved.id must have been saved, got ${name}`);
  const backward: Backward = (dY) => {
    savedGradients.set(name, dY.add(savedGradients.get(name) ?? 0));
    return dY;
  };
  return { y: x.add(other), backward };
};

export const LAYERS: Readonly<Record<string, Forward>> = {
  linear: linearForward,
  conv: convForward,
  embedding: embeddingForward,
  relu: plain(relu, none),
  relu6: plain(relu6, none),
  leaky_relu: plain(leakyRelu, (given) => ({ slope: numberIn(given, "negative_slope", 0.01) })),
  elu: plain(elu, (given) => ({ alpha: numberIn(given, "alpha", 1) })),
  selu: plain(selu, none),
  gelu: plain(gelu, none),
  silu: plain(silu, none),
  sigmoid: plain(sigmoid, none),
  softplus: plain(softplus, none),
  tanh: plain(tanh, none),
  batch_norm: norm(spatialBatchNorm, epsOnly),
  layer_norm: norm(layerNorm, epsOnly),
  instance_norm: norm(instanceNorm, epsOnly),
  group_norm: norm(groupNorm, (given, eps) => ({ groups: numberIn(given, "num_groups"), eps })),
  rms_norm: rmsNormForward,
  max_pool: plain(maxPool, poolOptions),
  avg_pool: plain(averagePool, poolOptions),
  global_avg_pool: plain(globalAveragePool, none),
  flatten: plain(flatten, none),
  dropout_mask: plain(dropout, (given, c) => ({
    p: numberIn(given, "p_drop"),
    mask: input(c, given.mask),
  })),
  save,
  add_saved: addSaved,
};
