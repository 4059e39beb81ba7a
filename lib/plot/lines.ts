import { ShapeError } from "../errors.js";
import { Figure } from "./figure.js";

/**
 * Series of numbers as lines over 1, 2, 3 …, one for each name.
 *
 * A value that is not finite leaves a gap.
 *
 * @throws ShapeError without series, or if one has no values.
 *
 * @example
 * lines({ loss: [2.3, 1.2, 0.7] }, { title: "Training", x: "epoch", y: "loss" });
 */
export function lines(
  series: Record<string, readonly number[]>,
  { title, x = "step", y = "" }: { title?: string; x?: string; y?: string } = {},
): Figure {
  const entries = Object.entries(series);
  if (entries.length === 0) throw new ShapeError("lines: expected at least one series, got none");
  for (const [name, values] of entries)
    if (values.length === 0)
      throw new ShapeError(`lines: expected at least one number in ${name}, got none`);
  return new Figure({
    data: entries.map(([name, values]) => ({
      type: "scatter",
      mode: "lines",
      name,
      x: values.map((_, i) => i + 1),
      y: [...values],
    })),
    layout: {
      ...(title !== undefined && { title: { text: title } }),
      xaxis: { title: { text: x } },
      yaxis: { title: { text: y } },
    },
  });
}
