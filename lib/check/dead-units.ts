import { requireNumber, ShapeError } from "../errors.js";
import { leavesOf } from "../models/leaves.js";
import type { Model } from "../models/model.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { percent, Report } from "./report.js";

/** Of one layer: which of its units (features, or channels of images) are dead. */
export type DeadUnits = { name: string; units: number; dead: number[] };

/** Activations that are 0 over a whole half line, where no gradient comes through. */
const RECTIFIERS: readonly string[] = ["relu", "reluSix"];

/**
 * Looks for units of ReLUs that are 0 for every example: no gradient comes through, so they never wake up again.
 * A rate that is too high makes them. x (N, …): the more examples, the surer. Passes if at most `most` (0.1 by
 * default) of the units are dead. ReLUs inside blocks are looked at too.
 *
 * @throws ShapeError without examples; ValueError if `most` is no share.
 *
 * @example
 * const net = twoLayerNet({ inputs: 2, hidden: 3, classes: 2 });
 * net.setParams({ "linear1.b": tensor([1, -100, 1]) });
 * deadUnits(net, randn([9, 2], rng)).details[0].dead; // [1]
 */
export function deadUnits(
  model: Model,
  x: Tensor,
  { most = 0.1 }: { most?: number } = {},
): Report<DeadUnits[]> {
  const where = "deadUnits";
  if (x.rank < 2 || x.size === 0)
    throw new ShapeError(
      `${where}: x must have shape (N, …) with at least one example, got ${shapeText(x.shape)}`,
    );
  requireNumber(where, "most", most, { min: 0, max: 1 });
  const layers: DeadUnits[] = [];
  for (const { name, module, x: input } of leavesOf(model, x, "eval")) {
    if (!RECTIFIERS.includes(module.kind)) continue;
    const { y } = module.forward(input, "eval");
    const others = y.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const highest = Array.from(y.max(others).data);
    const dead = highest.flatMap((value, unit) => (value <= 0 ? [unit] : []));
    layers.push({ name, units: highest.length, dead });
  }
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  const dead = layers.reduce((sum, layer) => sum + layer.dead.length, 0);
  const ok = dead <= most * units;
  const hint = ok ? "" : ": a lower rate, other first weights, or a leaky ReLU?";
  const message =
    units === 0
      ? "there is no ReLU to look at"
      : `${dead} of ${units} units are 0 for all ${x.shape[0]} examples${hint}`;
  const table = [
    ["layer", "units", "dead", ""],
    ...layers.map(({ name, units, dead }) => [
      ...[name, `${units}`, `${dead.length}`, percent(dead.length / units)],
    ]),
  ];
  return new Report("dead units", ok, message, layers, layers.length === 0 ? [] : table);
}
