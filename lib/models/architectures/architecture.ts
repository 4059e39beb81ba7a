import { requireNumber } from "../../errors.js";
import { he } from "../../init/he.js";
import type { Initializer } from "../../init/initializer.js";
import { Random, requireSeed } from "../../random.js";
import type { TensorOptions } from "../../tensor/create.js";
import { shapeText, type Shape } from "../../tensor/shape.js";
import { buildChain, type Plan } from "../plan.js";
import { Sequential } from "../sequential.js";

/** A net as a table: the input's shape and the layers, without weights. */
export type Architecture = {
  name: string;
  /** Where it was published. */
  source: string;
  /** The shape of one example, (C, H, W). */
  input: Shape;
  layers: readonly Plan[];
};

export type BuildOptions = TensorOptions & {
  /** Draws the weights of convolutions and linear layers; He's by default. */
  init?: Initializer;
  /** Seeds the weights; 0 by default. */
  seed?: number;
};

/**
 * The model of an architecture, with weights drawn anew. The large ones take gigabytes: `summary` says how many
 * numbers there are, without making them.
 *
 * @throws ShapeError if the layers do not fit together; ValueError if the seed is out of range.
 *
 * @example
 * const model = build(architectures.threeLayerConvNet({ input: [3, 8, 8], filters: 4, hidden: 5 }), { seed: 1 });
 * model.forward(ones([2, 3, 8, 8])).y.shape; // [2, 10]
 */
export function build(
  { input, layers }: Architecture,
  { init = he(), seed = 0, dtype, backend }: BuildOptions = {},
): Sequential {
  requireSeed("build", seed);
  const context = { rng: new Random(seed), init, options: { dtype, backend } };
  return new Sequential(buildChain(layers, input, context, "build"));
}

/** Throws unless each is a whole number of at least 1: what a net has so many of. */
export function requireCounts(where: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts))
    requireNumber(where, name, count, { min: 1, integer: true });
}

/** `AlexNet for (3, 227, 227)` */
export const titleOf = ({ name, input }: Architecture): string => `${name} for ${shapeText(input)}`;
