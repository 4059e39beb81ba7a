import { run, type Step } from "../../step.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Describe } from "../facts.js";
import type { Module, Named } from "../module.js";

/** Gradients as a layer gives them back: dX, dGamma, …; undefined for what was left out. */
export type Gradients = { dX: Tensor } & Record<string, Tensor | undefined>;

/** A layer that learns and does the same in training and evaluation. */
type LearnedLayer<Inputs, Options, Cache> = {
  forward(inputs: Inputs, options: Options, step: Step): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache, step: Step): Gradients;
};

/** Gradients under the names of their parameters: dGamma under gamma. */
export function byParameter(params: Named, gradients: Gradients): { dX: Tensor; grads: Named } {
  const grads = Object.keys(params).flatMap((name) => {
    const gradient = gradients[`d${name.charAt(0).toUpperCase()}${name.slice(1)}`];
    return gradient ? [[name, gradient] as const] : [];
  });
  return { dX: gradients.dX, grads: Object.fromEntries(grads) };
}

/** The module of such a layer; `params` are its inputs other than x. */
export function learned<Inputs extends { x: Tensor }, Options, Cache>(
  kind: string,
  layer: LearnedLayer<Inputs, Options, Cache>,
  params: Omit<Inputs, "x"> & Named,
  options: Options,
  describe: Describe,
): Module {
  return {
    kind,
    params,
    buffers: {},
    forgets: true,
    describe,
    forward(x, _mode, step = run) {
      const { params } = this;
      const { y, cache } = layer.forward({ x, ...params } as unknown as Inputs, options, step);
      return { y, backward: (dY) => byParameter(params, layer.backward(dY, cache, step)) };
    },
  };
}
