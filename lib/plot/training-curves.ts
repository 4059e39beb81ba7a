import { tickStep } from "d3-array";
import { ValueError } from "../errors.js";
import { formatNumber } from "../tensor/format.js";
import { ALARM, INK, SERIES } from "./colors.js";
import { Figure } from "./figure.js";
import type { Annotation, Axis, Rule, ScatterTrace } from "./plotly.js";

/** What curves are drawn from; the `History` that `fit` returns is one. */
export type CurveHistory = {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly trainLoss: number;
    readonly valLoss?: number;
    readonly trainAccuracy?: number;
    readonly valAccuracy?: number;
  }[];
  readonly best?: { readonly epoch: number } | undefined;
  /** "diverged" marks the end of the curves. */
  readonly stopped?: string;
  /** The loss of every minibatch, for `against: "step"`. */
  readonly stepLosses?: readonly number[];
};

export type TrainingCurvesOptions = {
  title?: string;
  /** "epoch" (the default) draws the loss at the end of each epoch, "step" that of every minibatch. */
  against?: "epoch" | "step";
  /** A logarithmic axis for the loss; false by default. */
  logLoss?: boolean;
};

type Measure = "trainLoss" | "valLoss" | "trainAccuracy" | "valAccuracy";
type Panel = { x: "x" | "x2"; y: "y" | "y2" };

const TRAIN = SERIES[0];
const VALIDATION = SERIES[1];
/** With more epochs than this, a marker at each would hide the line. */
const MOST_MARKERS = 40;
/** More minibatches than this are drawn as means of neighbors. */
const MOST_STEPS = 1000;

function curve(history: CurveHistory, measure: Measure, { x, y }: Panel): ScatterTrace[] {
  const points = history.epochs.filter((record) => record[measure] !== undefined);
  // Without classes every accuracy is NaN; a loss that is NaN leaves a gap.
  const isNone = points.every((record) => Number.isNaN(record[measure]));
  if (points.length === 0 || (isNone && measure.endsWith("Accuracy"))) return [];
  const training = measure.startsWith("train");
  const what = measure.endsWith("Loss") ? "loss" : "accuracy";
  const value = what === "loss" ? "%{y:.4~g}" : "%{y:.1%}";
  return [
    {
      type: "scatter",
      mode: points.length > MOST_MARKERS ? "lines" : "lines+markers",
      name: training ? "training" : "validation",
      legendgroup: training ? "training" : "validation",
      showlegend: x === "x",
      x: points.map((record) => record.epoch),
      y: points.map((record) => record[measure] ?? NaN),
      line: { color: training ? TRAIN : VALIDATION, width: 2 },
      marker: { size: 5 },
      hovertemplate: `epoch %{x}: ${what} ${value}`,
      xaxis: x,
      yaxis: y,
    },
  ];
}

function stepCurve(losses: readonly number[]): ScatterTrace {
  const size = Math.max(1, Math.ceil(losses.length / MOST_STEPS));
  const count = Math.ceil(losses.length / size);
  const y = Array.from({ length: count }, (_, i) => {
    const some = losses.slice(i * size, (i + 1) * size);
    return some.reduce((sum, loss) => sum + loss, 0) / some.length;
  });
  return {
    type: "scatter",
    mode: "lines",
    name: size === 1 ? "minibatch" : `mean of ${size} minibatches`,
    showlegend: true,
    x: y.map((_, i) => i * size + (size + 1) / 2),
    y,
    line: { color: TRAIN, width: 1 },
    hovertemplate: "step %{x}: loss %{y:.4~g}",
    xaxis: "x",
    yaxis: "y",
  };
}

/** An upright line through a panel with a word beside it, which keeps away from the panel's ends. */
function mark(
  { x, y }: Panel,
  at: number,
  [from, to]: [number, number],
  style: { text: string; color: string; height: number },
): { note: Annotation; rule: Rule } {
  const share = (at - from) / (to - from);
  const xanchor = share < 0.3 ? "left" : share > 0.7 ? "right" : "center";
  const where = { xref: x, yref: `${y} domain` };
  return {
    note: {
      ...where,
      text: style.text,
      x: at,
      y: style.height,
      xanchor,
      yanchor: "bottom",
      showarrow: false,
      font: { size: 12, color: style.color },
    },
    rule: {
      ...where,
      type: "line",
      x0: at,
      x1: at,
      y0: 0,
      y1: 1,
      line: { color: style.color, width: 1, dash: "dot" },
    },
  };
}

const wholeSteps = (from: number, to: number): number => Math.max(1, tickStep(from, to, 6));

function xAxis(name: string, [from, to]: [number, number], domain: Axis["domain"]): Axis {
  return {
    title: { text: name },
    // Not a range: Plotly would take a new one to be more important than the reader's zoom.
    autorangeoptions: { include: [from, to] },
    dtick: wholeSteps(from, to),
    domain,
  };
}

