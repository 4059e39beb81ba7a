import { escapeHtml } from "../display/escape.js";
import { INK } from "./colors.js";
import {
  isFlat,
  type Annotation,
  type FigureData,
  type FlatTrace,
  type LayoutImage,
  type Rule,
  type Trace,
} from "./plotly.js";
import { SLIDER_HEIGHT } from "./plotly-animation.js";
import { drawAxis, scaleOf, type Area, type Scale } from "./static/axes.js";
import { dashes, element, px, text, textWidth } from "./static/canvas.js";
import { drawScene } from "./static/scene.js";
import { colorOf, drawColors, drawImage, drawMarker, drawTrace } from "./static/traces.js";

const WIDTH = 760;
const HEIGHT = 340;

type Plane = { area: Area; scale: (name: string) => Scale };

/** The pixel of a coordinate: in an axis' numbers, in its share, or in that of the whole area. */
function place(plane: Plane, direction: "x" | "y", ref: string, value: number): number {
  const { area } = plane;
  if (ref === "paper")
    return direction === "x"
      ? area.left + value * area.width
      : area.top + (1 - value) * area.height;
  const [name, domain] = ref.split(" ");
  const scale = plane.scale(name);
  return domain === "domain" ? scale.from + value * (scale.to - scale.from) : scale.pixel(value);
}

function drawAnnotation(plane: Plane, note: Annotation): string {
  const { size = 12, color = INK } = note.font ?? {};
  const x = place(plane, "x", note.xref, note.x);
  const y = place(plane, "y", note.yref, note.y);
  const down = { top: 0.95, middle: 0.35, bottom: -0.3 }[note.yanchor ?? "middle"] * size;
  const anchor = { left: "start", center: "middle", right: "end" } as const;
  return text(x, y + down, note.text, { anchor: anchor[note.xanchor ?? "center"], size, color });
}

function drawRule(plane: Plane, { xref, yref, x0, x1, y0, y1, line }: Rule): string {
  const at = (x: number, y: number): string =>
    `${px(place(plane, "x", xref, x))} ${px(place(plane, "y", yref, y))}`;
  return element("path", {
    d: `M${at(x0, y0)}L${at(x1, y1)}`,
    stroke: line.color ?? INK,
    "stroke-width": line.width ?? 1,
    "stroke-dasharray": dashes(line.dash),
  });
}

function drawLayoutImage(plane: Plane, image: LayoutImage): string {
  const { x, y, sizex, sizey, xref, yref } = image;
  const [left, right] = [x, x + sizex].map((value) => place(plane, "x", xref, value));
  const [top, below] = [y, y + sizey].map((value) => place(plane, "y", yref, value));
  return drawImage(image.source, left, top, right - left, Math.abs(below - top));
}

/** The names of the traces, in a row that ends at the right margin. */
function drawLegend(figure: FigureData, right: number): string {
  const listed = figure.data
    .map((trace, i) => ({ trace, color: colorOf(trace, i) }))
    .filter(({ trace }) => "mode" in trace || trace.type === "bar")
    .filter(({ trace }) => trace.name !== undefined)
    .filter(({ trace }) => trace.showlegend !== false);
  if (figure.layout.showlegend === false || (listed.length < 2 && !figure.layout.showlegend))
    return "";
  const widths = listed.map(({ trace }) => 30 + textWidth(trace.name ?? "") + 18);
  let x = right - widths.reduce((sum, width) => sum + width, 0);
  return listed
    .map(({ trace, color }, i) => {
      const sample = drawSample(trace, x, 20, color);
      const label = text(x + 30, 24, trace.name ?? "");
      x += widths[i];
      return sample + label;
    })
    .join("");
}

