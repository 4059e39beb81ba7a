import { requireNumber, ShapeError, ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { Tensor } from "../tensor/tensor.js";
import { SERIES } from "./colors.js";
import { extentOf } from "./extent.js";
import { Figure } from "./figure.js";
import { MOST_ACROSS, panelDomain, panelSuffix } from "./panels.js";
import type { Annotation, Axis, BarTrace, Layout } from "./plotly.js";

export type HistogramOptions = {
  title?: string;
  /** How many bars a histogram has, 1 to 500; 40 by default. */
  bins?: number;
  /** The values from the first bar to the last; by default from the smallest to the largest of all. */
  range?: readonly [number, number];
  /** What the values are, below the axis; "value" by default. */
  xTitle?: string;
};

type Summary = { shares: number[]; mean: number; std: number; leftOut: number };

function summarize(x: Tensor, bins: number, [low, high]: readonly [number, number]): Summary {
  const counts = new Array<number>(bins).fill(0);
  let [count, mean, squares, leftOut] = [0, 0, 0, 0];
  for (const value of x.data) {
    if (!Number.isFinite(value)) {
      leftOut++;
      continue;
    }
    // Welford's running mean: exact enough where a sum of squares would cancel.
    count++;
    const away = value - mean;
    mean += away / count;
    squares += away * (value - mean);
    if (value < low || value > high) continue;
    counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]++;
  }
  const shares = counts.map((n) => (count === 0 ? 0 : n / count));
  return { shares, mean, std: Math.sqrt(squares / Math.max(1, count)), leftOut };
}

function commonRange(layers: [string, Tensor][]): [number, number] {
  const extents = layers.map(([, x]) => extentOf(x.data));
  const min = Math.min(...extents.map((e) => e.min));
  const max = Math.max(...extents.map((e) => e.max));
  if (min > max)
    throw new ValueError(
      "histogram: expected at least one finite value, got only NaN and infinities",
    );
  return min < max ? [min, max] : [min - 0.5, max + 0.5];
}

const ROW_HEIGHT = 250;

/**
 * How values are distributed: the activations of a layer, or of several side by side if `values` is a
 * record of tensors by name. Bars show the share of the values; all panels have the same range, so that
 * a layer that has died or saturated is seen at once. Mean and standard deviation stand above each.
 *
 * Values that are not finite are left out and counted above the panel.
 *
 * @throws ShapeError without values; ValueError if none is finite, or an option is out of range.
 *
 * @example
 * histogram({ "layer 1": randn([1000], new Random(0)), "layer 2": zeros([1000]) });
 */
export function histogram(
  values: Tensor | Record<string, Tensor>,
  { title = "Histogram", bins = 40, range, xTitle = "value" }: HistogramOptions = {},
): Figure {
  requireNumber("histogram", "bins", bins, { min: 1, max: 500, integer: true });
  if (range !== undefined && !(range[0] < range[1]))
    throw new ValueError(`histogram: range must be two rising numbers, got [${range.join(", ")}]`);
  const layers: [string, Tensor][] =
    values instanceof Tensor ? [["", values]] : Object.entries(values);
  if (layers.length === 0)
    throw new ShapeError("histogram: expected at least one tensor, got none");
  for (const [name, x] of layers)
    if (x.size === 0)
      throw new ShapeError(`histogram: ${name || "values"} must have at least one entry, got none`);

  const [low, high] = range ?? commonRange(layers);
  const width = (high - low) / bins;
  const centers = Array.from({ length: bins }, (_, i) => low + (i + 0.5) * width);
  const data: BarTrace[] = [];
  const annotations: Annotation[] = [];
  const axes: Record<string, Axis> = {};
  const lines: string[] = [];
  layers.forEach(([name, x], i) => {
    const { shares, mean, std, leftOut } = summarize(x, bins, [low, high]);
    const suffix = panelSuffix(i);
    const domain = panelDomain(i, layers.length);
    axes[`xaxis${suffix}`] = {
      range: [low, high],
      domain: domain.x,
      anchor: `y${suffix}`,
      title: { text: xTitle },
    };
    axes[`yaxis${suffix}`] = {
      rangemode: "tozero",
      domain: domain.y,
      anchor: `x${suffix}`,
      tickformat: ".0%",
      ...(i % MOST_ACROSS === 0 && { title: { text: "share of values" } }),
    };
    data.push({
      type: "bar",
      ...(name !== "" && { name }),
      x: centers,
      y: shares,
      width,
      marker: { color: SERIES[i % SERIES.length] },
      showlegend: false,
      hovertemplate: `%{x:.4~g}: %{y:.2%}<extra>${name.replace(/</g, "&lt;")}</extra>`,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
    });
    const facts = `mean ${formatNumber(mean)}, std ${formatNumber(std)}`;
    const missing = leftOut === 0 ? "" : `${leftOut} of ${x.size} not finite`;
    lines.push([name, facts, missing].filter(Boolean).join(" "));
    const note = (text: string, lift: number, size: number): void => {
      const [left, right] = domain.x;
      annotations.push({
        text,
        x: (left + right) / 2,
        y: domain.y[1] + lift,
        xref: "paper",
        yref: "paper",
        xanchor: "center",
        yanchor: "bottom",
        showarrow: false,
        font: { size },
      });
    };
    const inner = ROW_HEIGHT * Math.ceil(layers.length / MOST_ACROSS) - 20;
    note([facts, missing].filter(Boolean).join(", "), 3 / inner, 11);
    if (name !== "") note(name, 18 / inner, 13);
  });
  const rows = Math.ceil(layers.length / MOST_ACROSS);
  const layout: Layout = {
    ...axes,
    title: { text: title },
    height: rows * ROW_HEIGHT + 112,
    margin: { l: 64, r: 24, t: 80, b: 52 },
    showlegend: false,
    annotations,
  };
  return new Figure({ data, layout, text: `${title}: ${lines.join("; ")}` });
}
