import { requireNumber, ShapeError, ValueError } from "../../errors.js";
import * as groupNormLayer from "../../layers/group-norm.js";
import * as layerNormLayer from "../../layers/layer-norm.js";
import * as rmsNormLayer from "../../layers/rms-norm.js";
import { ones, zeros, type TensorOptions } from "../../tensor/create.js";
import { requireSizes, shapeText, type Shape } from "../../tensor/shape.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { learned } from "./learned.js";

export type LastAxesOptions = {
  /** The size of the last axis, or the sizes of the last axes, over which each example is normalized. */
  features: number | Shape;
  /** Added under the root; at least 0. */
  eps?: number;
};

/** The sizes of the last axes, each at least 1. */
function sizesOf(where: string, { features, eps = 0 }: LastAxesOptions): Shape {
  requireNumber(where, "eps", eps, { min: 0 });
  if (typeof features === "number") {
    requireNumber(where, "features", features, { min: 1, integer: true });
    return [features];
  }
  requireSizes(where, features);
  if (features.length === 0 || features.includes(0))
    throw new ShapeError(
      `${where}: features must be sizes of at least 1, got ${shapeText(features)}`,
    );
  return features;
}

/**
 * A layer norm over the last axes, of sizes `features`: each example by its own mean and variance, alike in training
 * and evaluation. gamma starts at 1, beta at 0.
 *
 * @throws ValueError, ShapeError if an option is out of range.
 *
 * @example
 * modules.layerNorm({ features: 3 }).forward(tensor([[1, 2, 3]]), "eval").y.mean().item(); // 0
 */
export function layerNorm(options: LastAxesOptions, tensors?: TensorOptions): Module {
  const sizes = sizesOf("modules.layerNorm", options);
  const params = { gamma: ones(sizes, tensors), beta: zeros(sizes, tensors) };
  const facts = samePlaceFacts("layer norm", () => ({ gamma: sizes, beta: sizes }));
  return learned("layerNorm", layerNormLayer, params, { eps: options.eps }, facts);
}

/**
 * An RMS norm over the last axes, of sizes `features`: a layer norm that leaves the mean alone. gamma starts at 1.
 *
 * @throws ValueError, ShapeError if an option is out of range.
 *
 * @example
 * const { y } = modules.rmsNorm({ features: 2, eps: 0 }).forward(tensor([[3, 3]]), "eval");
 * y.toArray(); // [[1, 1]]
 */
export function rmsNorm(options: LastAxesOptions, tensors?: TensorOptions): Module {
  const sizes = sizesOf("modules.rmsNorm", options);
  const facts = samePlaceFacts("RMS norm", () => ({ gamma: sizes }));
  const params = { gamma: ones(sizes, tensors) };
  return learned("rmsNorm", rmsNormLayer, params, { eps: options.eps }, facts);
}

/**
 * A group norm over `features` channels in `groups` groups: each group of each example by its own mean and variance.
 * gamma starts at 1, beta at 0.
 *
 * @throws ValueError if an option is out of range or groups do not divide the channels.
 *
 * @example
 * modules.groupNorm({ features: 4, groups: 2 }).forward(ones([2, 4, 3, 3]), "eval").y.sum().item(); // 0
 */
export function groupNorm(
  { features, groups, eps }: { features: number } & groupNormLayer.GroupNormOptions,
  tensors?: TensorOptions,
): Module {
  const where = "modules.groupNorm";
  requireNumber(where, "features", features, { min: 1, integer: true });
  requireNumber(where, "groups", groups, { min: 1, max: features, integer: true });
  requireNumber(where, "eps", eps ?? 0, { min: 0 });
  if (features % groups !== 0)
    throw new ValueError(`${where}: groups must divide the ${features} channels, got ${groups}`);
  const params = { gamma: ones([features], tensors), beta: zeros([features], tensors) };
  const facts = samePlaceFacts(`group norm, ${groups} groups`, () => ({
    gamma: [features],
    beta: [features],
  }));
  return learned("groupNorm", groupNormLayer, params, { groups, eps }, facts);
}
