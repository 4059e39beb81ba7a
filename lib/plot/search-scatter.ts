import { extent } from "d3-array";
import { ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import type { SearchReport } from "../train/search/search-report.js";
import type { Range } from "../train/search/space.js";
import type { TrialRecord } from "../train/search/trial.js";
import { ALARM, INK, SEQUENTIAL } from "./colors.js";
import { Figure } from "./figure.js";
import type { Annotation, Axis, Rule, ScatterTrace } from "./plotly.js";

export type SearchScatterOptions = {
  title?: string;
  /** The hyperparameters along the two axes; by default the first two that were searched. */
  x?: string;
  y?: string;
  /** What the score is, beside the colors; "validation accuracy" by default. */
  score?: string;
};

/** What stands for the score where only one hyperparameter was searched. */
const SCORE = Symbol("score");
type Side = { name: string | typeof SCORE; range: Range | undefined; title: string };

/** Numbers of an axis as Plotly's ranges want them: logarithms on a log axis. */
const onAxis = (range: Range | undefined, value: number): number =>
  range?.kind === "log" ? Math.log10(value) : value;

/** The two axes: the hyperparameters asked for, or the first two, or the first and the score. */
function sidesOf(
  report: SearchReport,
  { x, y, score = "score" }: SearchScatterOptions,
): [Side, Side] {
  const names = Object.keys(report.space);
  for (const [axis, name] of Object.entries({ x, y }))
    if (name !== undefined && !names.includes(name))
      throw new ValueError(
        `searchScatter: ${axis} must be ${names.map((known) => `"${known}"`).join(" or ")}, got "${name}"`,
      );
  const across = x ?? names.find((name) => name !== y) ?? names[0];
  const up = y ?? names.find((name) => name !== across);
  const side = (name: string): Side => ({ name, range: report.space[name], title: name });
  return [
    side(across),
    up === undefined ? { name: SCORE, range: undefined, title: score } : side(up),
  ];
}

const valueOf = (record: TrialRecord, { name }: Side): number =>
  name === SCORE ? record.score : record.params[name];

/** An axis that holds all values and the whole range, with some room. */
function axisOf({ range, title }: Side, values: number[]): Axis {
  const ends = range === undefined || range.kind === "choice" ? [] : [range.min, range.max];
  const [low = 0, high = 1] = extent([...values, ...ends].filter(Number.isFinite), (value) =>
    onAxis(range, value),
  );
  const room = 0.08 * (high - low || 1);
  const powers = range?.kind === "log" && high - low > 2;
  return {
    title: { text: title },
    type: range?.kind === "log" ? "log" : "linear",
    range: [low - room, high + room],
    ...(powers && { dtick: 1, exponentformat: "power" }),
  };
}

/** The ends of the searched ranges, dotted; in red, with a word, where the best lies at one. */
function borders(
  report: SearchReport,
  sides: [Side, Side],
): { rules: Rule[]; notes: Annotation[] } {
  const { atBorder } = report;
  const rules: Rule[] = [];
  const notes: Annotation[] = [];
  for (const [i, { name, range }] of sides.entries()) {
    if (name === SCORE || range === undefined || range.kind === "choice") continue;
    for (const end of ["low", "high"] as const) {
      const value = range[end === "low" ? "min" : "max"];
      const flagged = atBorder[name] === end;
      const line = {
        color: flagged ? ALARM : INK,
        width: flagged ? 2 : 1,
        dash: flagged ? "dash" : "dot",
      } as const;
      rules.push(
        i === 0
          ? { type: "line", xref: "x", yref: "y domain", x0: value, x1: value, y0: 0, y1: 1, line }
          : { type: "line", xref: "x domain", yref: "y", x0: 0, x1: 1, y0: value, y1: value, line },
      );
      if (!flagged) continue;
      const font = { size: 12, color: ALARM };
      const text = `the best lies at the ${end} end of ${name}: search on beyond it`;
      const low = end === "low";
      notes.push(
        i === 0
          ? { text, xref: "x domain", yref: "y domain", x: low ? 0 : 1, y: 1, xanchor: low ? "left" : "right", yanchor: "bottom", showarrow: false, font } // prettier-ignore
          : { text, xref: "x domain", yref: "y", x: 0.5, y: onAxis(range, value), xanchor: "center", yanchor: low ? "bottom" : "top", showarrow: false, font }, // prettier-ignore
      );
    }
  }
  return { rules, notes };
}

/** Points of one kind, with what the pointer tells of each. */
function pointsOf(records: readonly TrialRecord[], [x, y]: [Side, Side]) {
  const told = records.map(({ trial, epochs, params, score, quit }) => {
    const values = Object.entries(params).map(([name, value]) => `${name} ${formatNumber(value)}`);
    return [`trial ${trial}, ${epochs} epochs`, ...values, `score ${formatNumber(score)}`, ...(quit ? ["given up early"] : [])].join("<br>"); // prettier-ignore
  });
  return {
    type: "scatter",
    mode: "markers",
    x: records.map((record) => valueOf(record, x)),
    y: records.map((record) => valueOf(record, y)),
    text: told,
    hovertemplate: "%{text}<extra></extra>",
  } as const;
}

/**
 * A search of hyperparameters as points, on logarithmic axes where the ranges are, colored by score. The best is
 * ringed; a cross is a trial that was given up or has no number. The ends of the ranges are dotted; where the best
 * lies at one, it is red, for then the search should go on beyond it.
 *
 * With one hyperparameter, the score is the height.
 *
 * @throws ValueError if the search has no trials, or `x` or `y` is none of its hyperparameters.
 *
 * @example
 * const trial = ({ lr, reg }) => ({ score: 1 / (1 + Math.abs(Math.log10(lr) + 3) + reg) });
 * const space = { lr: logUniform(1e-6, 1), reg: logUniform(1e-5, 1) };
 * searchScatter(await randomSearch(trial, { space, rounds: [{ trials: 30, epochs: 1 }] }));
 */
export function searchScatter(report: SearchReport, options: SearchScatterOptions = {}): Figure {
  const { title = "Hyperparameter search", score = "validation accuracy" } = options;
  const { records } = report;
  if (records.length === 0)
    throw new ValueError("searchScatter: report must have at least one trial, got none");
  const sides = sidesOf(report, { ...options, score });
  const isDone = (record: TrialRecord): boolean =>
    record.quit !== true && Number.isFinite(record.score);
  const done = records.filter(isDone).reverse(); // the best last, on top
  const failed = records.filter((record) => !isDone(record));
  const [low = 0, high = 1] = extent(done, (record) => record.score);
  const data: ScatterTrace[] = [
    {
      ...pointsOf(failed, sides),
      name: "given up",
      showlegend: failed.length > 0,
      marker: { symbol: "x", size: 7, color: INK },
    },
    {
      ...pointsOf(done, sides),
      name: "trial",
      showlegend: false,
      marker: {
        size: 10,
        color: done.map((record) => record.score),
        cmin: low,
        cmax: high > low ? high : low + 1,
        colorscale: SEQUENTIAL,
        showscale: true,
        colorbar: { thickness: 14, title: { text: score } },
      },
    },
    {
      ...pointsOf([report.best], sides),
      name: "best",
      showlegend: true,
      marker: { symbol: "circle-open", size: 18, color: ALARM, line: { width: 2.5 } },
    },
  ];
  const { rules, notes } = borders(report, sides);
  const [sentence] = report.toString().split("\n");
  const [x, y] = sides;
  return new Figure({
    data,
    text: `${title}: ${sentence.replace(/^search: /, "")}`,
    layout: {
      title: { text: title },
      height: 420,
      margin: { l: 72, r: 148, t: 76, b: 52 },
      showlegend: true,
      xaxis: axisOf(x, records.map((record) => valueOf(record, x))), // prettier-ignore
      yaxis: axisOf(y, records.map((record) => valueOf(record, y))), // prettier-ignore
      shapes: rules,
      annotations: notes,
    },
  });
}
