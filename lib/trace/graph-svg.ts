import { escapeHtml } from "../display/escape.js";
import { smallMap } from "../plot/value-summary.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { isValue, type TraceEntry } from "./entry.js";
import { readable } from "../plot/formula.js";
import { layOut, type Place, type Size } from "./graph-layout.js";

const VALUE = "#2f9e5b";
const GRADIENT = "#d2485a";
const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif";
const SERIF = "'STIX Two Text','Cambria Math',Cambria,'Times New Roman',Georgia,serif";
/** Up to this many numbers are written out. */
const FEW = 3;
const MAP: [number, number] = [84, 49];
const SMALL = 11;
const GAP = 5;

type Node = { entry: TraceEntry; gradient: TraceEntry | undefined };
type Graph = {
  title: string;
  nodes: readonly Node[];
  edges: readonly (readonly [string, string])[];
};

/** How wide a text will be, about: the page's font is not known here. */
const widthOf = (text: string, size: number, perCharacter = 0.6): number =>
  Array.from(text.replace(/\p{M}/gu, "")).length * size * perCharacter;

/** The numbers themselves if they are few, else their Euclidean norm. */
export function sizeText(value: Tensor): string {
  if (value.size <= FEW) return Array.from(value.data, formatNumber).join(", ");
  return `‖·‖ ${formatNumber(Math.sqrt(value.mul(value).sum().item()))}`;
}

type Attributes = Record<string, string | number>;
const tag = (name: string, attributes: Attributes, content = ""): string => {
  const list = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
    return ` ${key}="${escapeHtml(text)}"`;
  });
  return `<${name}${list.join("")}>${content}</${name}>`;
};
const text = (content: string, x: number, y: number, attributes: Attributes): string =>
  tag("text", { x, y, "text-anchor": "middle", ...attributes }, escapeHtml(content));

/** What `readable` had no small letters for, `_(nij)` and `^(−1/2)`, set low and high. */
const SHIFTED = /([_^])(?:\(((?:[^()]|\([^()]*\))*)\)|([\p{Ll}\p{Lu}]+|\S))/gu;
const formulaWidth = (formula: string): number => {
  const small = [...formula.matchAll(SHIFTED)].map(([, , long, short]) => long || short).join("");
  return widthOf(formula.replace(SHIFTED, ""), 14, 0.53) + widthOf(small, 10, 0.53);
};
/** SVG's `dy` moves all that follows, so every part moves back what the one before it moved. */
function formulaSvg(formula: string, x: number, y: number): string {
  const parts: { shift: number; content: string }[] = [];
  let done = 0;
  for (const match of formula.matchAll(SHIFTED)) {
    parts.push({ shift: 0, content: formula.slice(done, match.index) });
    parts.push({ shift: match[1] === "_" ? 4 : -6, content: match[2] || match[3] });
    done = match.index + match[0].length;
  }
  parts.push({ shift: 0, content: formula.slice(done) });
  const spans = parts.map(({ shift, content }, i) => {
    const dy = shift - (i === 0 ? 0 : parts[i - 1].shift);
    return tag("tspan", { dy, "font-size": shift === 0 ? 14 : 10 }, escapeHtml(content));
  });
  const style = { "font-family": SERIF, "font-style": "italic", "text-anchor": "middle" };
  return tag("text", { x, y, fill: "currentColor", ...style, style: "white-space:pre" }, spans.join("")); // prettier-ignore
}

/** A value or gradient beside the line: its words, and over or under them its heat map. */
type Label = Size & { words: string; map: ReturnType<typeof smallMap> };

function labelOf(value: Tensor, withShape: boolean): Label {
  const few = value.size <= FEW;
  const map = few ? undefined : smallMap(value, MAP);
  const words =
    few || !withShape ? sizeText(value) : `${shapeText(value.shape)} ${sizeText(value)}`;
  const width = Math.max(widthOf(words, SMALL), map?.width ?? 0) + 12;
  return { words, map, width, height: GAP + SMALL + (map ? map.height + GAP : 0) };
}

/** A node's measures: a box with name and formula, then a line with the labels above and below it. */
type Measured = Node &
  Size & { formula: string; box: Size; above: Label; below: Label | undefined };

