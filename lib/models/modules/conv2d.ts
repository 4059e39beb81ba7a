import { requireNumber, ValueError } from "../../errors.js";
import { he } from "../../init/he.js";
import type { Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/conv2d.js";
import { pairOf } from "../../layers/windows.js";
import type { Random } from "../../random.js";
import { run } from "../../step.js";
import { zeros, type TensorOptions } from "../../tensor/create.js";
import { convFacts, type ConvShape } from "../facts.js";
import type { Module } from "../module.js";

export type Conv2dModuleOptions = ConvShape & {
  /** The channels of the input. */
  channels: number;
  /** Draws the filters; He's by default. */
  init?: Initializer;
};

/**
 * A convolution with its filters; biases start at 0, `bias: false` leaves them out (before a batch norm they are
 * of no use).
 *
 * @throws ValueError if a number is out of range or groups do not divide channels and filters.
 *
 * @example
 * const conv = modules.conv2d({ channels: 3, filters: 8, kernel: 3, padding: 1 }, new Random(1));
 * conv.forward(ones([2, 3, 6, 6]), "eval").y.shape; // [2, 8, 6, 6]
 */
export function conv2d(
  { channels, init = he(), ...shape }: Conv2dModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  const where = "modules.conv2d";
  const { filters, kernel, groups = 1, bias = true, stride, padding, dilation } = shape;
  requireNumber(where, "channels", channels, { min: 1, integer: true });
  requireNumber(where, "filters", filters, { min: 1, integer: true });
  requireNumber(where, "groups", groups, { min: 1, integer: true });
  if (channels % groups !== 0 || filters % groups !== 0)
    throw new ValueError(
      `${where}: groups must divide the ${channels} channels and the ${filters} filters, got ${groups}`,
    );
  const [kH, kW] = pairOf(where, "kernel", kernel, 1);
  const W = init([filters, channels / groups, kH, kW], rng, options);
  return {
    kind: "conv2d",
    params: bias ? { W, b: zeros([filters], options) } : { W },
    buffers: {},
    forgets: true,
    describe: convFacts(shape),
    forward(x, _mode, step = run) {
      const window = { stride, padding, dilation, groups };
      const { W, b } = this.params as { W: typeof x; b?: typeof x };
      const { y, cache } = layer.forward({ x, W, b }, window, step);
      return {
        y,
        backward: (dY) => {
          const { dX, dW, dB } = layer.backward(dY, cache, step);
          return { dX, grads: { W: dW, ...(dB && { b: dB }) } };
        },
      };
    },
  };
}
