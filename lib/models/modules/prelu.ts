import { requireNumber } from "../../errors.js";
import * as layer from "../../layers/prelu.js";
import { full, type TensorOptions } from "../../tensor/create.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { learned } from "./learned.js";

export type PreluModuleOptions = {
  /** Slopes: 1 (default) for all entries, or one for each channel. */
  features?: number;
  /** What every slope starts at; 0.25 by default. */
  slope?: number;
};

/**
 * A PReLU: a leaky ReLU that learns its slope.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.prelu().forward(tensor([[-4, 4]]), "eval").y.toArray(); // [[-1, 4]]
 */
export function prelu(
  { features = 1, slope = 0.25 }: PreluModuleOptions = {},
  options?: TensorOptions,
): Module {
  requireNumber("modules.prelu", "features", features, { min: 1, integer: true });
  requireNumber("modules.prelu", "slope", slope);
  const facts = samePlaceFacts("PReLU", () => ({ a: [features] }));
  return learned("prelu", layer, { a: full([features], slope, options) }, {}, facts);
}
