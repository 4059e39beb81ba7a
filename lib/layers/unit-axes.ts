import { ShapeError } from "../errors.js";
import { normalizeAxis, shapeText, type Shape } from "../tensor/shape.js";

export type UnitOptions = {
  /**
   * The axes along which the weights of one unit lie. By default 0 for a matrix (D, M), whose columns are units,
   * and all but 0 for filters (F, C, kH, kW).
   */
  axes?: readonly number[];
};

/**
 * The axes that hold the weights of one unit, counted from the front.
 *
 * @throws ShapeError if the weights are a scalar or have no such axis.
 */
export function unitAxes(
  where: string,
  name: string,
  shape: Shape,
  axes: readonly number[] | undefined,
): number[] {
  if (shape.length === 0)
    throw new ShapeError(`${where}: ${name} must have at least one axis, got ${shapeText(shape)}`);
  if (axes) return axes.map((axis) => normalizeAxis(where, axis, shape.length));
  return shape.length <= 2 ? [0] : shape.map((_, axis) => axis).slice(1);
}
