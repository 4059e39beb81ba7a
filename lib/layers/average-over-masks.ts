import { requireNumber, ShapeError } from "../errors.js";
import { fromData, type TensorOptions } from "../tensor/create.js";
import { requireSizes, shapeText, sizeOf, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** 2²⁰ masks take seconds; each entry more doubles that. */
const MOST_ENTRIES = 20;

/**
 * The expectation Σ P(z) f(z) over every mask z of a shape, exactly: what dropout gives on average, and what scaling
 * at test time only comes near once a net is not linear. An entry of a mask is 1 with probability 1 − p, else 0.
 *
 * The number of masks is 2 to the number of entries, so this is for small nets: 20 entries at most.
 *
 * @throws ShapeError if the shape has more entries; ValueError if p lies outside 0 … 1.
 *
 * @example
 * const x = tensor([4, 8]);
 * averageOverMasks((mask) => x.mul(mask), [2], 0.25).toArray(); // [3, 6]
 */
export function averageOverMasks(
  f: (mask: Tensor) => Tensor,
  shape: Shape,
  p: number,
  options?: TensorOptions,
): Tensor {
  const where = "averageOverMasks";
  requireSizes(where, shape);
  requireNumber(where, "p", p, { min: 0, max: 1 });
  const n = sizeOf(shape);
  if (n > MOST_ENTRIES)
    throw new ShapeError(
      `${where}: shape must have at most ${MOST_ENTRIES} entries, got ${n} in ${shapeText(shape)}`,
    );
  const meanOf = (entries: number[]): Tensor => {
    if (entries.length === n) return f(fromData(entries, shape, options));
    if (p === 0) return meanOf([...entries, 1]);
    if (p === 1) return meanOf([...entries, 0]);
    const [dropped, kept] = [meanOf([...entries, 0]), meanOf([...entries, 1])];
    return dropped.mul(p).add(kept.mul(1 - p));
  };
  return meanOf([]);
}
