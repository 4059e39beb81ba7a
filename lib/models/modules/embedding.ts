import { requireNumber } from "../../errors.js";
import { normal, type Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/embedding.js";
import type { Random } from "../../random.js";
import { run } from "../../step.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Module } from "../module.js";

export type EmbeddingModuleOptions = {
  /** How many tokens there are. */
  tokens: number;
  /** How many numbers stand for a token. */
  features: number;
  /** Draws the table: normal with std 1 by default. */
  init?: Initializer;
};

/**
 * A table that gives each token its row of numbers; the input holds integers from 0 to tokens − 1. Tokens cannot be
 * moved a little, so dX is 0.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const table = modules.embedding({ tokens: 5, features: 3 }, new Random(1));
 * table.forward(tensor([[0, 4]]), "eval").y.shape; // [1, 2, 3]
 */
export function embedding(
  { tokens, features, init = normal({ std: 1 }) }: EmbeddingModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  requireNumber("modules.embedding", "tokens", tokens, { min: 1, integer: true });
  requireNumber("modules.embedding", "features", features, { min: 1, integer: true });
  return {
    kind: "embedding",
    params: { W: init([tokens, features], rng, options) },
    buffers: {},
    forgets: true,
    describe: (input) => ({
      label: `embedding of ${tokens}, ${features}`,
      output: [...input, features],
      params: { W: [tokens, features] },
      macs: 0,
      activations: sizeOf(input) * features,
    }),
    forward(x, _mode, step = run) {
      const { y, cache } = layer.forward({ W: this.params.W }, { tokens: x }, step);
      return {
        y,
        backward: (dY) => {
          const { dW } = layer.backward(dY, cache, step);
          return { dX: zeros(x.shape, x), grads: { W: dW } };
        },
      };
    },
  };
}
