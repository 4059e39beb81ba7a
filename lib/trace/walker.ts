import { escapeHtml } from "../display/escape.js";
import { formulaHtml } from "../display/formula-html.js";
import { hash, scriptSafe } from "../plot/page.js";
import { missingText, numbersOf, smallMapHtml } from "../plot/value-summary.js";
import { formatNumber } from "../tensor/format.js";
import { shapeText } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { gradientsByValue, isValue, type TraceData, type TraceEntry } from "./entry.js";
import { WALKER_SCRIPT } from "./walker-script.js";

const LINE = "1px solid rgba(128,128,128,.25)";
const CELL = "padding:5px 10px;vertical-align:middle;text-align:left;";

const STYLE = `
.gradlab-trace:focus{outline:2px solid rgba(59,130,214,.55);outline-offset:2px}
.gradlab-trace .bar{display:flex;flex-wrap:wrap;align-items:center;gap:4px;min-height:38px;margin-bottom:6px}
.gradlab-trace .go{font:inherit;line-height:1;min-width:32px;padding:6px 8px;border:1px solid rgba(128,128,128,.4);border-radius:5px;background:rgba(128,128,128,.1);color:inherit;cursor:pointer}
.gradlab-trace .go:disabled{opacity:.35;cursor:default}
.gradlab-trace .place{margin-left:8px;font-variant-numeric:tabular-nums;opacity:.8}
.gradlab-trace .equation{margin-left:14px;font-size:125%}
.gradlab-trace .reads{margin-left:14px;padding:1px 8px;border-radius:4px;background:rgba(224,130,42,.2)}
.gradlab-trace .reads:empty{display:none}
.gradlab-trace td{transition:opacity .15s,background .15s}
.gradlab-trace td.read{background:rgba(224,130,42,.2)}
.gradlab-trace td.now{background:rgba(59,130,214,.25)}
.gradlab-trace td.later{opacity:.18}
`.replaceAll("\n", "");

/** A single number as it is; of more, a heat map over its smallest and largest entry. */
function valueHtml(value: Tensor): string {
  const caption = (text: string): string =>
    `<div style="font-size:85%;opacity:.75;white-space:nowrap;font-variant-numeric:tabular-nums;margin-top:2px">${text}</div>`;
  if (value.size === 1) return formatNumber(value.item());
  if (value.size === 0) return caption("empty");
  const [min, , max] = numbersOf(value);
  const missing = missingText(value);
  const range = caption(min === max ? `all ${min}` : `${min} … ${max}`);
  return smallMapHtml(value) + range + (missing && `<div style="color:#e0394b">${missing}</div>`);
}

/** The cells of an entry: name, formula, shape if asked for, value. All carry its place in the trace. */
function cellsOf(entry: TraceEntry | undefined, index: number, withShape: boolean): string {
  if (entry === undefined) return `<td style="${CELL}"></td>`.repeat(withShape ? 4 : 3);
  const { name, formula, value, pass } = entry;
  const given = `<span style="opacity:.6">${pass === "upstream" ? "upstream" : "given"}</span>`;
  const cell = (content: string, style = ""): string =>
    `<td data-entry="${index}" style="${CELL}${style}">${content}</td>`;
  return (
    cell(`<code>${escapeHtml(name)}</code>`) +
    cell(formula === "" ? given : formulaHtml(formula), "font-size:115%;white-space:nowrap;") +
    (withShape ? cell(shapeText(value.shape), "white-space:nowrap;") : "") +
    cell(valueHtml(value))
  );
}

function tableHtml(entries: readonly TraceEntry[]): string {
  const gradients = gradientsByValue(entries);
  const index = new Map(entries.map((entry, i) => [entry, i]));
  const back = entries.some((entry) => !isValue(entry));
  const half = (entry: TraceEntry | undefined, withShape: boolean): string =>
    cellsOf(entry, (entry && index.get(entry)) ?? -1, withShape);
  const row = (left: TraceEntry | undefined, right: TraceEntry | undefined): string =>
    `<tr style="border-top:${LINE}">${half(left, true)}${back ? half(right, false) : ""}</tr>`;
  const rows = entries.filter(isValue).map((entry) => row(entry, gradients.get(entry.name)));
  const placed = new Set(gradients.values());
  // Gradients of nothing that has a name, and parts that a later one gathers.
  const others = entries.filter((entry) => !isValue(entry) && !placed.has(entry));
  const heads = [
    "step",
    "formula",
    "shape",
    "value",
    ...(back ? ["gradient", "formula", "value"] : []),
  ];
  const head = heads.map((text) => `<th style="${CELL}font-weight:600">${text}</th>`).join("");
  const body = [...rows, ...others.map((entry) => row(undefined, entry))].join("");
  return `<table style="border-collapse:collapse;margin:0"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** What the page's script walks along: places in the trace. `hides` goes with a step: dY is given after the last forward one. */
function stepsOf(entries: readonly TraceEntry[]): unknown[] {
  const index = new Map(entries.map(({ name }, i) => [name, i]));
  const upstream = entries.flatMap(({ pass }, i) => (pass === "upstream" ? [i] : []));
  let hides = upstream;
  return entries.flatMap(({ pass, reads }, entry) => {
    if (pass !== "forward" && pass !== "backward") return [];
    const step = { entry, pass, reads: reads.map((name) => index.get(name)), names: reads, hides: [] as number[] }; // prettier-ignore
    if (pass === "backward") [step.hides, hides] = [hides, []];
    return [step];
  });
}

/**
 * A trace as HTML: a table with each value beside the gradient that came back to it, and a script that walks through
 * it, step by step; `start` is the step at which it is opened, the whole table by default.
 */
export function walkerHtml({ title, entries }: TraceData, start = -1): string {
  const table = tableHtml(entries);
  const id = `trace-${hash(table)}`;
  const values = [JSON.stringify(id), JSON.stringify(stepsOf(entries)), String(start)];
  return (
    `<div class="gradlab-trace" data-id="${id}" role="group" aria-label="${escapeHtml(title)}">` +
    `<style>${STYLE}</style><div style="overflow-x:auto">${table}</div>` +
    `<script>(${WALKER_SCRIPT})(document.currentScript,${values.map(scriptSafe).join(",")})</script></div>`
  );
}
