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

/** A ReLU. It learns nothing. */
export const relu = (): Module => plain("relu", reluLayer, {}, samePlaceFacts("ReLU"));

/** A ReLU cut off at 6. Its kind ends in a word: `relu61` would be two things. */
export const relu6 = (): Module => plain("reluSix", relu6Layer, {}, samePlaceFacts("ReLU6"));

/** A leaky ReLU; `slope` is 0.01 by default. */
export const leakyRelu = (options: leakyReluLayer.LeakyReluOptions = {}): Module =>
  plain("leakyRelu", leakyReluLayer, options, samePlaceFacts("leaky ReLU"));

/** An ELU. */
export const elu = (options: eluLayer.EluOptions = {}): Module =>
  plain("elu", eluLayer, options, samePlaceFacts("ELU"));

/** A GELU. */
export const gelu = (options: geluLayer.GeluOptions = {}): Module =>
  plain("gelu", geluLayer, options, samePlaceFacts("GELU"));

/** A SiLU, or swish. */
export const silu = (): Module => plain("silu", siluLayer, {}, samePlaceFacts("SiLU"));

/** A logistic sigmoid. */
export const sigmoid = (): Module => plain("sigmoid", sigmoidLayer, {}, samePlaceFacts("sigmoid"));

/** A hyperbolic tangent. */
export const tanh = (): Module => plain("tanh", tanhLayer, {}, samePlaceFacts("tanh"));

/** A SELU. */
export const selu = (): Module => plain("selu", seluLayer, {}, samePlaceFacts("SELU"));

/** A softplus; `beta` is 1 by default. */
export const softplus = (options: softplusLayer.SoftplusOptions = {}): Module =>
  plain("softplus", softplusLayer, options, samePlaceFacts("softplus"));

/** A Mish. */
export const mish = (): Module => plain("mish", mishLayer, {}, samePlaceFacts("Mish"));

/** A hard swish. */
export const hardSwish = (): Module =>
  plain("hardSwish", hardSwishLayer, {}, samePlaceFacts("hard swish"));

/** A softmax along `axis`, the last by default. Scores for a loss need none: the loss has its own. */
export const softmax = (options: softmaxLayer.SoftmaxOptions = {}): Module =>
  plain("softmax", softmaxLayer, options, samePlaceFacts("softmax"));

/** The logarithm of a softmax along `axis`, the last by default. */
export const logSoftmax = (options: softmaxLayer.SoftmaxOptions = {}): Module =>
  plain("logSoftmax", logSoftmaxLayer, options, samePlaceFacts("log softmax"));
