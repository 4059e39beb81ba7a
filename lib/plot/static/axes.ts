import { ticks as niceTicks, tickStep } from "d3-array";
import { FRAME, GRID } from "../colors.js";
import { isFlat, type Axis, type FigureData, type FlatTrace } from "../plotly.js";
import { element, text, textWidth } from "./canvas.js";

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

function valuesOn(direction: "x" | "y", trace: FlatTrace): number[] {
  if (trace.type === "heatmap") {
    const cells = direction === "x" ? (trace.z[0]?.length ?? 1) : trace.z.length;
    return [-0.5, cells - 0.5];
  }
  if (trace.type !== "bar") return trace[direction];
  if (direction === "y") return [0, ...trace.y];
  const half = (trace.width ?? 1) / 2;
  return trace.x.flatMap((x) => [x - half, x + half]);
}

/** The ends of an axis, in its numbers or, on a log axis, in their logarithms. */
function rangeOf(direction: "x" | "y", axis: Axis, traces: FlatTrace[]): [number, number] {
  if (axis.range !== undefined) return axis.range;
  const values = traces.flatMap((trace) => valuesOn(direction, trace));
  values.push(...(axis.autorangeoptions?.include ?? []));
  const log = axis.type === "log";
  const [low, high] = extent(log ? values.filter((v) => v > 0).map(Math.log10) : values);
  const tight = traces.length > 0 && traces.every((trace) => trace.type !== "scatter");
  const markers = traces.some((trace) => trace.type === "scatter" && trace.mode !== "lines");
  const room = direction === "x" && !markers && high > low ? 0 : (high - low || 1) * 0.06;
  const isHeatmap = traces.some(({ type }) => type === "heatmap" || type === "contour");
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
  const { ticktext } = axis;
  if (axis.tickvals !== undefined && ticktext !== undefined)
    return axis.tickvals.map((at, i) => ({ at, label: ticktext[i] }));
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

/** The settings of the axis "x", "y", "x2", … */
const axisOf = (figure: FigureData, name: string): Axis =>
  figure.layout[`${name.charAt(0)}axis${name.slice(1)}` as "xaxis"] ?? {};

/**
 * How much of its length an axis keeps where one unit must be as long on another: 1, or less if the other is the
 * shorter. Only between axes with given ranges.
 */
function keptShare(figure: FigureData, name: string, area: Area): number {
  const names = [...new Set(Object.keys(figure.layout).map((key) => key.replace("axis", "")))];
  const partner =
    axisOf(figure, name).scaleanchor ??
    names.find((other) => /^[xy]\d*$/.test(other) && axisOf(figure, other).scaleanchor === name);
  if (partner === undefined) return 1;
  const pixelsAUnit = [name, partner].map((each) => {
    const { domain: [start, end] = [0, 1], range } = axisOf(figure, each);
    if (range === undefined) return NaN;
    const length = (end - start) * (each.startsWith("x") ? area.width : area.height);
    return length / Math.abs(range[1] - range[0]);
  });
  const share = pixelsAUnit[1] / pixelsAUnit[0];
  return Number.isFinite(share) ? Math.min(1, share) : 1;
}

/** The scale of one axis, inside the area. */
export function scaleOf(figure: FigureData, name: string, area: Area): Scale {
  const direction = name.startsWith("x") ? "x" : "y";
  const axis = axisOf(figure, name);
  const own = figure.data
    .filter(isFlat)
    .filter((trace) => (trace[`${direction}axis`] ?? direction) === name);
  const range = rangeOf(direction, axis, own);
  const whole = axis.domain ?? [0, 1];
  const cut = ((1 - keptShare(figure, name, area)) * (whole[1] - whole[0])) / 2;
  const [start, end] = [whole[0] + cut, whole[1] - cut];
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
  const { showgrid = true, tickangle } = axis;
  const grid = (d: string): string => (showgrid ? element("path", { d, stroke: GRID }) : "");
  for (const { at, label } of ticks) {
    const p = pixel(at);
    if (direction === "x")
      out.push(
        grid(`M${p.toFixed(1)} ${edge}V${across.to}`),
        element("path", { d: `M${p.toFixed(1)} ${edge}v4`, stroke: FRAME }),
        tickangle === undefined
          ? text(p, edge + 17, label, { anchor: "middle" })
          : text(p + 4, edge + 14, label, { anchor: "end", rotate: tickangle }),
      );
    else
      out.push(
        grid(`M${edge} ${p.toFixed(1)}H${across.to}`),
        element("path", { d: `M${edge} ${p.toFixed(1)}h-4`, stroke: FRAME }),
        text(edge - 7, p + 4, label, { anchor: "end" }),
      );
  }
  const line = direction === "x" ? `M${from} ${edge}H${to}` : `M${edge} ${from}V${to}`;
  out.push(element("path", { d: line, stroke: FRAME }));
  const middle = (from + to) / 2;
  // Names beside an axis take more room than numbers.
  const longest =
    axis.ticktext === undefined ? 0 : Math.max(...ticks.map(({ label }) => textWidth(label)));
  const beside =
    direction === "y" ? longest : longest * Math.sin((Math.abs(tickangle ?? 0) * Math.PI) / 180);
  if (axis.title !== undefined)
    out.push(
      direction === "x"
        ? text(middle, edge + Math.max(38, beside + 32), axis.title.text, {
            anchor: "middle",
            size: 13,
          })
        : text(edge - Math.max(46, beside + 20), middle, axis.title.text, {
            anchor: "middle",
            size: 13,
            rotate: -90,
          }),
    );
  return out.join("");
}
