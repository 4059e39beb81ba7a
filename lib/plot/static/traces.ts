import { colorAt, FRAME, SERIES } from "../colors.js";
import { formatNumber } from "../../tensor/format.js";
import type { BarTrace, HeatmapTrace, Marker, ScatterTrace, Trace } from "../plotly.js";
import { pngUri } from "../png.js";
import type { Scale } from "./axes.js";
import { dashes, element, px, text } from "./canvas.js";

/** The color of trace number `i`, as Plotly chooses it. */
export function colorOf(trace: Trace, i: number): string {
  const own =
    trace.type === "scatter"
      ? (trace.line?.color ?? trace.marker?.color)
      : trace.type === "bar"
        ? trace.marker?.color
        : undefined;
  return own ?? SERIES[i % SERIES.length];
}

export function drawMarker(x: number, y: number, marker: Marker, color: string): string {
  const size = marker.size ?? 6;
  const r = size / 2;
  const fill = marker.color ?? color;
  if (marker.symbol === "x")
    return element("path", {
      d: `M${px(x - r)} ${px(y - r)}l${size} ${size}m0 ${-size}l${-size} ${size}`,
      stroke: fill,
      "stroke-width": 2.5,
    });
  if (marker.symbol === "circle-open")
    return element("circle", {
      cx: x,
      cy: y,
      r,
      stroke: fill,
      "stroke-width": marker.line?.width ?? 1,
    });
  return element("circle", { cx: x, cy: y, r, fill, stroke: "none" });
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
      }),
    );
  }
  if (trace.mode.includes("markers"))
    for (const point of points)
      if (drawn(point)) out.push(drawMarker(point[0], point[1], trace.marker ?? {}, color));
  return out.join("");
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
  return (
    drawImage(uri, left, Math.min(a, b), right - left, Math.abs(b - a)) + drawColorbar(trace, x, y)
  );
}

function drawColorbar(trace: HeatmapTrace, x: Scale, y: Scale): string {
  const bytes = new Uint8Array(64 * 3);
  for (let i = 0; i < 64; i++) bytes.set(colorAt(trace.colorscale, 1 - i / 63), i * 3);
  const source = pngUri({ width: 1, height: 64, channels: 3, bytes });
  const [left, top, bottom] = [x.to + 16, y.to, y.from];
  const width = trace.colorbar?.thickness ?? 14;
  const middle = (trace.zmin + trace.zmax) / 2;
  const labels: [number, number][] = [
    [trace.zmax, top + 10],
    [middle, (top + bottom) / 2 + 4],
    [trace.zmin, bottom],
  ];
  return (
    drawImage(source, left, top, width, bottom - top) +
    element("rect", { x: left, y: top, width, height: bottom - top, stroke: FRAME }) +
    labels.map(([value, at]) => text(left + width + 6, at, formatNumber(value))).join("")
  );
}

export function drawTrace(trace: Trace, x: Scale, y: Scale, color: string): string {
  if (trace.type === "scatter") return drawScatter(trace, x, y, color);
  if (trace.type === "bar") return drawBars(trace, x, y, color);
  return drawHeatmap(trace, x, y);
}