function drawSample(trace: Trace, x: number, y: number, color: string): string {
  if (trace.type === "bar")
    return element("rect", {
      x: x + 8,
      y: y - 6,
      width: 12,
      height: 12,
      fill: color,
      stroke: "none",
    });
  if (!("mode" in trace)) return "";
  const line = { d: `M${px(x)} ${y}h24`, stroke: color, "stroke-width": trace.line?.width ?? 2 };
  const dash = { "stroke-dasharray": dashes(trace.line?.dash) };
  return (
    (trace.mode.includes("lines") ? element("path", { ...line, ...dash }) : "") +
    (trace.mode.includes("markers") ? drawMarker(x + 12, y, trace.marker ?? {}, color) : "")
  );
}

/** The pairs of axes that something is drawn on. */
function planes(figure: FigureData): [string, string][] {
  const pairs = figure.data
    .filter(isFlat)
    .map((trace): [string, string] => [trace.xaxis ?? "x", trace.yaxis ?? "y"]);
  if (pairs.length === 0 && figure.layout.scene === undefined) pairs.push(["x", "y"]);
  return [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
}

/** A trace in the rectangle of its axes; what would stick out of it is cut off. */
function drawOnAxes(trace: FlatTrace, x: Scale, y: Scale, color: string): string {
  const drawn = drawTrace(trace, x, y, color);
  const inside = (scale: Scale, value: number): boolean => {
    const p = scale.pixel(value);
    return !Number.isFinite(p) || (p - scale.from) * (p - scale.to) <= 0.01;
  };
  const fits =
    trace.type !== "scatter" ||
    trace.x.every((value, i) => inside(x, value) && inside(y, trace.y[i]));
  const colors = drawColors(trace, x, y);
  if (trace.type !== "contour" && fits) return drawn + colors;
  const box = {
    x: Math.min(x.from, x.to),
    y: Math.min(y.from, y.to),
    width: Math.abs(x.to - x.from),
    height: Math.abs(y.to - y.from),
  };
  // A drawing inside the drawing cuts at its edges, without an id that could occur twice on a page.
  const view = [box.x, box.y, box.width, box.height].map(px).join(" ");
  return element("svg", { ...box, viewBox: view }, drawn) + colors;
}

/**
 * The figure as a still picture, for viewers that run no scripts: an SVG file like what Plotly draws from
 * the same data.
 */
export function staticSvg(figure: FigureData): string {
  const { layout, data } = figure;
  const { width = WIDTH, margin = { l: 64, r: 24, t: 60, b: 52 } } = layout;
  const controls = layout.sliders === undefined ? 0 : SLIDER_HEIGHT;
  const height = (layout.height ?? HEIGHT) - controls;
  const area: Area = {
    left: margin.l,
    top: margin.t,
    width: width - margin.l - margin.r,
    height: height - margin.t - (margin.b - controls),
  };
  const scales = new Map<string, Scale>();
  const scale = (name: string): Scale => {
    const known = scales.get(name) ?? scaleOf(figure, name, area);
    scales.set(name, known);
    return known;
  };
  const plane: Plane = { area, scale };
  const axes = planes(figure).map(
    ([x, y]) => drawAxis(scale(x), scale(y)) + drawAxis(scale(y), scale(x)),
  );
  const parts = [
    `<title>${escapeHtml(figure.text)}</title>`,
    ...axes,
    ...(layout.images ?? []).map((image) => drawLayoutImage(plane, image)),
    ...(layout.shapes ?? []).map((rule) => drawRule(plane, rule)),
    ...data.map((trace, i) =>
      isFlat(trace)
        ? drawOnAxes(trace, scale(trace.xaxis ?? "x"), scale(trace.yaxis ?? "y"), colorOf(trace, i))
        : "",
    ),
    layout.scene === undefined
      ? ""
      : drawScene(
          layout.scene,
          data.filter((trace) => !isFlat(trace)),
          area,
        ),
    ...(layout.annotations ?? []).map((note) => drawAnnotation(plane, note)),
    drawLegend(figure, width - margin.r + 14),
  ];
  if (layout.title !== undefined) parts.push(text(margin.l, 26, layout.title.text, { size: 17 }));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="12" fill="none">` +
    parts.join("") +
    `</svg>`
  );
}
