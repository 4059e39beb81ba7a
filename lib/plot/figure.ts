import { DISPLAY, type MimeBundle } from "../display/bundle.js";
import { formatNumber } from "../tensor/format.js";
import { FRAME, GRID, INK, SERIES } from "./colors.js";
import { figureHtml } from "./page.js";
import type { Frame, Layout, Trace } from "./plotly.js";
import { staticSvg } from "./static-svg.js";

export type FigureOptions = {
  data: Trace[];
  layout?: Layout;
  /** The moments of a picture that moves; the still image shows `data`. */
  frames?: Frame[];
  /** One line that says what is to be seen, for viewers without pictures; made from the data by default. */
  text?: string;
};

export type PlotlyJson = {
  data: Trace[];
  layout: Layout & Record<string, unknown>;
  config: Record<string, unknown>;
  frames?: Frame[];
};

/** What every figure of ours has in common, in Plotly's own words. */
const house = {
  autosize: true,
  height: 340,
  margin: { l: 64, r: 24, t: 60, b: 52 },
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  font: { family: "system-ui, sans-serif", size: 12, color: INK },
  hovermode: "closest",
  // Plotly would derive its background from that of the paper, and make transparent black gray.
  modebar: { bgcolor: "rgba(0,0,0,0)", color: FRAME, activecolor: INK },
  bargap: 0,
  legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "top", yref: "container" },
};
const houseTitle = {
  x: 0,
  xref: "paper",
  xanchor: "left",
  y: 1,
  yref: "container",
  yanchor: "top",
  pad: { t: 12 },
  font: { size: 17 },
};
const houseAxis = {
  gridcolor: GRID,
  linecolor: FRAME,
  tickcolor: FRAME,
  showline: true,
  zeroline: false,
  ticks: "outside",
  ticklen: 4,
  showgrid: true,
  title: { standoff: 8 },
};
const sceneAxis = {
  // Plotly mixes no transparent lines in space.
  gridcolor: "#c9c9c9",
  linecolor: "#999999",
  showline: true,
  zeroline: false,
  showbackground: false,
  nticks: 5,
  tickangle: 0,
  tickfont: { size: 11 },
};
const houseScene = { xaxis: sceneAxis, yaxis: sceneAxis, zaxis: sceneAxis };
const config = { displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };

function describe(trace: Trace): string {
  const name = trace.name === undefined ? "" : `${trace.name} `;
  if (trace.type === "heatmap" || trace.type === "contour" || trace.type === "surface") {
    const [low, high] =
      trace.type === "surface" ? [trace.cmin, trace.cmax] : [trace.zmin, trace.zmax];
    return `${name}(${trace.z.length}, ${trace.z[0]?.length ?? 0}), ${formatNumber(low)} to ${formatNumber(high)}`;
  }
  const y = trace.y.filter(Number.isFinite);
  if (y.length === 0) return `${name}no values`;
  if (trace.type === "bar")
    return `${name}${y.length} bars, up to ${formatNumber(y.reduce((a, b) => Math.max(a, b)))}`;
  return `${name}${formatNumber(y[0])} → ${formatNumber(y[y.length - 1])}`;
}

function describeAll(data: Trace[], layout: Layout): string {
  const images = layout.images?.length ?? 0;
  const parts = data.map(describe);
  if (images > 0) parts.push(images === 1 ? "1 image" : `${images} images`);
  return `${layout.title?.text ?? "figure"}: ${parts.join("; ") || "empty"}`;
}

/**
 * A plot as plain data in Plotly's format. In a notebook it draws itself: with Plotly where scripts run,
 * as a still image elsewhere, as a line of text in a terminal.
 *
 * The functions that return figures are pure: the same input gives the same figure. To draw your own,
 * give traces and layout as in https://plotly.com/javascript/reference/.
 *
 * @example
 * new Figure({
 *   data: [{ type: "scatter", mode: "lines", x: [1, 2, 3], y: [2.3, 1.1, 0.6], name: "loss" }],
 *   layout: { title: { text: "Training" }, xaxis: { title: { text: "epoch" } } },
 * });
 */
export class Figure {
  readonly data: Trace[];
  readonly layout: Layout;
  readonly frames: Frame[] | undefined;
  readonly text: string;
  /** Names the plot on the page, so that a new version is drawn into it; see `named`. */
  readonly id: string | undefined;

  constructor(
    { data, layout = {}, frames, text = describeAll(data, layout) }: FigureOptions,
    id?: string,
  ) {
    this.data = data;
    this.layout = layout;
    this.frames = frames;
    this.text = text;
    this.id = id;
  }

  /**
   * The same figure as a version of the plot `id`: where that plot was on the page and has lost its place,
   * it is redrawn here, without a flicker, and keeps its zoom. `newDisplay` does this by itself.
   */
  named(id: string): Figure {
    return new Figure(this, id);
  }

  /** What Plotly takes: traces, the whole layout and the configuration. */
  toJSON(): PlotlyJson {
    const { title } = this.layout;
    const layout = {
      ...house,
      ...this.layout,
      ...(title && { title: { ...houseTitle, ...title } }),
      template: {
        layout: { xaxis: houseAxis, yaxis: houseAxis, scene: houseScene, colorway: SERIES },
      },
      // While this stays the same, Plotly keeps what the reader has zoomed to.
      ...(this.id !== undefined && { uirevision: this.id }),
    };
    return { data: this.data, layout, config, ...(this.frames && { frames: this.frames }) };
  }

  /** The still image: a whole SVG file. */
  toSvg(): string {
    return staticSvg(this);
  }

  /** How Node and plain tslab print it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.text;
  }

  [DISPLAY](place?: string): MimeBundle {
    if (this.id === undefined && place !== undefined) return this.named(place)[DISPLAY]();
    const svg = this.toSvg();
    // Through text and back: numbers that are not finite become null, which Plotly leaves out.
    const json = JSON.stringify(this);
    return {
      "application/vnd.plotly.v1+json": JSON.parse(json) as unknown,
      "text/html": figureHtml({ json, svg, text: this.text, layout: this.layout, id: this.id }),
      "image/svg+xml": svg,
      "text/plain": this.text,
    };
  }
}
