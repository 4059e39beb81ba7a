import { DISPLAY, type Displayable } from "../display/bundle.js";
import { escapeHtml } from "../display/escape.js";
import { formulaHtml } from "../display/formula-html.js";
import { ShapeError } from "../errors.js";
import type { Entry } from "../step.js";
import { shapeText } from "../tensor/shape.js";
import { readable } from "./formula.js";
import { columns } from "./text-table.js";
import { missingText, numbersOf, smallMapHtml } from "./value-summary.js";

const cell = (content: string, style = ""): string =>
  `<td style="padding:5px 10px;vertical-align:middle;${style}">${content}</td>`;
const LEFT = "text-align:left;";
const RIGHT = "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;";

function rowHtml({ name, formula, value }: Entry): string {
  const note = missingText(value);
  const cells = [
    cell(`<code>${escapeHtml(name)}</code>`, LEFT),
    cell(formulaHtml(formula), `${LEFT}font-size:115%;white-space:nowrap;`),
    cell(shapeText(value.shape), `${LEFT}white-space:nowrap;`),
    cell(smallMapHtml(value) + (note && `<div style="color:#e0394b">${note}</div>`), LEFT),
    ...numbersOf(value).map((text) => cell(text, RIGHT)),
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
  const rows = entries.map(({ name, formula, value }) => [
    name,
    readable(formula),
    shapeText(value.shape),
    ...numbersOf(value),
    missingText(value),
  ]);
  const headings = HEADINGS.filter((heading) => heading !== "value");
  return columns([headings, ...rows], new Set([3, 4, 5]));
}

/**
 * The steps of a recorded derivation as a table: name, formula, shape, a small heat map of the value, and
 * its smallest entry, mean and largest. In the heat map the last axis runs across and the others down (of images
 * the channels across as well); values that are not finite are left out and counted. `traceLayer` records more:
 * gradients beside values, and what each step reads.
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
