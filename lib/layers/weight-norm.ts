import { ShapeError, ValueError } from "../errors.js";
import { run, tex, type Step } from "../step.js";
import { requireOneDType } from "../tensor/dtypes.js";
import { requireShape, shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { requireUpstream } from "../tensor/upstream.js";
import { unitAxes, type UnitOptions } from "./unit-axes.js";

export type WeightNormInputs = { v: Tensor; g: Tensor };
export type WeightNormCache = WeightNormInputs & { axes: readonly number[]; norm: Tensor };

/**
 * Weight normalization (Salimans & Kingma 2016, https://arxiv.org/abs/1602.07868): the weights of a unit are
 * learned as a direction v and a length g. The weights themselves come out as y, to be used by a linear layer or a
 * convolution.
 *
 * Shapes: v (D, M), a unit a column, or (F, C, kH, kW), a filter each; g (M) or (F); y that of v.
 *
 * @throws ShapeError if g does not fit or v is empty; ValueError if a direction has length 0.
 *
 * @example
 * weightNorm.forward({ v: tensor([[3], [4]]), g: tensor([10]) }).y.toArray(); // [[6], [8]]
 */
// prettier-ignore
export function forward({ v, g }: WeightNormInputs, { axes }: UnitOptions = {}, step: Step = run): { y: Tensor; cache: WeightNormCache } {
  const where = "weightNorm.forward";
  const over = unitAxes(where, "v", v.shape, axes);
  if (v.size === 0) throw new ShapeError(`${where}: v must hold at least one entry, got ${shapeText(v.shape)}`);
  requireShape(where, "g", g.shape, v.shape.filter((_, axis) => !over.includes(axis)));
  requireOneDType(where, { v, g });
  const norm = step("norm", tex`n_m = \lVert v_m \rVert`, () => v.mul(v).sum(over, true).sqrt());
  const zero = norm.data.indexOf(0);
  if (zero >= 0) throw new ValueError(`${where}: every direction in v must have a length above 0, got 0 for unit ${zero}`);
  const y = step("y", tex`w_m = \tfrac{g_m}{n_m} v_m`, () => v.mul(g.reshape(...norm.shape).div(norm)));
  return { y, cache: { v, g, axes: over, norm } };
}

/**
 * Gradients: dG has the shape of g, dV that of v; dV is at right angles to v, so a step never shortens v.
 *
 * @example
 * const { cache } = weightNorm.forward({ v: tensor([[3], [4]]), g: tensor([10]) });
 * weightNorm.backward(tensor([[3], [4]]), cache).dG.toArray(); // [5]
 */
// prettier-ignore
export function backward(dY: Tensor, { v, g, axes, norm }: WeightNormCache, step: Step = run): { dV: Tensor; dG: Tensor } {
  requireUpstream("weightNorm.backward", { dY }, v.shape, { v });
  const length = g.reshape(...norm.shape);
  const dG    = step("dG",    tex`dg_m = \tfrac{1}{n_m} \sum v_m \, dw_m`,          () => dY.mul(v).sum(axes, true).div(norm).reshape(...g.shape));
  const dNorm = step("dNorm", tex`dn_m = -\tfrac{g_m}{n_m^2} \sum v_m \, dw_m`,     () => dY.mul(v).sum(axes, true).mul(length).div(norm.mul(norm)).neg());
  const dV    = step("dV",    tex`dv_m = \tfrac{g_m}{n_m} dw_m + \tfrac{1}{n_m} v_m \, dn_m`, () => dY.mul(length.div(norm)).add(v.mul(dNorm.div(norm))));
  return { dV, dG };
}

/**
 * The v and g that give the weights W: v is W itself and g its lengths.
 *
 * @throws ShapeError if W is a scalar.
 *
 * @example
 * weightNorm.split(tensor([[3], [4]])).g.toArray(); // [5]
 */
export function split(W: Tensor, { axes }: UnitOptions = {}): WeightNormInputs {
  const over = unitAxes("weightNorm.split", "W", W.shape, axes);
  return { v: W, g: W.mul(W).sum(over).sqrt() };
}
