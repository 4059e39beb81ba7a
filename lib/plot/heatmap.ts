import { ShapeError, ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { colorRange } from "./colors.js";
import { extentOf } from "./extent.js";
import { Figure } from "./figure.js";

export type HeatmapOptions = {
  title?: string;
  /** Below the horizontal axis, along a row; "column" by default. */
  xTitle?: string;
  /** Beside the vertical axis, down a column; "row" by default. */
  yTitle?: string;
  /** The values that get the first and the last color; by default the smallest and the largest. */
  range?: readonly [number, number];
};

/** More cells than this make a page slow and are not seen one by one. */
const MOST_CELLS = 250_000;

/**
 * A matrix (R, C) as colored cells, row 0 at the top. Values of both signs are blue below zero, white at
 * zero, red above; values of one sign go from dark to bright. Values that are not finite are left out and
 * counted in the figure's text.
 *
 * @throws ShapeError if x is no matrix or empty; ValueError if it has more than 250,000 entries, none is
 * finite, or `range` is not two rising numbers.
 *
 * @example
 * heatmap(tensor([[-1, 0], [0, 1]])).text; // "Heat map: (2, 2), -1 to 1"
 */
export function heatmap(
  x: Tensor,
  { title = "Heat map", xTitle = "column", yTitle = "row", range }: HeatmapOptions = {},
): Figure {
  if (x.rank !== 2 || x.size === 0)
    throw new ShapeError(
      `heatmap: x must be a matrix (R, C) with entries, got ${shapeText(x.shape)}`,
    );
  if (x.size > MOST_CELLS)
    throw new ValueError(
      `heatmap: x must have at most ${MOST_CELLS} entries, got ${x.size}; take some rows with .slice`,
    );
  if (range !== undefined && !(range[0] < range[1]))
    throw new ValueError(`heatmap: range must be two rising numbers, got [${range.join(", ")}]`);
  const [rows, columns] = x.shape;
  const { data } = x;
  const { min, max, notFinite } = extentOf(data);
  if (min > max)
    throw new ValueError(`heatmap: expected at least one finite value, got ${x.size} without one`);
  const colors = colorRange(range?.[0] ?? min, range?.[1] ?? max);
  const ends = range === undefined ? {} : { zmin: range[0], zmax: range[1] };
  const z = Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
  const missing = notFinite === 0 ? "" : `, ${notFinite} not finite (left out)`;
  return new Figure({
    data: [
      {
        type: "heatmap",
        z,
        ...colors,
        ...ends,
        hoverongaps: false,
        colorbar: { thickness: 14 },
        hovertemplate: `${yTitle} %{y}, ${xTitle} %{x}: %{z:.4~g}<extra></extra>`,
      },
    ],
    text: `${title}: ${shapeText(x.shape)}, ${formatNumber(min)} to ${formatNumber(max)}${missing}`,
    layout: {
      title: { text: title },
      margin: { l: 64, r: 96, t: 56, b: 52 },
      xaxis: { title: { text: xTitle }, range: [-0.5, columns - 0.5] },
      yaxis: { title: { text: yTitle }, range: [rows - 0.5, -0.5] },
      height: Math.round(Math.min(480, Math.max(220, 108 + rows * 22))),
    },
  });
}
