import { requireOneOf, ShapeError, ValueError } from "../errors.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** What becomes of the losses of all entries: their mean, or their sum. */
export type Reduction = "mean" | "sum";

export type ReductionOptions = {
  /** "mean" over all entries by default, or "sum". */
  reduction?: Reduction;
};

/** What a prediction x is held against, entry by entry. Targets are data: they get no gradient. */
export type TargetInputs = { x: Tensor; target: Tensor };

/** Checks a prediction against its target; returns what the sum of the losses is divided by. */
export function divisorOf(
  where: string,
  { x, target }: TargetInputs,
  reduction: Reduction = "mean",
): number {
  requireOneOf(where, "reduction", reduction, ["mean", "sum"]);
  requireShape(where, "target", target.shape, x.shape);
  requireOneDType(where, { x, target });
  if (x.size === 0)
    throw new ShapeError(`${where}: x must hold at least one entry, got ${shapeText(x.shape)}`);
  return reduction === "mean" ? x.size : 1;
}

/** Throws a `ValueError` unless every target is a number for which `fits` holds. */
export function requireTargets(
  where: string,
  target: Tensor,
  expected: string,
  fits: (t: number) => boolean,
): void {
  target.data.forEach((t, i) => {
    if (!fits(t))
      throw new ValueError(`${where}: entry ${i} of target must be ${expected}, got ${t}`);
  });
}
