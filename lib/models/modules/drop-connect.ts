import { requireNumber } from "../../errors.js";
import { normal, type Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/drop-connect.js";
import type { Random } from "../../random.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { linearFacts } from "../facts.js";
import type { Module } from "../module.js";
import { noisy, type NoiseOptions } from "./noisy.js";

export type DropConnectModuleOptions = NoiseOptions & {
  inputs: number;
  outputs: number;
  /** Draws the weights: normal with std 1e-4 by default. */
  init?: Initializer;
};

/**
 * A linear layer that drops weights, not units: a new mask at each forward pass in training, the mean weights in
 * evaluation. Biases start at 0.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const layer = modules.dropConnect({ inputs: 3, outputs: 2, p: 0.5, seed: 1 }, new Random(1));
 * layer.forward(ones([4, 3]), "train").y.shape; // [4, 2]
 */
export function dropConnect(
  { inputs, outputs, init = normal(), ...noise }: DropConnectModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  const where = "modules.dropConnect";
  requireNumber(where, "inputs", inputs, { min: 1, integer: true });
  requireNumber(where, "outputs", outputs, { min: 1, integer: true });
  const params = { W: init([inputs, outputs], rng, options), b: zeros([outputs], options) };
  const facts = linearFacts({ outputs });
  return noisy("dropConnect", layer, params, noise, (input, at) => ({
    ...facts(input, at),
    label: `drop connect ${noise.p ?? 0.5}, ${outputs}`,
  }));
}
