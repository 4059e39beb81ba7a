import { requireNumber } from "../../errors.js";
import * as layer from "../../layers/dropout.js";
import { run } from "../../step.js";
import { samePlaceFacts } from "../facts.js";
import type { Module } from "../module.js";
import { firstPass, nextPass } from "./passes.js";

export type DropoutModuleOptions = {
  /** The probability to DROP, from 0 to 1; 0.5 by default. */
  p?: number;
  /** "inverted" by default; see `dropout`. */
  form?: "inverted" | "vanilla";
  /** Seeds the masks; 0 by default. Two dropouts of one seed draw the same masks: give each its own. */
  seed?: number;
};

/**
 * Dropout: a new mask at each forward pass in training, the mean in evaluation.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * modules.dropout({ p: 0.25 }).forward(ones([2, 2]), "eval").y.toArray(); // [[1, 1], [1, 1]]
 */
export function dropout({ p = 0.5, form, seed = 0 }: DropoutModuleOptions = {}): Module {
  const where = "modules.dropout";
  requireNumber(where, "p", p, { min: 0, max: 1 });
  requireNumber(where, "seed", seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true });
  return {
    kind: "dropout",
    params: {},
    buffers: firstPass(),
    describe: samePlaceFacts(`dropout ${p}`),
    forward(x, mode, step = run) {
      if (mode === "eval") {
        const { y, cache } = layer.forwardEval({ x }, { p, form }, step);
        return { y, backward: (dY) => ({ ...layer.backwardEval(dY, cache, step), grads: {} }) };
      }
      const counter = nextPass(this);
      const { y, cache } = layer.forward({ x }, { p, form, seed, counter }, step);
      return { y, backward: (dY) => ({ ...layer.backward(dY, cache, step), grads: {} }) };
    },
  };
}
