import { ticks as niceTicks, tickStep } from "d3-array";
import { FRAME, GRID } from "../colors.js";
import type { Axis, FigureData, Trace } from "../plotly.js";
import { element, text } from "./canvas.js";

/** The rectangle of the picture that all plots share, inside the margins. */
export type Area = { left: number; top: number; width: number; height: number };

/** An axis with its numbers worked out: where a value lies, and what is written beside it. */
export type Scale = {
  direction: "x" | "y";
  axis: Axis;
  /** From pixel to pixel; for y from the bottom, upwards. */
  from: number;
  to: number;
  pixel: (value: number) => number;
  ticks: { at: number; label: string }[];
};

const extent = (values: readonly number[]): [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values)
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low > high ? [0, 1] : [low, high];
};

function valuesOn(direction: "x" | "y", trace: Trace): number[] {
  if (trace.type === "heatmap") {
    const cells = direction === "x" ? (trace.z[0]?.length ?? 1) : trace.z.length;
    return [-0.5, cells - 0.5];
  }
  if (trace.type === "scatter" || direction === "y")
    return trace.type === "bar" ? [0, ...trace.y] : trace[direction];
  const half = (trace.width ?? 1) / 2;
  return trace.x.flatMap((x) => [x - half, x + half]);
}

/** The ends of an axis, in its numbers or, on a log axis, in their logarithms. */
function rangeOf(direction: "x" | "y", axis: Axis, traces: Trace[]): [number, number] {
  if (axis.range !== undefined) return axis.range;
  const values = traces.flatMap((trace) => valuesOn(direction, trace));
  values.push(...(axis.autorangeoptions?.include ?? []));
  const log = axis.type === "log";
  const [low, high] = extent(log ? values.filter((v) => v > 0).map(Math.log10) : values);
  const tight = traces.length > 0 && traces.every((trace) => trace.type !== "scatter");
  const markers = traces.some((trace) => trace.type === "scatter" && trace.mode !== "lines");
  const room = direction === "x" && !markers && high > low ? 0 : (high - low || 1) * 0.06;
  const isHeatmap = traces.some((trace) => trace.type === "heatmap");
  const fromZero =
    !log && low >= 0 && (axis.rangemode === "tozero" || (tight && direction === "y"));
  const bottom = isHeatmap ? low : fromZero ? 0 : low - room;
  const top = isHeatmap ? high : high + room;
  return axis.autorange === "reversed" ? [top, bottom] : [bottom, top];
}

const superscript = (n: number): string =>
  Array.from(String(n), (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");

function linearTicks([a, b]: [number, number], axis: Axis, length: number, gap: number) {
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const count = Math.max(4, Math.round(length / gap));
  const step = axis.dtick ?? tickStep(low, high, count);
  const at =
    axis.dtick === undefined
      ? niceTicks(low, high, count)
      : Array.from(
          { length: Math.floor(high / step) - Math.ceil(low / step) + 1 },
          (_, i) =>
            // Multiplied, not summed: 0.1 + 0.2 would be written with all its digits.
            (Math.ceil(low / step) + i) * step,
        );
  const percent = axis.tickformat === ".0%";
  const decimals = Math.max(0, -Math.floor(Math.log10(step * (percent ? 100 : 1)) + 1e-9));
  const label = (value: number): string => {
    if (percent) return `${(value * 100).toFixed(decimals)}%`;
    const size = Math.max(Math.abs(low), Math.abs(high));
    return size >= 1e6 || size < 1e-3
      ? String(Number(value.toPrecision(3))).replace("-", "−")
      : value.toFixed(decimals).replace("-", "−");
  };
  return at.map((value) => ({ at: value, label: label(value) }));
}

function logTicks([low, high]: [number, number]): { at: number; label: string }[] {
  const decades = Math.max(1, Math.ceil((high - low) / 8));
  const within = (at: number): boolean => Math.log10(at) >= low && Math.log10(at) <= high;
  const out: { at: number; label: string }[] = [];
  for (let power = Math.floor(low); power <= high; power += decades) {
    const label =
      power >= -3 && power <= 3 ? String(Number(`1e${power}`)) : `10${superscript(power)}`;
    out.push({ at: 10 ** power, label });
    if (high - low < 3)
      for (const digit of [2, 5]) out.push({ at: digit * 10 ** power, label: String(digit) });
  }
  return out.filter(({ at }) => within(at));
}

/** The scale of one axis, inside the area. */
export function scaleOf(figure: FigureData, name: string, area: Area): Scale {
  const direction = name.startsWith("x") ? "x" : "y";
  const key = `${direction}axis${name.slice(1)}` as "xaxis";
  const axis = figure.layout[key] ?? {};
  const own = figure.data.filter((trace) => (trace[`${direction}axis`] ?? direction) === name);
  const range = rangeOf(direction, axis, own);
  const [start, end] = axis.domain ?? [0, 1];
  const [from, to] =
    direction === "x"
      ? [area.left + start * area.width, area.left + end * area.width]
      : [area.top + (1 - start) * area.height, area.top + (1 - end) * area.height];
  const log = axis.type === "log";
  const pixel = (value: number): number => {
    const v = log ? Math.log10(value) : value;
    return from + ((v - range[0]) / (range[1] - range[0])) * (to - from);
  };
  const length = Math.abs(to - from);
  const ticks = log
    ? logTicks(range)
    : linearTicks(range, axis, length, direction === "x" ? 80 : 45);
  return { direction, axis, from, to, pixel, ticks };
}

/** Grid lines, frame, ticks, numbers and title of an axis; `across` is the axis that it stands at. */
export function drawAxis(scale: Scale, across: Scale): string {
  const { axis, direction, from, to, pixel, ticks } = scale;
  if (axis.visible === false) return "";
  const out: string[] = [];
  const edge = across.from;
  for (const { at, label } of ticks) {
    const p = pixel(at);
    if (direction === "x")
      out.push(
        element("path", { d: `M${p.toFixed(1)} ${edge}V${across.to}`, stroke: GRID }),
        element("path", { d: `M${p.toFixed(1)} ${edge}v4`, stroke: FRAME }),
        text(p, edge + 17, label, { anchor: "middle" }),
      );
    else
      out.push(
        element("path", { d: `M${edge} ${p.toFixed(1)}H${across.to}`, stroke: GRID }),
        element("path", { d: `M${edge} ${p.toFixed(1)}h-4`, stroke: FRAME }),
        text(edge - 7, p + 4, label, { anchor: "end" }),
      );
  }
  const line = direction === "x" ? `M${from} ${edge}H${to}` : `M${edge} ${from}V${to}`;
  out.push(element("path", { d: line, stroke: FRAME }));
  const middle = (from + to) / 2;
  if (axis.title !== undefined)
    out.push(
      direction === "x"
        ? text(middle, edge + 38, axis.title.text, { anchor: "middle", size: 13 })
        : text(edge - 46, middle, axis.title.text, { anchor: "middle", size: 13, rotate: true }),
    );
  return out.join("");
}