function measure({ entry, gradient }: Node): Measured {
  const formula = readable(entry.formula);
  const given = formula === "";
  const wide = Math.max(widthOf(entry.name, 12, 0.64), formulaWidth(formula));
  const box = { width: Math.max(given ? 30 : 44, wide + 20), height: given ? 26 : 46 };
  const above = labelOf(entry.value, true);
  const below = gradient && labelOf(gradient.value, false);
  const line = Math.max(above.width, below?.width ?? 0);
  const half = Math.max(box.height / 2, above.height, below?.height ?? 0) + 3;
  return { entry, gradient, formula, box, above, below, width: box.width + line, height: 2 * half };
}

function drawLabel(label: Label, middle: number, y: number, up: boolean, color: string): string {
  const { words, map } = label;
  const baseline = up ? y - GAP : y + GAP + SMALL - 2;
  const drawn = text(words, middle, baseline, { fill: color, "font-size": SMALL });
  if (!map) return drawn;
  const [x, top] = [
    middle - map.width / 2,
    up ? baseline - SMALL - 2 - map.height : baseline + GAP,
  ];
  const frame = { x, y: top, width: map.width, height: map.height };
  return (
    drawn +
    tag("image", {
      ...frame,
      href: map.source,
      preserveAspectRatio: "none",
      style: "image-rendering:pixelated",
    }) + // prettier-ignore
    tag("rect", { ...frame, fill: "none", stroke: color, "stroke-width": 1 })
  );
}

function drawNode({ entry, formula, box, above, below }: Measured, { x, y, width }: Place): string {
  const left = x - width / 2;
  const [port, end] = [left + box.width, x + width / 2];
  const middle = left + box.width / 2;
  const given = formula === "";
  const frame = { x: left, y: y - box.height / 2, ...box, rx: given ? box.height / 2 : 7 };
  const name = { fill: "currentColor", "font-size": 12, "font-weight": 600 };
  const words = given
    ? text(entry.name, middle, y + 4, name)
    : text(entry.name, middle, y - 6, { ...name, "font-size": 11, opacity: 0.75 }) +
      formulaSvg(formula, middle, y + 13);
  const fill = given ? "rgba(128,128,128,0.06)" : "rgba(59,130,214,0.12)";
  const stroke = given ? "rgba(128,128,128,0.6)" : "#3b82d6";
  const half = (port + end) / 2;
  return tag(
    "g",
    {},
    tag("title", {}, escapeHtml(`${entry.name} ${shapeText(entry.value.shape)}`)) +
      tag("rect", { ...frame, fill, stroke, "stroke-width": 1.2 }) +
      words +
      tag("path", {
        d: `M${port} ${y}H${end}`,
        stroke: "currentColor",
        "stroke-width": 1.2,
        fill: "none",
      }) + // prettier-ignore
      drawLabel(above, half, y, true, isValue(entry) ? VALUE : GRADIENT) +
      (below ? drawLabel(below, half, y, false, GRADIENT) : ""),
  );
}

const round = (x: number): string => String(Math.round(x * 10) / 10);

/** A smooth way through the points, level at each of them, with an arrow at its end. */
function drawEdge(points: readonly { x: number; y: number }[]): string {
  const curves = points.slice(1).map((to, i) => {
    const from = points[i];
    const half = round((from.x + to.x) / 2);
    return `C${half} ${round(from.y)} ${half} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
  });
  const [start, end] = [points[0], points[points.length - 1]];
  const [x, y] = [end.x, end.y];
  const line = `M${round(start.x)} ${round(start.y)}${curves.join("")}`;
  const head = `M${round(x)} ${round(y)}l-7 -3.5v7z`;
  return (
    tag("path", { d: line, fill: "none", stroke: "currentColor", "stroke-width": 1.2, opacity: 0.8 }) + // prettier-ignore
    tag("path", { d: head, fill: "currentColor", opacity: 0.8 })
  );
}

/** The graph as SVG. `color` is that of lines and names; "inherit" where the drawing is part of a page. */
export function drawGraph({ title, nodes, edges }: Graph, color: string): string {
  const measured = nodes.map(measure);
  const sizes = new Map(
    measured.map(({ entry, width, height }) => [entry.name, { width, height }]),
  );
  const { width, height, places, paths } = layOut(sizes, edges);
  const drawn = measured.map((node) => {
    const place = places.get(node.entry.name);
    return place ? drawNode(node, place) : "";
  });
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ` +
    `font-family="${SANS}" style="color:${color};max-width:none" role="img">` +
    `<title>computational graph of ${escapeHtml(title)}</title>` +
    `${paths.map(drawEdge).join("")}${drawn.join("")}</svg>`
  );
}
