import { requireNumber } from "../../errors.js";
import { normal, type Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/maxout.js";
import type { Random } from "../../random.js";
import { concat } from "../../tensor/concat.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { linearFacts } from "../facts.js";
import type { Module } from "../module.js";
import { learned } from "./learned.js";

export type MaxoutModuleOptions = {
  inputs: number;
  outputs: number;
  /** How many linear candidates each unit takes the largest of; 2 by default. */
  pieces?: number;
  /** Draws the weights of each candidate: normal with std 1e-4 by default. */
  init?: Initializer;
};

/**
 * A maxout layer: `pieces` linear layers side by side, and of each output the largest. Biases start at 0.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.maxout({ inputs: 3, outputs: 2, pieces: 4 }, new Random(1)).params.W.shape; // [4, 3, 2]
 */
export function maxout(
  { inputs, outputs, pieces = 2, init = normal() }: MaxoutModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  for (const [name, value] of Object.entries({ inputs, outputs, pieces }))
    requireNumber("modules.maxout", name, value, { min: 1, integer: true });
  const draw = () => init([inputs, outputs], rng, options).reshape(1, inputs, outputs);
  const W = concat(Array.from({ length: pieces }, draw));
  const b = zeros([pieces, outputs], options);
  return learned("maxout", layer, { W, b }, {}, (input, where = "maxout") => {
    const one = linearFacts({ outputs })(input, where);
    const activations = (pieces + 1) * one.activations;
    const params = { W: W.shape, b: b.shape };
    const label = `maxout of ${pieces}, ${outputs}`;
    return { ...one, label, params, macs: pieces * one.macs, activations };
  });
}
