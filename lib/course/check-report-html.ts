import { escapeHtml } from "../display/escape.js";
import { formulaHtml } from "../display/formula-html.js";
import { KIND_WORDS } from "./check-report-text.js";
import { exampleTexts, type ExampleRow } from "./example-rows.js";
import { partNamed } from "./exercise.js";
import type { Findings } from "./findings.js";
import type { Kind } from "./judge.js";
import type { StepOutcome } from "./outcome.js";

/** A sign and a color for each outcome; the word stands beside it, for those who see neither. */
const SIGNS: Record<Kind, { sign: string; color: string }> = {
  ok: { sign: "✓", color: "#2e8540" },
  wrong: { sign: "✗", color: "#c8372d" },
  missing: { sign: "✗", color: "#c8372d" },
  todo: { sign: "○", color: "#8a8a8a" },
};

/** The report for a notebook. It draws on the page's own colors, so that it fits light and dark themes. */
export function reportHtml(report: Findings): string {
  const parts = report.parts.map(({ name }) =>
    partHtml(
      name,
      report.outcomes.filter(({ part }) => part === name),
    ),
  );
  return (
    `<div style="max-width:60em;line-height:1.5">` +
    `<div style="font-size:1.15em"><b>${escapeHtml(report.exercise.title)}</b>: ${escapeHtml(report.summary)}</div>` +
    `<div style="opacity:.75">${report.earned} of ${report.points} points on the visible checks</div>` +
    `<table style="margin:.6em 0;border-spacing:0">${parts.join("")}</table>` +
    wrongHtml(report) +
    `<div style="margin-top:.6em"><b>Next:</b> ${escapeHtml(report.next)}</div></div>`
  );
}

function partHtml(name: string, outcomes: readonly StepOutcome[]): string {
  const chips = outcomes.map((outcome) => {
    const { sign, color } = SIGNS[outcome.kind];
    return (
      `<span style="display:inline-block;margin:1px 1em 1px 0;white-space:nowrap">` +
      `<b style="color:${color}" title="${KIND_WORDS[outcome.kind]}">${sign}</b> ${escapeHtml(outcome.step)} ` +
      `<span style="opacity:.65;font-size:.85em">${outcome.earned}/${outcome.points}` +
      `${outcome.kind === "ok" ? "" : `, ${KIND_WORDS[outcome.kind]}`}</span></span>`
    );
  });
  return (
    `<tr><th style="text-align:left;vertical-align:top;padding:2px 1.2em 2px 0">${escapeHtml(name)}</th>` +
    `<td style="text-align:left;padding:2px 0">${chips.join("")}</td></tr>`
  );
}

function wrongHtml(report: Findings): string {
  const { firstWrong: wrong, counterexample: example } = report;
  if (wrong === undefined) return "";
  const formula =
    wrong.formula === "" ? "" : `<div style="margin:.3em 0">${formulaHtml(wrong.formula)}</div>`;
  const cause =
    wrong.cause === undefined
      ? ""
      : `<div style="margin-top:.4em"><b>Likely cause:</b> ${escapeHtml(wrong.cause.cause)}.</div>`;
  let table = "";
  if (example !== undefined) {
    const texts = exampleTexts(partNamed(report.exercise, wrong.part), example);
    const { inputs, before, expected, got } = texts;
    table =
      `<div style="margin-top:.4em">The smallest input that shows it:</div>` +
      `<table style="border-spacing:0;margin:.2em 0">` +
      inputs.map((row) => rowHtml(row)).join("") +
      (before.length === 0
        ? ""
        : headHtml("right so far") + before.map((row) => rowHtml(row)).join("")) +
      headHtml(wrong.step) +
      rowHtml(expected, SIGNS.ok.color) +
      `${got === undefined ? "" : rowHtml(got, SIGNS.wrong.color)}</table>`;
  }
  return (
    `<div style="border-left:4px solid ${SIGNS.wrong.color};padding:.2em 0 .2em 1em">` +
    `<div>First step that goes wrong: <b>${escapeHtml(wrong.step)}</b> in <b>${escapeHtml(wrong.part)}</b></div>` +
    `${formula}<div>${escapeHtml(example?.problem ?? wrong.problem)}</div>${table}${cause}</div>`
  );
}

const headHtml = (title: string): string =>
  `<tr style="background:none"><td colspan="3" style="text-align:left;opacity:.65;padding:.4em 0 1px">${escapeHtml(title)}</td></tr>`;

function rowHtml({ name, shape, value }: ExampleRow, color = "inherit"): string {
  const cell = "text-align:left;padding:1px 1em 1px 0";
  return (
    `<tr><td style="${cell};color:${color}">${escapeHtml(name)}</td>` +
    `<td style="${cell};opacity:.65">${escapeHtml(shape)}</td>` +
    `<td style="${cell};font-family:monospace;color:${color}">${escapeHtml(value)}</td></tr>`
  );
}
