import { normal, type Initializer } from "../init/initializer.js";
import { requireNumber } from "../errors.js";
import { Random, requireSeed } from "../random.js";
import type { TensorOptions } from "../tensor/create.js";
import * as modules from "./modules.js";
import { Sequential } from "./sequential.js";

export type TwoLayerNetOptions = TensorOptions & {
  /** Numbers in an example: 3072 (32 × 32 × 3) by default. */
  inputs?: number;
  /** Hidden units; 50 by default. */
  hidden?: number;
  /** Classes; 10 by default. */
  classes?: number;
  /** Draws the weights; normal with std 1e-4 by default. */
  init?: Initializer;
  /** A batch norm before the ReLU; false by default. */
  batchNorm?: boolean;
  /** Seeds the weights; 0 by default. */
  seed?: number;
};

/**
 * The lecture's net: linear, ReLU, linear. Its scores for x (N, inputs) have shape (N, classes).
 *
 * @throws ValueError if a number is out of range.
 *
 * @example
 * twoLayerNet({ inputs: 4, hidden: 5, classes: 3 }).params["linear2.W"].shape; // [5, 3]
 */
export function twoLayerNet(options: TwoLayerNetOptions = {}): Sequential {
  const { inputs = 3072, hidden = 50, classes = 10, init = normal(), seed = 0 } = options;
  const { dtype, backend } = options;
  for (const [name, count] of Object.entries({ inputs, hidden, classes }))
    requireNumber("twoLayerNet", name, count, { min: 1, integer: true });
  requireSeed("twoLayerNet", seed);
  const rng = new Random(seed);
  const first = modules.linear({ inputs, outputs: hidden, init }, rng, { dtype, backend });
  const norm = options.batchNorm
    ? [modules.batchNorm({ features: hidden }, { dtype, backend })]
    : [];
  const last = modules.linear({ inputs: hidden, outputs: classes, init }, rng, { dtype, backend });
  return new Sequential([first, ...norm, modules.relu(), last]);
}
