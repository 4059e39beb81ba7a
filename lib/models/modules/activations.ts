import { requireNumber, requireOneOf, requirePositive } from "../../errors.js";
import * as eluLayer from "../../layers/elu.js";
import * as geluLayer from "../../layers/gelu.js";
import * as hardSwishLayer from "../../layers/hard-swish.js";
import * as leakyReluLayer from "../../layers/leaky-relu.js";
import * as logSoftmaxLayer from "../../layers/log-softmax.js";
import * as mishLayer from "../../layers/mish.js";
import * as reluLayer from "../../layers/relu.js";
import * as relu6Layer from "../../layers/relu6.js";
import * as seluLayer from "../../layers/selu.js";
import * as sigmoidLayer from "../../layers/sigmoid.js";
import * as siluLayer from "../../layers/silu.js";
import * as softmaxLayer from "../../layers/softmax.js";
import * as softplusLayer from "../../layers/softplus.js";
import * as tanhLayer from "../../layers/tanh.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { plain } from "./plain.js";

/**
 * A ReLU. It learns nothing.
 *
 * @example
 * modules.relu().forward(tensor([-1, 2]), "eval").y.toArray(); // [0, 2]
 */
export const relu = (): Module => plain("relu", reluLayer, {}, samePlaceFacts("ReLU"));

/**
 * A ReLU cut off at 6. Its kind ends in a word: `relu61` would be two things.
 *
 * @example
 * modules.relu6().forward(tensor([-1, 2, 7]), "eval").y.toArray(); // [0, 2, 6]
 */
export const relu6 = (): Module => plain("reluSix", relu6Layer, {}, samePlaceFacts("ReLU6"));

/**
 * A leaky ReLU; `slope` is 0.01 by default.
 *
 * @throws ValueError unless slope is finite.
 *
 * @example
 * modules.leakyRelu({ slope: 0.1 }).forward(tensor([-1, 2]), "eval").y.toArray(); // [-0.1, 2]
 */
export function leakyRelu(options: leakyReluLayer.LeakyReluOptions = {}): Module {
  requireNumber("modules.leakyRelu", "slope", options.slope ?? 0);
  return plain("leakyRelu", leakyReluLayer, options, samePlaceFacts("leaky ReLU"));
}

/**
 * An ELU; `alpha` is 1 by default.
 *
 * @throws ValueError if alpha is negative.
 *
 * @example
 * modules.elu().forward(tensor([0, 2]), "eval").y.toArray(); // [0, 2]
 */
export function elu(options: eluLayer.EluOptions = {}): Module {
  requireNumber("modules.elu", "alpha", options.alpha ?? 1, { min: 0 });
  return plain("elu", eluLayer, options, samePlaceFacts("ELU"));
}

/**
 * A GELU; its `form` is "erf" by default.
 *
 * @throws ValueError for another form than "erf" or "tanh".
 *
 * @example
 * modules.gelu().forward(tensor([0]), "eval").y.toArray(); // [0]
 */
export function gelu(options: geluLayer.GeluOptions = {}): Module {
  requireOneOf("modules.gelu", "form", options.form ?? "erf", ["erf", "tanh"]);
  return plain("gelu", geluLayer, options, samePlaceFacts("GELU"));
}

/**
 * A SiLU, or swish.
 *
 * @example
 * modules.silu().forward(tensor([0]), "eval").y.toArray(); // [0]
 */
export const silu = (): Module => plain("silu", siluLayer, {}, samePlaceFacts("SiLU"));

/**
 * A logistic sigmoid.
 *
 * @example
 * modules.sigmoid().forward(tensor([0]), "eval").y.toArray(); // [0.5]
 */
export const sigmoid = (): Module => plain("sigmoid", sigmoidLayer, {}, samePlaceFacts("sigmoid"));

/**
 * A hyperbolic tangent.
 *
 * @example
 * modules.tanh().forward(tensor([0]), "eval").y.toArray(); // [0]
 */
export const tanh = (): Module => plain("tanh", tanhLayer, {}, samePlaceFacts("tanh"));

/**
 * A SELU.
 *
 * @example
 * modules.selu().forward(tensor([0]), "eval").y.toArray(); // [0]
 */
export const selu = (): Module => plain("selu", seluLayer, {}, samePlaceFacts("SELU"));

/**
 * A softplus; `beta` is 1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.softplus().forward(tensor([0]), "eval").y.item() === Math.log(2); // true
 */
export function softplus(options: softplusLayer.SoftplusOptions = {}): Module {
  requirePositive("modules.softplus", "beta", options.beta ?? 1);
  requireNumber("modules.softplus", "threshold", options.threshold ?? 0, { min: 0 });
  return plain("softplus", softplusLayer, options, samePlaceFacts("softplus"));
}

/**
 * A Mish.
 *
 * @example
 * modules.mish().forward(tensor([0]), "eval").y.toArray(); // [0]
 */
export const mish = (): Module => plain("mish", mishLayer, {}, samePlaceFacts("Mish"));

/**
 * A hard swish.
 *
 * @example
 * modules.hardSwish().forward(tensor([3, 4]), "eval").y.toArray(); // [3, 4]
 */
export const hardSwish = (): Module =>
  plain("hardSwish", hardSwishLayer, {}, samePlaceFacts("hard swish"));

/**
 * A softmax along `axis`, the last by default. Scores for a loss need none: the loss has its own.
 *
 * @example
 * modules.softmax().forward(zeros([1, 2]), "eval").y.toArray(); // [[0.5, 0.5]]
 */
export const softmax = (options: softmaxLayer.SoftmaxOptions = {}): Module =>
  plain("softmax", softmaxLayer, options, samePlaceFacts("softmax"));

/**
 * The logarithm of a softmax along `axis`, the last by default.
 *
 * @example
 * modules.logSoftmax().forward(tensor([[5]]), "eval").y.toArray(); // [[0]]
 */
export const logSoftmax = (options: softmaxLayer.SoftmaxOptions = {}): Module =>
  plain("logSoftmax", logSoftmaxLayer, options, samePlaceFacts("log softmax"));
