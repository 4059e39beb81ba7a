import { tickStep } from "d3-array";
import type { Surface } from "../optim/surfaces.js";
import { fromData } from "../tensor/create.js";
import { formatNumber } from "../tensor/format.js";
import { TERRAIN } from "./colors.js";
import type { Axis, ContourTrace, ScatterTrace } from "./plotly.js";
import type { Scene, SurfaceTrace } from "./plotly-scene.js";

/** A function of two numbers, evaluated over its view and ready to be drawn. */
export type SurfaceMap = {
  contour: (colorbar: boolean) => ContourTrace;
  surface: SurfaceTrace;
  /** A cross where it is lowest, if anywhere. */
  minimum: ScatterTrace | undefined;
  axes: (domain: [number, number]) => { xaxis: Axis; yaxis: Axis };
  scene: (domain: [number, number]) => Scene;
  /** Whether a point lies in the view. */
  holds: (x: number, y: number) => boolean;
  /** The height at which a value is drawn in space: a little above the surface, so as not to sink into it. */
  lifted: (value: number) => number;
};

/** Points along each edge. */
const POINTS = 91;
const BANDS = 18;
/** Where the highest point lies this many times the mean above the lowest, walls hide the valley. */
const STEEP = 5;

type Heights = {
  /** The height at which a value is drawn. */
  of: (value: number) => number;
  tickvals: number[];
  ticktext: string[];
  low: number;
  high: number;
};

function heightsOf(values: number[], asked: "linear" | "log" | undefined): Heights {
  let [lowest, highest, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    sum += value;
  }
  const mean = sum / values.length;
  const kind = asked ?? (highest - lowest > STEEP * (mean - lowest) ? "log" : "linear");
  if (kind === "linear") {
    const step = tickStep(lowest, highest, 4);
    const first = Math.ceil(lowest / step);
    const ticks = Array.from({ length: Math.floor(highest / step) - first + 1 }, (_, i) =>
      Number(((first + i) * step).toPrecision(12)),
    );
    const ticktext = ticks.map((tick) => String(tick).replace("-", "−"));
    return { of: (value) => value, tickvals: ticks, ticktext, low: lowest, high: highest };
  }
  const of = (value: number): number => Math.log10(1 + Math.max(0, value - lowest));
  const decades = Array.from({ length: Math.floor(of(highest)) + 1 }, (_, i) => 10 ** i);
  const ticks = [0, ...decades].map((above) => lowest + above);
  const ticktext = ticks.map((tick) =>
    tick >= 1e4
      ? `10${"⁴⁵⁶⁷⁸⁹"[Math.round(Math.log10(tick)) - 4] ?? ""}`
      : formatNumber(Number(tick.toPrecision(3))),
  );
  return { of, tickvals: ticks.map(of), ticktext, low: 0, high: of(highest) };
}

/** Evaluates a surface on a grid over its view. */
export function mapOf(
  { f, view, minimum }: Surface,
  kind: "linear" | "log" | undefined,
): SurfaceMap {
  const along = ([low, high]: readonly [number, number]): number[] =>
    Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const [x, y] = [along(view.x), along(view.y)];
  const values = y.map((b) => x.map((a) => f(fromData([a, b], [2])).value));
  // The grid may step over the lowest point.
  const lowest = minimum === undefined ? [] : [f(fromData(minimum, [2])).value];
  const heights = heightsOf([...values.flat(), ...lowest], kind);
  const { low, high, tickvals, ticktext } = heights;
  const z = values.map((row) => row.map((value) => Number(heights.of(value).toPrecision(4))));
  const size = (high - low) / BANDS || 1;
  const ends = { x: [...view.x] as [number, number], y: [...view.y] as [number, number] };
  const lift = 0.02 * (high - low);
  return {
    contour: (colorbar) => ({
      type: "contour",
      ...{ x, y, z },
      zmin: low,
      zmax: high,
      colorscale: TERRAIN,
      autocontour: false,
      contours: { start: low + size, end: high - size / 2, size },
      line: { color: "rgba(90,85,75,0.4)", width: 0.7 },
      showscale: colorbar,
      hoverinfo: "skip",
      ...(colorbar && { colorbar: { thickness: 14, title: { text: "f" }, tickvals, ticktext } }),
    }),
    surface: {
      type: "surface",
      ...{ x, y, z },
      cmin: low,
      cmax: high,
      colorscale: TERRAIN,
      showscale: false,
      hoverinfo: "skip",
    },
    minimum: minimum && {
      type: "scatter",
      mode: "markers",
      name: "minimum",
      x: [minimum[0]],
      y: [minimum[1]],
      marker: { symbol: "x", size: 9, color: "#222222", line: { width: 1, color: "#ffffff" } },
      hovertemplate: "minimum (%{x}, %{y})<extra></extra>",
    },
    axes: (domain) => ({
      xaxis: { title: { text: "x" }, range: ends.x, domain, constrain: "domain" },
      yaxis: { title: { text: "y" }, range: ends.y, scaleanchor: "x", constrain: "domain" },
    }),
    scene: (domain) => ({
      xaxis: { title: { text: "x" }, range: ends.x },
      yaxis: { title: { text: "y" }, range: ends.y },
      zaxis: { title: { text: "f" }, range: [low, high + 2 * lift], tickvals, ticktext },
      camera: {
        eye: { x: 0.8, y: 1.2, z: 1.8 },
        projection: { type: "orthographic" },
      },
      aspectmode: "manual",
      aspectratio: { x: 1.25, y: 1.25, z: 0.65 },
      domain: { x: domain, y: [0, 1] },
    }),
    holds: (a, b) => a >= ends.x[0] && a <= ends.x[1] && b >= ends.y[0] && b <= ends.y[1],
    lifted: (value) => Math.min(high, heights.of(value)) + lift,
  };
}
