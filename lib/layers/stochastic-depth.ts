import { requireNumber, requireOneOf, ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  maskOf,
  requireDrop,
  testScale,
  trainScale,
  type DropEvalOptions,
  type DropOptions,
} from "./keep-mask.js";

export type StochasticDepthInputs = { shortcut: Tensor; branch: Tensor };
export type StochasticDepthOptions = DropOptions & {
  /** "batch" (default) drops the branch for the whole batch at once, as in the paper; "row" for each row. */
  mode?: "batch" | "row";
};
export type StochasticDepthCache = { shape: Shape; options: StochasticDepthOptions };

const factor = ({ form }: DropEvalOptions): string =>
  form === "vanilla" ? "z" : tex`\tfrac{z}{1-p}`;

/** One number for the batch, or one for each row as it stands beside (N, …). */
function depthMask(
  where: string,
  options: StochasticDepthOptions,
  shape: Shape,
  like: Tensor,
): Tensor {
  const { mode = "batch" } = options;
  requireOneOf(where, "mode", mode, ["batch", "row"]);
  if (mode === "batch") return maskOf(where, options, [], like);
  if (shape.length === 0)
    throw new ShapeError(`${where}: branch must have shape (N, …), got ${shapeText(shape)}`);
  return maskOf(where, options, shape.slice(0, 1), like).reshape(
    -1,
    ...shape.slice(1).map(() => 1),
  );
}

/**
 * Stochastic depth in training (Huang et al. 2016, https://arxiv.org/abs/1603.09382): the sum at the end of a
 * residual block, of which the branch is dropped with probability p, so that only the shortcut is left. The net is
 * short in training and deep at test time.
 *
 * Shapes: shortcut, branch and y are equal, (N, …); a mask is (), or (N) with `mode: "row"`. Options as for `dropout`;
 * the paper's form is "vanilla".
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if p lies outside 0 … 1, mode is another word, or a
 * mask holds other numbers than 0 and 1.
 *
 * @example
 * const inputs = { shortcut: ones([2, 1]), branch: ones([2, 1]) };
 * stochasticDepth.forward(inputs, { p: 0.5, mask: tensor([0, 1]), mode: "row" }).y.toArray(); // [[1], [3]]
 */
export function forward(
  { shortcut, branch }: StochasticDepthInputs,
  options: StochasticDepthOptions,
  step: Step = run,
): { y: Tensor; cache: StochasticDepthCache } {
  const where = "stochasticDepth.forward";
  requireShape(where, "branch", branch.shape, shortcut.shape);
  requireOneDType(where, { shortcut, branch });
  const mask = depthMask(where, options, branch.shape, branch);
  const keep = step("keep", tex`z \sim \operatorname{Bernoulli}(1 - p)`, () => mask);
  const y = step("y", tex`y = x + ${factor(options)} f(x)`, () =>
    shortcut.add(branch.mul(keep).mul(trainScale(options))),
  );
  return { y, cache: { shape: branch.shape, options } };
}

/**
 * Gradients by shortcut and branch; the mask is drawn again. A dropped branch need not be gone back through.
 *
 * @example
 * const inputs = { shortcut: ones([2, 1]), branch: ones([2, 1]) };
 * const { cache } = stochasticDepth.forward(inputs, { p: 0.5, mode: "row", mask: tensor([1, 0]) });
 * stochasticDepth.backward(ones([2, 1]), cache).dBranch.toArray(); // [[2], [0]]
 */
export function backward(
  dY: Tensor,
  { shape, options }: StochasticDepthCache,
  step: Step = run,
): { dShortcut: Tensor; dBranch: Tensor } {
  const where = "stochasticDepth.backward";
  requireShape(where, "dY", dY.shape, shape);
  const dShortcut = step("dShortcut", tex`dx = dy`, () => dY);
  const dBranch = step("dBranch", tex`df = ${factor(options)} \, dy`, () =>
    dY.mul(depthMask(where, options, shape, dY)).mul(trainScale(options)),
  );
  return { dShortcut, dBranch };
}

export type StochasticDepthEvalCache = { shape: Shape; options: DropEvalOptions };

/**
 * Test time: the branch always takes part; in the vanilla form times 1 − p, its average.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if p lies outside 0 … 1.
 *
 * @example
 * const inputs = { shortcut: ones([1, 2]), branch: ones([1, 2]) };
 * stochasticDepth.forwardEval(inputs, { p: 0.5, form: "vanilla" }).y.toArray(); // [[1.5, 1.5]]
 */
export function forwardEval(
  { shortcut, branch }: StochasticDepthInputs,
  options: DropEvalOptions,
  step: Step = run,
): { y: Tensor; cache: StochasticDepthEvalCache } {
  const where = "stochasticDepth.forwardEval";
  requireShape(where, "branch", branch.shape, shortcut.shape);
  requireOneDType(where, { shortcut, branch });
  requireDrop(where, options);
  const formula = options.form === "vanilla" ? tex`y = x + (1-p) f(x)` : tex`y = x + f(x)`;
  const y = step("y", formula, () => shortcut.add(branch.mul(testScale(options))));
  return { y, cache: { shape: branch.shape, options } };
}

/**
 * Gradients at test time.
 *
 * @example
 * const inputs = { shortcut: ones([1, 2]), branch: ones([1, 2]) };
 * const { cache } = stochasticDepth.forwardEval(inputs, { p: 0.5, form: "vanilla" });
 * stochasticDepth.backwardEval(ones([1, 2]), cache).dBranch.toArray(); // [[0.5, 0.5]]
 */
export function backwardEval(
  dY: Tensor,
  { shape, options }: StochasticDepthEvalCache,
  step: Step = run,
): { dShortcut: Tensor; dBranch: Tensor } {
  requireShape("stochasticDepth.backwardEval", "dY", dY.shape, shape);
  const dShortcut = step("dShortcut", tex`dx = dy`, () => dY);
  const formula = options.form === "vanilla" ? tex`df = (1-p) \, dy` : tex`df = dy`;
  const dBranch = step("dBranch", formula, () => dY.mul(testScale(options)));
  return { dShortcut, dBranch };
}

/**
 * The paper's probabilities to drop: block `index` of `blocks`, counted from 1, is dropped with probability
 * p · index / blocks, so that early blocks, which all others build on, are dropped least.
 *
 * @throws ValueError if index lies outside 1 … blocks or p outside 0 … 1.
 *
 * @example
 * stochasticDepth.linearDecay(27, 54, 0.5); // 0.25
 */
export function linearDecay(index: number, blocks: number, p: number): number {
  const where = "stochasticDepth.linearDecay";
  requireNumber(where, "blocks", blocks, { min: 1, integer: true });
  requireNumber(where, "index", index, { min: 1, max: blocks, integer: true });
  requireNumber(where, "p", p, { min: 0, max: 1 });
  return (p * index) / blocks;
}
