/**
 * The part of Plotly's figure format that our plots use, and that the static image can draw too.
 * Reference: https://plotly.com/javascript/reference/
 */

import type { Menu, Slider } from "./plotly-animation.js";
import type { Colorbar, ColorScale, Line, Marker } from "./plotly-marks.js";
import type { Scene, SceneTrace } from "./plotly-scene.js";

export type { Colorbar, ColorScale, Line, Marker } from "./plotly-marks.js";

/** Which axes a trace is drawn on: "x", "x2", …; the first by default. */
type OnAxes = { xaxis?: string; yaxis?: string };

type Labeled = {
  name?: string;
  showlegend?: boolean;
  /** Traces of one group are shown and hidden together. */
  legendgroup?: string;
  hovertemplate?: string;
  hoverinfo?: "skip" | "text";
};

/** Points, joined by lines or not. What is not finite leaves a gap. */
export type ScatterTrace = OnAxes &
  Labeled & {
    type: "scatter";
    x: number[];
    y: number[];
    mode: "lines" | "markers" | "lines+markers";
    line?: Line;
    marker?: Marker;
    opacity?: number;
    /** The inside of the lines, filled; a gap begins the next polygon. */
    fill?: "toself";
    fillcolor?: string;
    hoveron?: "fills";
    /** What the pointer tells of each point, or of the whole. */
    text?: string | string[];
  };

/** Bars from 0 to y, centered at x. */
export type BarTrace = OnAxes &
  Labeled & {
    type: "bar";
    x: number[];
    y: number[];
    width?: number;
    marker?: { color?: string };
  };

/** A matrix as colored cells: z[row][column]. What is not finite is left out. */
export type HeatmapTrace = OnAxes &
  Labeled & {
    type: "heatmap";
    z: number[][];
    zmin: number;
    zmax: number;
    colorscale: ColorScale;
    hoverongaps?: boolean;
    showscale?: boolean;
    colorbar?: Colorbar;
    /** What the pointer tells of each cell. */
    text?: string[][];
  };

/** Lines of equal height and the color between them: z[row][column] at (x[column], y[row]), evenly spaced. */
export type ContourTrace = OnAxes &
  Labeled & {
    type: "contour";
    x: number[];
    y: number[];
    z: number[][];
    zmin: number;
    zmax: number;
    colorscale: ColorScale;
    autocontour: false;
    contours: { start: number; end: number; size: number };
    line?: Line;
    showscale?: boolean;
    colorbar?: Colorbar;
  };

/** What is drawn on a pair of axes. */
export type FlatTrace = ScatterTrace | BarTrace | HeatmapTrace | ContourTrace;
export type Trace = FlatTrace | SceneTrace;

export const isFlat = (trace: Trace): trace is FlatTrace =>
  trace.type !== "surface" && trace.type !== "scatter3d";

export type Axis = {
  title?: { text: string };
  type?: "linear" | "log";
  /** From, to; on a log axis the logarithms to base 10. */
  range?: [number, number];
  autorange?: boolean | "reversed";
  /** Without a range: values that it must hold besides the data. */
  autorangeoptions?: { include: number[] };
  rangemode?: "normal" | "tozero";
  /** The share of the plot's width or height that it takes. */
  domain?: [number, number];
  /** The axis that it stands at. */
  anchor?: string;
  dtick?: number;
  /** Where ticks stand, and what is written at each. */
  tickvals?: number[];
  ticktext?: string[];
  /** In degrees, clockwise. */
  tickangle?: number;
  showgrid?: boolean;
  /** "power" writes 0.00001 as 10⁻⁵. */
  exponentformat?: "power";
  /** ".0%" writes 0.5 as 50%. */
  tickformat?: ".0%";
  visible?: boolean;
  scaleanchor?: string;
  constrain?: "domain";
};

/** Where something is placed: in an axis' numbers, in its share ("x domain"), or in that of the whole ("paper"). */
type Placed = { xref: string; yref: string };

export type Annotation = Placed & {
  text: string;
  x: number;
  y: number;
  xanchor?: "left" | "center" | "right";
  yanchor?: "top" | "middle" | "bottom";
  showarrow: false;
  font?: { size?: number; color?: string };
};

export type Rule = Placed & {
  type: "line";
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  line: Line;
};

/** A picture whose top left corner is at (x, y). */
export type LayoutImage = Placed & {
  /** A data URI. */
  source: string;
  x: number;
  y: number;
  sizex: number;
  sizey: number;
  xanchor: "left";
  yanchor: "top";
  sizing: "stretch";
};

export type Margin = { l: number; r: number; t: number; b: number };

export type Layout = {
  [axis: `xaxis${number}` | `yaxis${number}`]: Axis | undefined;
  xaxis?: Axis;
  yaxis?: Axis;
  scene?: Scene;
  title?: { text: string };
  /** In pixels; by default as wide as the page allows, up to 960. */
  width?: number;
  /** In pixels; 340 by default. */
  height?: number;
  margin?: Margin;
  showlegend?: boolean;
  annotations?: Annotation[];
  shapes?: Rule[];
  images?: LayoutImage[];
  sliders?: Slider[];
  updatemenus?: Menu[];
};

/** A moment of a picture that moves: what some of the traces, given by their numbers, show then. */
export type Frame = { name: string; data: Partial<Trace>[]; traces: number[] };

/** What a figure shows, apart from how it is displayed. */
export type FigureData = { data: Trace[]; layout: Layout; text: string };
