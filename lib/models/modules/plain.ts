import { run, type Step } from "../../step.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Describe } from "../facts.js";
import type { Module } from "../module.js";

/** A layer that learns nothing and does the same in training and evaluation. */
type PlainLayer<Options, Cache> = {
  forward(inputs: { x: Tensor }, options: Options, step: Step): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache, step: Step): { dX: Tensor };
};

/** The module of such a layer. */
export function plain<Options, Cache>(
  kind: string,
  layer: PlainLayer<Options, Cache>,
  options: Options,
  describe: Describe,
): Module {
  return {
    kind,
    params: {},
    buffers: {},
    forgets: true,
    describe,
    forward(x, _mode, step = run) {
      const { y, cache } = layer.forward({ x }, options, step);
      return { y, backward: (dY) => ({ dX: layer.backward(dY, cache, step).dX, grads: {} }) };
    },
  };
}
