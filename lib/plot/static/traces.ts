import { colorAt, FRAME, SERIES } from "../colors.js";
import { formatNumber } from "../../tensor/format.js";
import type {
  BarTrace,
  Colorbar,
  ColorScale,
  FlatTrace,
  HeatmapTrace,
  Marker,
  ScatterTrace,
  Trace,
} from "../plotly.js";
import { pngUri } from "../png.js";
import type { Scale } from "./axes.js";
import { dashes, element, px, text } from "./canvas.js";
import { drawContour } from "./contour.js";

/** The color of trace number `i`, as Plotly chooses it. */
export function colorOf(trace: Trace, i: number): string {
  const line =
    trace.type === "scatter" || trace.type === "scatter3d" ? trace.line?.color : undefined;
  const own = line ?? ("marker" in trace ? trace.marker?.color : undefined);
  return typeof own === "string" ? own : SERIES[i % SERIES.length];
}

/** The color of point `i`, if the marker has a number for each. */
function markerColor(
  { color, colorscale, cmin = 0, cmax = 1 }: Marker,
  i: number,
): string | undefined {
  if (!Array.isArray(color) || colorscale === undefined) return undefined;
  return `rgb(${colorAt(colorscale, (color[i] - cmin) / (cmax - cmin)).join(",")})`;
}

export function drawMarker(x: number, y: number, marker: Marker, color: string): string {
  const size = marker.size ?? 6;
  const r = size / 2;
  const fill = typeof marker.color === "string" ? marker.color : color;
  if (marker.symbol === "x") {
    const d = `M${px(x - r)} ${px(y - r)}l${size} ${size}m0 ${-size}l${-size} ${size}`;
    const edge = marker.line && { d, stroke: marker.line.color, "stroke-width": 2.5 + 2 * marker.line.width }; // prettier-ignore
    return (edge ? element("path", edge) : "") + element("path", { d, stroke: fill, "stroke-width": 2.5 }); // prettier-ignore
  }
  if (marker.symbol === "circle-open")
    return element("circle", {
      cx: x,
      cy: y,
      r,
      stroke: fill,
      "stroke-width": marker.line?.width ?? 1,
    });
  const { width = 0, color: edge = "none" } = marker.line ?? {};
  const style = { fill, stroke: edge, "stroke-width": width > 0 ? width : undefined };
  if (marker.symbol === "square")
    return element("rect", { x: x - r, y: y - r, width: size, height: size, ...style });
  if (marker.symbol === "diamond") {
    const tip = r * 1.3;
    const d = `M${px(x)} ${px(y - tip)}l${px(tip)} ${px(tip)}l${px(-tip)} ${px(tip)}l${px(-tip)} ${px(-tip)}z`;
    return element("path", { d, ...style });
  }
  return element("circle", { cx: x, cy: y, r, ...style });
}

function drawScatter(trace: ScatterTrace, x: Scale, y: Scale, color: string): string {
  const points = trace.x.map((value, i): [number, number] => [x.pixel(value), y.pixel(trace.y[i])]);
  const drawn = ([px, py]: [number, number]): boolean => Number.isFinite(px) && Number.isFinite(py);
  const out: string[] = [];
  if (trace.mode.includes("lines")) {
    const path = points.map((point, i) => {
      if (!drawn(point)) return "";
      const begins = i === 0 || !drawn(points[i - 1]);
      return `${begins ? "M" : "L"}${px(point[0])} ${px(point[1])}`;
    });
    const { width = 2, dash } = trace.line ?? {};
    out.push(
      element("path", {
        d: path.join("") || "M0 0",
        stroke: color,
        "stroke-width": width,
        "stroke-dasharray": dashes(dash),
        "stroke-linejoin": "round",
        fill: trace.fillcolor,
      }),
    );
  }
  const { marker = {} } = trace;
  if (trace.mode.includes("markers"))
    for (const [i, point] of points.entries())
      if (drawn(point)) out.push(drawMarker(...point, marker, markerColor(marker, i) ?? color));
  if (trace.opacity === undefined) return out.join("");
  return element("g", { opacity: String(trace.opacity) }, out.join(""));
}

