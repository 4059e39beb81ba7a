import { requireNumber, requireOneOf } from "../../errors.js";
import { requireSeed } from "../../random.js";
import type { DropEvalOptions, DropForm, DropOptions } from "../../layers/keep-mask.js";
import { run, type Step } from "../../step.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Describe } from "../facts.js";
import type { Module, Named } from "../module.js";
import { byParameter, type Gradients } from "./learned.js";
import { firstPass, nextPass } from "./passes.js";

export type NoiseOptions = {
  /** The probability to DROP, from 0 to 1; 0.5 by default. */
  p?: number;
  /** "inverted" by default; see `dropout`. */
  form?: DropForm;
  /** Seeds the masks; 0 by default. Two layers of one seed draw the same masks: give each its own. */
  seed?: number;
};

/** A layer that draws a mask in training and takes the mean in evaluation. */
type NoisyLayer<Inputs, Cache, EvalCache> = {
  forward(inputs: Inputs, options: DropOptions, step: Step): { y: Tensor; cache: Cache };
  backward(dY: Tensor, cache: Cache, step: Step): Gradients;
  forwardEval(
    inputs: Inputs,
    options: DropEvalOptions,
    step: Step,
  ): { y: Tensor; cache: EvalCache };
  backwardEval(dY: Tensor, cache: EvalCache, step: Step): Gradients;
};

/** Options with their defaults; throws unless they can mean something. */
export function settleNoise(
  where: string,
  { p = 0.5, form = "inverted", seed = 0 }: NoiseOptions,
): Required<NoiseOptions> {
  requireNumber(where, "p", p, { min: 0, max: 1 });
  requireOneOf(where, "form", form, ["inverted", "vanilla"]);
  requireSeed(where, seed);
  return { p, form, seed };
}

/** The module of such a layer: a new mask at each forward pass in training. */
export function noisy<Inputs extends { x: Tensor }, Cache, EvalCache>(
  kind: string,
  layer: NoisyLayer<Inputs, Cache, EvalCache>,
  params: Named,
  options: NoiseOptions,
  describe: Describe,
): Module {
  const { p, form, seed } = settleNoise(`modules.${kind}`, options);
  return {
    kind,
    params,
    buffers: firstPass(),
    forgets: true,
    describe,
    forward(x, mode, step = run) {
      const { params } = this;
      const inputs = { x, ...params } as unknown as Inputs;
      if (mode === "eval") {
        const { y, cache } = layer.forwardEval(inputs, { p, form }, step);
        return { y, backward: (dY) => byParameter(params, layer.backwardEval(dY, cache, step)) };
      }
      const counter = nextPass(this);
      const { y, cache } = layer.forward(inputs, { p, form, seed, counter }, step);
      return { y, backward: (dY) => byParameter(params, layer.backward(dY, cache, step)) };
    },
  };
}
