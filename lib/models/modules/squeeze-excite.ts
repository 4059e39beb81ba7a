import { requireNumber } from "../../errors.js";
import { he } from "../../init/he.js";
import type { Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/squeeze-excite.js";
import type { Random } from "../../random.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Module } from "../module.js";
import { learned } from "./learned.js";

export type SqueezeExciteModuleOptions = {
  /** How many channels. */
  features: number;
  /** Hidden units of the gate's net; a sixteenth of the channels, at least 1, by default. */
  hidden?: number;
  /** Draws the weights; He's by default. */
  init?: Initializer;
};

/**
 * A squeeze-and-excitation block: each channel times a gate that a small net works out from the means of all
 * channels. Biases start at 0.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const block = modules.squeezeExcite({ features: 32 }, new Random(1));
 * block.params.W1.shape; // [32, 2]
 */
export function squeezeExcite(
  {
    features,
    hidden = Math.max(1, Math.floor(features / 16)),
    init = he(),
  }: SqueezeExciteModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  const where = "modules.squeezeExcite";
  requireNumber(where, "features", features, { min: 1, integer: true });
  requireNumber(where, "hidden", hidden, { min: 1, integer: true });
  const params = {
    W1: init([features, hidden], rng, options),
    b1: zeros([hidden], options),
    W2: init([hidden, features], rng, options),
    b2: zeros([features], options),
  };
  return learned("squeezeExcite", layer, params, {}, (input) => ({
    label: `squeeze-excite ${hidden}`,
    output: input,
    params: Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape])),
    macs: 2 * features * hidden,
    activations: sizeOf(input) + 3 * features + 2 * hidden,
  }));
}
