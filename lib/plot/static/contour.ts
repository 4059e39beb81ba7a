import { contours } from "d3-contour";
import { colorAt } from "../colors.js";
import type { ContourTrace } from "../plotly.js";
import type { Scale } from "./axes.js";
import { element, px } from "./canvas.js";

/** The heights at which lines run. */
const levels = ({ contours: { start, end, size } }: ContourTrace): number[] =>
  Array.from({ length: Math.floor((end - start) / size + 1e-9) + 1 }, (_, i) => start + i * size);

/** Filled bands between lines of equal height, from the lowest up. */
export function drawContour(trace: ContourTrace, xScale: Scale, yScale: Scale): string {
  const { x, y, z, zmin, zmax, colorscale } = trace;
  if (x.length < 2 || y.length < 2) return "";
  const { size } = trace.contours;
  const color = (height: number): string =>
    `rgb(${colorAt(colorscale, (height - zmin) / (zmax - zmin)).join(",")})`;
  // d3 counts cells, whose middles are our grid points.
  const [dx, dy] = [x[1] - x[0], y[1] - y[0]];
  const point = ([i, j]: number[]): string =>
    `${px(xScale.pixel(x[0] + (i - 0.5) * dx))} ${px(yScale.pixel(y[0] + (j - 0.5) * dy))}`;
  const bands = contours().size([x.length, y.length]).thresholds(levels(trace))(z.flat());
  const line = { stroke: trace.line?.color, "stroke-width": trace.line?.width };
  const ground = element("rect", {
    x: xScale.from,
    y: yScale.to,
    width: xScale.to - xScale.from,
    height: yScale.from - yScale.to,
    fill: color(trace.contours.start - size / 2),
  });
  return (
    ground +
    bands
      .map(({ value, coordinates }) => {
        const rings = coordinates.flat().map((ring) => `M${ring.slice(1).map(point).join("L")}z`);
        if (rings.length === 0) return "";
        return element("path", { d: rings.join(""), fill: color(value + size / 2), ...line });
      })
      .join("")
  );
}
