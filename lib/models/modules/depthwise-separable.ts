import { requireNumber } from "../../errors.js";
import { he } from "../../init/he.js";
import type { Initializer } from "../../init/initializer.js";
import * as layer from "../../layers/depthwise-separable.js";
import { pairOf, type Pair, type WindowOptions } from "../../layers/windows.js";
import type { Random } from "../../random.js";
import type { TensorOptions } from "../../tensor/create.js";
import { chainFacts, convFacts, sumFacts } from "../facts.js";
import type { Module } from "../module.js";
import { learned } from "./learned.js";

export type DepthwiseSeparableModuleOptions = WindowOptions & {
  /** The channels of the input. */
  channels: number;
  /** The channels of the output. */
  filters: number;
  /** The size of a depthwise filter. */
  kernel: Pair;
  /** Draws the filters; He's by default. */
  init?: Initializer;
};

/**
 * A convolution in two steps, without biases: one filter for each channel, then 1×1 filters that mix the channels.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * const conv = modules.depthwiseSeparable({ channels: 3, filters: 8, kernel: 3 }, new Random(1));
 * conv.params.Wd.size + conv.params.Wp.size; // 51
 */
export function depthwiseSeparable(
  { channels, filters, kernel, init = he(), ...window }: DepthwiseSeparableModuleOptions,
  rng: Random,
  options?: TensorOptions,
): Module {
  const where = "modules.depthwiseSeparable";
  requireNumber(where, "channels", channels, { min: 1, integer: true });
  requireNumber(where, "filters", filters, { min: 1, integer: true });
  const size = pairOf(where, "kernel", kernel, 1);
  const params = {
    Wd: init([channels, 1, ...size], rng, options),
    Wp: init([filters, channels, 1, 1], rng, options),
  };
  const depth = { filters: channels, kernel, groups: channels, bias: false, ...window };
  const chain = [convFacts(depth), convFacts({ filters, kernel: 1, bias: false })];
  return learned("depthwiseSeparable", layer, params, window, (input, at = where) => {
    const parts = chainFacts(
      chain.map((describe) => ({ kind: "conv2d", describe })),
      input,
      at,
    );
    const label = `depthwise separable ${size.join("×")}, ${filters}`;
    const { macs, activations } = sumFacts(label, input, parts);
    const { output } = parts[1].facts;
    return {
      label,
      output,
      params: { Wd: params.Wd.shape, Wp: params.Wp.shape },
      macs,
      activations,
    };
  });
}