/** Where the loss stopped being finite, in words, and at which epoch the curves end. */
function divergence(history: CurveHistory): { at: number; text: string } | undefined {
  const { epochs, stepLosses = [] } = history;
  const record = epochs.find(
    ({ trainLoss, valLoss = 0 }) => !Number.isFinite(trainLoss) || !Number.isFinite(valLoss),
  );
  if (record) return { at: record.epoch, text: `diverged at epoch ${record.epoch}` };
  if (history.stopped !== "diverged") return undefined;
  const text = stepLosses.length > 0 ? `diverged at step ${stepLosses.length}` : "diverged";
  return { at: epochs[epochs.length - 1].epoch, text };
}

function describeCurves(history: CurveHistory, title: string): string {
  const { epochs, best } = history;
  const ends = (measure: Measure, name: string): string[] => {
    const values = epochs.map((record) => record[measure]).filter((v) => v !== undefined);
    const isNone = measure.endsWith("Accuracy") && values.every(Number.isNaN);
    if (values.length === 0 || isNone) return [];
    return [`${name} ${formatNumber(values[0])} → ${formatNumber(values[values.length - 1])}`];
  };
  const parts = [
    ...ends("trainLoss", "loss"),
    ...ends("valLoss", "validation loss"),
    ...ends("trainAccuracy", "accuracy"),
    ...ends("valAccuracy", "validation accuracy"),
    ...(best ? [`best epoch ${best.epoch}`] : []),
    ...[divergence(history)?.text ?? []].flat(),
  ];
  return `${title}, epochs ${epochs[0].epoch} to ${epochs[epochs.length - 1].epoch}: ${parts.join(", ")}`;
}

/**
 * Loss and accuracy side by side as they change with training, for the training and the validation set.
 *
 * The best epoch is marked, and the place where the loss stopped being finite. Without accuracies there is
 * only the loss.
 *
 * @throws ValueError if there is no epoch, or no minibatch loss for `against: "step"`.
 *
 * @example
 * trainingCurves({ epochs: [{ epoch: 0, trainLoss: 2.3 }, { epoch: 1, trainLoss: 1.7 }] }).text;
 * // "Training, epochs 0 to 1: loss 2.300 → 1.700"
 */
export function trainingCurves(
  history: CurveHistory,
  { title = "Training", against = "epoch", logLoss = false }: TrainingCurvesOptions = {},
): Figure {
  const { epochs, best, stepLosses = [] } = history;
  if (epochs.length === 0)
    throw new ValueError("trainingCurves: history must have at least one epoch, got none");
  const bySteps = against === "step";
  if (bySteps && stepLosses.length === 0)
    throw new ValueError('trainingCurves: against "step" needs history.stepLosses, got none');

  const left: Panel = { x: "x", y: "y" };
  const right: Panel = { x: "x2", y: "y2" };
  const losses = bySteps
    ? [stepCurve(stepLosses)]
    : [...curve(history, "trainLoss", left), ...curve(history, "valLoss", left)];
  const accuracies = [
    ...curve(history, "trainAccuracy", right),
    ...curve(history, "valAccuracy", right),
  ];
  const both = accuracies.length > 0;
  if (bySteps) for (const trace of accuracies) trace.showlegend = true;

  const first = epochs[0].epoch;
  const epochRange: [number, number] = [
    first,
    Math.max(first + 1, epochs[epochs.length - 1].epoch),
  ];
  const lossRange: [number, number] = bySteps ? [0, Math.max(2, stepLosses.length)] : epochRange;
  const panels = [...(bySteps ? [] : [left]), ...(both ? [right] : [])];
  const diverged = divergence(history);
  const marks = panels.flatMap((panel) => [
    ...(best
      ? [
          mark(panel, best.epoch, epochRange, {
            text: `best: ${best.epoch}`,
            color: INK,
            height: 1,
          }),
        ]
      : []),
    ...(diverged && panel === left
      ? [mark(panel, diverged.at, epochRange, { text: diverged.text, color: ALARM, height: 1.075 })]
      : []),
  ]);
  if (diverged && bySteps)
    marks.push(
      mark(left, stepLosses.length, lossRange, {
        text: diverged.text,
        color: ALARM,
        height: 1.075,
      }),
    );
  return new Figure({
    data: [...losses, ...accuracies],
    text: describeCurves(history, title),
    layout: {
      title: { text: title },
      margin: { l: 64, r: 24, t: 72, b: 52 },
      showlegend: true,
      xaxis: xAxis(against, lossRange, both ? [0, 0.44] : [0, 1]),
      yaxis: {
        title: { text: "loss" },
        ...(logLoss ? { type: "log" } : { rangemode: "tozero" }),
      },
      ...(both && {
        xaxis2: { ...xAxis("epoch", epochRange, [0.56, 1]), anchor: "y2" },
        yaxis2: {
          title: { text: "accuracy" },
          range: [0, 1.03],
          dtick: 0.2,
          tickformat: ".0%",
          anchor: "x2",
        },
      }),
      annotations: marks.map(({ note }) => note),
      shapes: marks.map(({ rule }) => rule),
    },
  });
}
