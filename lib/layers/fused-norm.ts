import type { NormLayout } from "../backend/backend.js";
import type { Step } from "../step.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { areAlike, fusedOf, resultOf } from "./fused.js";

type Inputs = { x: Tensor; gamma?: Tensor; beta?: Tensor };

/** y, mean and variance by one kernel; `shape` is that of the statistics. */
export function normalize(
  step: Step,
  { x, gamma, beta }: Inputs,
  layout: NormLayout,
  shape: Shape,
  eps: number,
): { y: Tensor; mean: Tensor; variance: Tensor } | undefined {
  const affine = { gamma: gamma?.view, beta: beta?.view };
  const found = fusedOf(step, x, gamma, beta).normalize?.(x.view, layout, affine, eps);
  return (
    found && {
      y: resultOf(x, found.y, x.shape),
      mean: resultOf(x, found.mean, shape),
      variance: resultOf(x, found.variance, shape),
    }
  );
}

/** The gradients by one kernel, those of gamma and beta in the shape `affine`. */
export function normalizeBack(
  step: Step,
  dY: Tensor,
  inputs: () => { centered: Tensor; invStd: Tensor; gamma?: Tensor },
  layout: NormLayout,
  affine: Shape,
): { dX: Tensor; dGamma: Tensor; dBeta: Tensor } | undefined {
  const kernel = fusedOf(step, dY).normalizeBack;
  if (!kernel) return undefined;
  const { centered, invStd, gamma } = inputs();
  if (!areAlike(dY, centered, invStd, gamma)) return undefined;
  const views = { centered: centered.view, invStd: invStd.view, gamma: gamma?.view };
  const found = kernel(dY.view, views, layout);
  return (
    found && {
      dX: resultOf(dY, found.dX, dY.shape),
      dGamma: resultOf(dY, found.dGamma, affine),
      dBeta: resultOf(dY, found.dBeta, affine),
    }
  );
}
