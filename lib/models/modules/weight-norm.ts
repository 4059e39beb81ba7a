import { ValueError } from "../../errors.js";
import type { UnitOptions } from "../../layers/unit-axes.js";
import * as layer from "../../layers/weight-norm.js";
import { run, within } from "../../step.js";
import type { Tensor } from "../../tensor/tensor.js";
import { describable } from "../facts.js";
import type { Module, Named } from "../module.js";

const KIND = "weightNorm";

/**
 * A layer whose weights W are learned as directions v and lengths g; with what it has drawn as W it starts as it is.
 * Its other parameters stay, such as b.
 *
 * @throws ValueError if the layer has no weights W, or a unit's weights are all 0; ShapeError if an axis lies outside.
 *
 * @example
 * const layer = modules.weightNorm(modules.linear({ inputs: 3, outputs: 2 }, new Random(1)));
 * layer.params.g.shape; // [2]
 */
export function weightNorm(inner: Module, options: UnitOptions = {}): Module {
  const { W: first, ...others } = inner.params as Named & { W?: Tensor };
  if (!first)
    throw new ValueError(
      `modules.weightNorm: the module must have weights W, got ${Object.keys(others).join(", ") || "none"} in ${inner.kind}`,
    );
  const start = layer.split(first, options);
  layer.forward(start, options); // throws if a unit has no direction
  return {
    kind: KIND,
    params: { ...start, ...others },
    get buffers() {
      return inner.buffers;
    },
    set buffers(buffers) {
      inner.buffers = buffers;
    },
    describe: (input, where) => {
      const { params, ...facts } = describable(KIND, inner)(input, where);
      const rest = Object.entries(params).filter(([name]) => name !== "W");
      const own = { v: start.v.shape, g: start.g.shape, ...Object.fromEntries(rest) };
      return { ...facts, label: `${facts.label}, weight norm`, params: own };
    },
    forward(x, mode, step = run) {
      const { v, g, ...rest } = this.params;
      const weights = within(step, "weights", v);
      const { y: W, cache } = layer.forward({ v, g }, options, weights);
      inner.params = { W, ...rest };
      const out = inner.forward(x, mode, step);
      return {
        y: out.y,
        backward: (dY) => {
          const { dX, grads } = out.backward(dY);
          const { W: dW, ...others } = grads;
          const { dV, dG } = layer.backward(dW, cache, weights);
          return { dX, grads: { v: dV, g: dG, ...others } };
        },
      };
    },
  };
}
