import { requireOneOf } from "../../errors.js";
import * as layer from "../../layers/stochastic-depth.js";
import { run, tex, within } from "../../step.js";
import type { Tensor } from "../../tensor/tensor.js";
import { prefixed } from "../children.js";
import { describable } from "../facts.js";
import type { Children, Module } from "../module.js";
import { Sequential } from "../sequential.js";
import { composite } from "./composite.js";
import { settleNoise, type NoiseOptions } from "./noisy.js";
import { firstPass, nextPass } from "./passes.js";
import { residualFacts } from "./residual.js";

export type StochasticDepthModuleOptions = NoiseOptions & {
  /** "batch" (default) drops the path for a whole batch at once, "row" for each example. */
  mode?: "batch" | "row";
};

/** Holds the number of draws, so that it is saved with the model. */
const counter = (): Module => ({
  kind: "passes",
  params: {},
  buffers: firstPass(),
  forgets: true,
  forward: (x) => ({ y: x, backward: (dY) => ({ dX: dY, grads: {} }) }),
});

/**
 * A residual block, y = x + main(x), that in training drops its main path with probability p: many depths are trained
 * at once, and all of them take part in evaluation. Its draws are a buffer, `noise.passes`.
 *
 * @throws ValueError if an option is out of range or there is no module; ShapeError, in forward, if main changes the
 * shape.
 *
 * @example
 * const block = modules.stochasticDepth([modules.relu()], { p: 1 });
 * block.forward(tensor([[-1, 2]]), "train").y.toArray(); // [[-1, 2]]
 */
export function stochasticDepth(
  main: readonly Module[],
  { mode: per = "batch", ...noise }: StochasticDepthModuleOptions = {},
): Module {
  const where = "modules.stochasticDepth";
  const { p, form, seed } = settleNoise(where, noise);
  requireOneOf(where, "mode", per, ["batch", "row"]);
  const own = { p, form, seed, mode: per };
  return stochasticDepthOf({ main: new Sequential(main), noise: counter() }, own);
}

function stochasticDepthOf(
  children: Children & { main: Module; noise: Module },
  options: Required<StochasticDepthModuleOptions>,
): Module {
  const { main: path, noise: draws } = children;
  const { p, form } = options;
  const facts = residualFacts((input, where) => describable("main", path)(input, where));
  return composite("stochasticDepth", children, {
    rebuild: (parts) => stochasticDepthOf({ ...children, ...parts }, options),
    describe: (input, at = "modules.stochasticDepth") => ({
      ...facts(input, at),
      label: `stochastic depth ${p}`,
    }),
    forward(x, mode, step = run) {
      const { y: branch, backward } = path.forward(x, mode, within(step, "main", x));
      const back = ({ dShortcut, dBranch }: { dShortcut: Tensor; dBranch: Tensor }) => {
        const { dX: before, grads } = backward(dBranch);
        const dX = step("dX", tex`dx = dx_f + dx_{\text{shortcut}}`, () => before.add(dShortcut));
        return { dX, grads: prefixed("main", grads) };
      };
      const inputs = { shortcut: x, branch };
      if (mode === "eval") {
        const { y, cache } = layer.forwardEval(inputs, { p, form }, step);
        return { y, backward: (dY) => back(layer.backwardEval(dY, cache, step)) };
      }
      const draw = { ...options, counter: nextPass(draws) };
      const { y, cache } = layer.forward(inputs, draw, step);
      return { y, backward: (dY) => back(layer.backward(dY, cache, step)) };
    },
  });
}
