import { tensor } from "../../tensor/create.js";
import type { Module, Named } from "../module.js";

/**
 * How many forward passes in training a noisy layer has made. It numbers the draws, and as a buffer it is saved with
 * the model, so that a run that is resumed goes on with the draws it would have made.
 */
export const firstPass = (): Named => ({ passes: tensor(0) });

/** Counts one more pass, and says which. */
export function nextPass(module: Module): number {
  const passes = module.buffers.passes.item() + 1;
  module.buffers = { passes: tensor(passes) };
  return passes;
}