function drawBars(trace: BarTrace, x: Scale, y: Scale, color: string): string {
  const half = (trace.width ?? 1) / 2;
  const bars = trace.x.map((center, i) => {
    const [left, right] = [x.pixel(center - half), x.pixel(center + half)];
    const [zero, end] = [y.pixel(0), y.pixel(trace.y[i])];
    if (!Number.isFinite(end) || end === zero) return "";
    return `M${px(left)} ${px(zero)}V${px(end)}H${px(right)}V${px(zero)}z`;
  });
  return element("path", { d: bars.join("") || "M0 0", fill: color, stroke: "none" });
}

const PIXELATED = "image-rendering:optimizeSpeed;image-rendering:pixelated";

/** A picture without blur, stretched over a rectangle. */
export const drawImage = (
  source: string,
  x: number,
  y: number,
  width: number,
  height: number,
): string =>
  element("image", {
    href: source,
    x,
    y,
    width,
    height,
    preserveAspectRatio: "none",
    style: PIXELATED,
  });

function drawHeatmap(trace: HeatmapTrace, x: Scale, y: Scale): string {
  const height = trace.z.length;
  const width = trace.z[0]?.length ?? 0;
  if (width === 0) return "";
  const bytes = new Uint8Array(width * height * 4);
  const rows = y.pixel(0) < y.pixel(1) ? trace.z : trace.z.toReversed();
  rows.forEach((row, i) =>
    row.forEach((value, j) => {
      if (!Number.isFinite(value)) return;
      const t = (value - trace.zmin) / (trace.zmax - trace.zmin);
      bytes.set([...colorAt(trace.colorscale, t), 255], (i * width + j) * 4);
    }),
  );
  const [left, right] = [x.pixel(-0.5), x.pixel(width - 0.5)];
  const [a, b] = [y.pixel(-0.5), y.pixel(height - 0.5)];
  const uri = pngUri({ width, height, channels: 4, bytes });
  return drawImage(uri, left, Math.min(a, b), right - left, Math.abs(b - a));
}

type Colored = { zmin: number; zmax: number; colorscale: ColorScale; colorbar?: Colorbar };

function drawColorbar(trace: Colored, x: Scale, y: Scale): string {
  const bytes = new Uint8Array(64 * 3);
  for (let i = 0; i < 64; i++) bytes.set(colorAt(trace.colorscale, 1 - i / 63), i * 3);
  const source = pngUri({ width: 1, height: 64, channels: 3, bytes });
  const [left, top, bottom] = [x.to + 16, y.to, y.from];
  const width = trace.colorbar?.thickness ?? 14;
  const { tickvals, ticktext, title } = trace.colorbar ?? {};
  const middle = (trace.zmin + trace.zmax) / 2;
  const heightOf = (value: number): number =>
    bottom + ((value - trace.zmin) / (trace.zmax - trace.zmin)) * (top - bottom);
  const labels: [string, number][] =
    tickvals === undefined
      ? [
          [formatNumber(trace.zmax), top + 10],
          [formatNumber(middle), (top + bottom) / 2 + 4],
          [formatNumber(trace.zmin), bottom],
        ]
      : tickvals.map((value, i) => [ticktext?.[i] ?? formatNumber(value), heightOf(value) + 4]);
  return (
    drawImage(source, left, top, width, bottom - top) +
    element("rect", { x: left, y: top, width, height: bottom - top, stroke: FRAME }) +
    labels.map(([label, at]) => text(left + width + 6, at, label)).join("") +
    (title === undefined ? "" : text(left, top - 14, title.text))
  );
}

export function drawTrace(trace: FlatTrace, x: Scale, y: Scale, color: string): string {
  if (trace.type === "scatter") return drawScatter(trace, x, y, color);
  if (trace.type === "bar") return drawBars(trace, x, y, color);
  return trace.type === "contour" ? drawContour(trace, x, y) : drawHeatmap(trace, x, y);
}

/** What the colors of a trace mean, beside its plot; nothing for a trace without such colors. */
export function drawColors(trace: FlatTrace, x: Scale, y: Scale): string {
  if (trace.type === "bar") return "";
  if (trace.type !== "scatter") return trace.showscale === false ? "" : drawColorbar(trace, x, y);
  const { showscale, cmin = 0, cmax = 1, colorscale, colorbar } = trace.marker ?? {};
  if (!showscale || colorscale === undefined) return "";
  return drawColorbar({ zmin: cmin, zmax: cmax, colorscale, colorbar }, x, y);
}
