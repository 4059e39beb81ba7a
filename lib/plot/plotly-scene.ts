/** The part of Plotly's format for pictures in space. */
import type { ColorScale, Line, Marker } from "./plotly-marks.js";

type InScene = {
  name?: string;
  showlegend?: boolean;
  legendgroup?: string;
  hovertemplate?: string;
};

/** A surface over a grid: z[row][column] above (x[column], y[row]). */
export type SurfaceTrace = InScene & {
  type: "surface";
  x: number[];
  y: number[];
  z: number[][];
  cmin: number;
  cmax: number;
  colorscale: ColorScale;
  showscale: boolean;
  opacity?: number;
  hoverinfo?: "skip";
};

/** Points in space, joined by lines or not. What is not finite leaves a gap. */
export type Scatter3dTrace = InScene & {
  type: "scatter3d";
  x: number[];
  y: number[];
  z: number[];
  mode: "lines" | "markers" | "lines+markers";
  line?: Line;
  marker?: Marker;
  text?: string[];
};

export type SceneTrace = SurfaceTrace | Scatter3dTrace;

export type SceneAxis = {
  title?: { text: string };
  range: [number, number];
  tickvals?: number[];
  ticktext?: string[];
};

export type Vector = { x: number; y: number; z: number };

/** A box in space and whence it is seen. */
export type Scene = {
  xaxis: SceneAxis;
  yaxis: SceneAxis;
  zaxis: SceneAxis;
  camera: { eye: Vector; projection: { type: "orthographic" } };
  aspectmode: "manual";
  /** The lengths of the box's edges. */
  aspectratio: Vector;
  domain?: { x: [number, number]; y: [number, number] };
};
