import type { ColorScale } from "./plotly.js";

/** Colors of series, in order: legible on white and on black. */
export const SERIES: readonly string[] = [
  "#3b82d6",
  "#e0822a",
  "#2f9e5b",
  "#d2485a",
  "#8a63d2",
  "#a07a50",
  "#d267b0",
  "#3aa6b9",
];

export const ALARM = "#e0394b";

/** Text and lines in a middle gray, legible on white and on black: an image cannot know its page. */
export const INK = "#777777";
export const GRID = "rgba(128,128,128,0.22)";
export const FRAME = "rgba(128,128,128,0.55)";

const evenly = (...colors: string[]): ColorScale =>
  colors.map((color, i) => [i / (colors.length - 1), color]);

/** For values of one sign: dark to bright, even to the eye and to the color-blind (matplotlib's viridis). */
export const SEQUENTIAL: ColorScale = evenly(
  "#440154",
  "#482878",
  "#3e4a89",
  "#31688e",
  "#26828e",
  "#1f9e89",
  "#35b779",
  "#6ece58",
  "#b5de2b",
  "#fde725",
);

/** For values of both signs: blue below zero, white at zero, red above (ColorBrewer's RdBu). */
export const DIVERGING: ColorScale = evenly("#2166ac", "#67a9cf", "#f7f7f7", "#ef8a62", "#b2182b");

/** For land under colored paths: pale, so that they stand out, and darker the higher. */
export const TERRAIN: ColorScale = evenly("#fbfaf7", "#e7e4dd", "#cdc9bf", "#ada89d", "#8a857c");

export type Rgb = [red: number, green: number, blue: number];

const parse = (hex: string): Rgb => [
  parseInt(hex.slice(1, 3), 16),
  parseInt(hex.slice(3, 5), 16),
  parseInt(hex.slice(5, 7), 16),
];

/** The color of a scale at t; t outside 0 to 1 gets the color of that end. */
export function colorAt(scale: ColorScale, t: number): Rgb {
  const last = scale.length - 1;
  const upper = scale.findIndex(([at]) => at >= t);
  if (upper === 0 || upper === -1) return parse(scale[upper === 0 ? 0 : last][1]);
  const [from, a] = scale[upper - 1];
  const [to, b] = scale[upper];
  const share = (t - from) / (to - from);
  const [low, high] = [parse(a), parse(b)];
  const mix = (i: 0 | 1 | 2): number => Math.round(low[i] + share * (high[i] - low[i]));
  return [mix(0), mix(1), mix(2)];
}

export type ColorRange = { zmin: number; zmax: number; colorscale: ColorScale };

/** Which scale and ends suit values from `min` to `max`: diverging, even around 0, if both signs occur. */
export function colorRange(min: number, max: number): ColorRange {
  if (min < 0 && max > 0) {
    const end = Math.max(-min, max);
    return { zmin: -end, zmax: end, colorscale: DIVERGING };
  }
  // A constant matrix still needs two different ends.
  return { zmin: min, zmax: max > min ? max : min + 1, colorscale: SEQUENTIAL };
}
