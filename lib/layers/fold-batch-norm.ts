import { requireNumber, ShapeError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { zeros } from "../tensor/create.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { BatchNormOptions, RunningStatistics } from "./batch-norm.js";

export type FoldInputs = {
  W: Tensor;
  b?: Tensor;
  gamma: Tensor;
  beta: Tensor;
  running: RunningStatistics;
};
export type Folded = { W: Tensor; b: Tensor };

// prettier-ignore
function fold(where: string, { W, b, gamma, beta, running }: FoldInputs, axis: number, { eps = 1e-5 }: BatchNormOptions, step: Step): Folded {
  const units = [W.shape[axis]];
  const others = { b, gamma, beta, "running.mean": running.mean, "running.variance": running.variance };
  for (const [name, value] of Object.entries(others)) if (value) requireShape(where, name, value.shape, units);
  requireOneDType(where, { W, ...others });
  requireNumber(where, "eps", eps, { min: 0 });
  const beside = W.shape.slice(axis + 1).map(() => 1);
  const bias = b ?? zeros(units, W);
  const scale   = step("scale",   tex`a = \gamma \, (\sigma^2_{run} + \epsilon)^{-1/2}`, () => gamma.mul(running.variance.add(eps).pow(-1 / 2)));
  const foldedW = step("foldedW", tex`W' = a W`,                                         () => W.mul(scale.reshape(-1, ...beside)));
  const foldedB = step("foldedB", tex`b' = a \, (b - \mu_{run}) + \beta`,                () => bias.sub(running.mean).mul(scale).add(beta));
  return { W: foldedW, b: foldedB };
}

/**
 * A batch norm in evaluation mode folded into the linear layer before it: at test time the norm scales and shifts
 * every output by constants, which weights and bias can do at no cost. The folded layer gives what both gave.
 *
 * Shapes: W (D, M); b (M), may be left out; gamma, beta, running.mean and running.variance (M). The folded W and b
 * have the shapes of W and b, and there always is a b.
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if eps is negative.
 *
 * @example
 * const running = { mean: tensor([1]), variance: tensor([4]) };
 * const norm = { gamma: tensor([6]), beta: tensor([1]), running: running };
 * foldBatchNorm.intoLinear({ W: tensor([[2]]), ...norm }, { eps: 0 }).b.toArray(); // [-2]
 */
export function intoLinear(
  inputs: FoldInputs,
  options: BatchNormOptions = {},
  step: Step = run,
): Folded {
  const where = "foldBatchNorm.intoLinear";
  if (inputs.W.rank !== 2)
    throw new ShapeError(`${where}: W must have shape (D, M), got ${shapeText(inputs.W.shape)}`);
  return fold(where, inputs, 1, options, step);
}

/**
 * A spatial batch norm in evaluation mode folded into the convolution before it, as `intoLinear` does. The filters
 * are scaled one by one, so groups, stride and padding do not matter.
 *
 * Shapes: W (F, C, kH, kW), a filter for each output channel; b, gamma, beta, running.mean and running.variance (F).
 *
 * @throws ShapeError if the shapes do not fit together; ValueError if eps is negative.
 *
 * @example
 * const norm = { gamma: tensor([6]), beta: tensor([1]), running: { mean: tensor([1]), variance: tensor([4]) } };
 * foldBatchNorm.intoConv({ W: ones([1, 1, 1, 1]), ...norm }, { eps: 0 }).W.item(); // 3
 */
export function intoConv(
  inputs: FoldInputs,
  options: BatchNormOptions = {},
  step: Step = run,
): Folded {
  const where = "foldBatchNorm.intoConv";
  if (inputs.W.rank !== 4)
    throw new ShapeError(
      `${where}: W must have shape (F, C, kH, kW), got ${shapeText(inputs.W.shape)}`,
    );
  return fold(where, inputs, 0, options, step);
}
