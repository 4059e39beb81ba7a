import katex from "katex";
import { DISPLAY, type Displayable } from "../display/bundle.js";
import { escapeHtml } from "../display/escape.js";
import { ShapeError } from "../errors.js";
import type { Entry } from "../step.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { colorAt, colorRange } from "./colors.js";
import { extentOf, type Extent } from "./extent.js";
import { pngUri } from "./png.js";

/** A picture in the table shows at most this many cells along a side; of more, evenly chosen ones. */
const MOST_ROWS = 32;
const MOST_COLUMNS = 96;
const CELL = 7;

type Summary = Extent & { mean: number };

function summarize(x: Tensor): Summary {
  const { data } = x;
  const extent = extentOf(data);
  let sum = 0;
  for (const value of data) if (Number.isFinite(value)) sum += value;
  return { ...extent, mean: sum / (data.length - extent.notFinite) };
}

const numbers = ({ min, mean, max }: Summary): string[] =>
  [min, mean, max].map((value) => (Number.isFinite(value) ? formatNumber(value) : "–"));

const missing = ({ notFinite }: Summary): string =>
  notFinite === 0 ? "" : `${notFinite} not finite`;

/** The value as a small heat map: the last axis across, all others down. */
function picture(x: Tensor, { min, max }: Summary): string {
  if (x.size === 0) return "";
  const columns = x.shape.at(-1) ?? 1;
  const rows = x.size / columns;
  const width = Math.min(columns, MOST_COLUMNS);
  const height = Math.min(rows, MOST_ROWS);
  const { zmin, zmax, colorscale } = colorRange(min, max);
  const { data } = x;
  const bytes = new Uint8Array(width * height * 4);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const row = Math.floor((i * rows) / height);
      const column = Math.floor((j * columns) / width);
      const value = data[row * columns + column];
      if (!Number.isFinite(value)) continue;
      const rgb = colorAt(colorscale, (value - zmin) / (zmax - zmin));
      bytes.set([...rgb, 255], (i * width + j) * 4);
    }
  const cell = Math.max(1, Math.min(CELL, Math.floor(168 / width), Math.floor(80 / height)));
  const source = pngUri({ width, height, channels: 4, bytes });
  const alt = `heat map of a tensor ${shapeText(x.shape)}`;
  return (
    `<img alt="${alt}" src="${source}" style="display:block;width:${width * cell}px;` +
    `height:${height * cell}px;max-width:none;image-rendering:pixelated;outline:1px solid rgba(128,128,128,.4)">`
  );
}

/** MathML, which the page draws by itself, without fonts, styles or scripts. */
const formulaHtml = (formula: string): string =>
  katex.renderToString(formula, { output: "mathml", throwOnError: false, displayMode: false });

const cell = (content: string, style = ""): string =>
  `<td style="padding:5px 10px;vertical-align:middle;${style}">${content}</td>`;
const LEFT = "text-align:left;";
const RIGHT = "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;";

function rowHtml({ name, formula, value }: Entry): string {
  const summary = summarize(value);
  const note = missing(summary);
  const cells = [
    cell(`<code>${escapeHtml(name)}</code>`, LEFT),
    cell(formulaHtml(formula), `${LEFT}font-size:115%;white-space:nowrap;`),
    cell(shapeText(value.shape), `${LEFT}white-space:nowrap;`),
    cell(picture(value, summary) + (note && `<div style="color:#e0394b">${note}</div>`), LEFT),
    ...numbers(summary).map((text) => cell(text, RIGHT)),
  ];
  return `<tr style="border-top:1px solid rgba(128,128,128,.25)">${cells.join("")}</tr>`;
}

const HEADINGS = ["step", "formula", "shape", "value", "min", "mean", "max"];

function tableHtml(entries: readonly Entry[]): string {
  const heads = HEADINGS.map((heading, i) => {
    const align = i < 4 ? "left" : "right";
    return `<th style="padding:5px 10px;text-align:${align};font-weight:600">${heading}</th>`;
  });
  return (
    `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0">` +
    `<thead><tr>${heads.join("")}</tr></thead><tbody>${entries.map(rowHtml).join("")}</tbody></table></div>`
  );
}

function tableText(entries: readonly Entry[]): string {
  const rows = [
    HEADINGS.filter((heading) => heading !== "value"),
    ...entries.map(({ name, formula, value }) => {
      const summary = summarize(value);
      return [name, formula, shapeText(value.shape), ...numbers(summary), missing(summary)];
    }),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row
        .map((text, i) =>
          i >= 3 && i < 6 ? text.padStart(widths[i]) : text.padEnd(widths[i] || 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * The steps of a recorded derivation as a table: name, formula, shape, a small heat map of the value, and
 * its smallest entry, mean and largest. In the heat map the last axis runs across and all others down;
 * values that are not finite are left out and counted.
 *
 * @throws ShapeError if there is no entry.
 *
 * @example
 * const trace: Entry[] = [];
 * batchNorm.forward({ x, gamma, beta }, {}, record(trace));
 * display(traceTable(trace));
 */
export function traceTable(entries: readonly Entry[]): Displayable & { toString(): string } {
  if (entries.length === 0)
    throw new ShapeError("traceTable: expected at least one recorded step, got none");
  return {
    [DISPLAY]: () => ({ "text/html": tableHtml(entries), "text/plain": tableText(entries) }),
    toString: () => tableText(entries),
    [Symbol.for("nodejs.util.inspect.custom")]: () => tableText(entries),
  };
}
