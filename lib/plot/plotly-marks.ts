/** The part of Plotly's format that pictures in the plane and in space share. */

/** Color at t from 0 to 1, with straight lines between the stops. */
export type ColorScale = [t: number, color: string][];

export type Colorbar = {
  title?: { text: string };
  thickness?: number;
  /** Where numbers stand beside it, and what is written there. */
  tickvals?: number[];
  ticktext?: string[];
};

export type Line = { color?: string; width?: number; dash?: "solid" | "dot" | "dash" };

export type Marker = {
  /** One color for all points, or a number for each, which `colorscale` turns into colors. */
  color?: string | number[];
  size?: number;
  symbol?: "circle" | "circle-open" | "square" | "diamond" | "x";
  line?: { width: number; color?: string };
  /** The numbers that get the first and the last color. */
  cmin?: number;
  cmax?: number;
  colorscale?: ColorScale;
  showscale?: boolean;
  colorbar?: Colorbar;
};
