import { requireNumber, ShapeError, ValueError } from "../errors.js";
import * as schedules from "../optim/schedules/index.js";
import type { Schedule } from "../optim/schedules/schedule.js";
import { formatNumber } from "../tensor/format.js";
import { SERIES } from "./colors.js";
import { Figure } from "./figure.js";
import { MOST_ACROSS, panelDomain, panelSuffix } from "./panels.js";
import type { Annotation, Axis, ScatterTrace } from "./plotly.js";

export type PlotSchedulesOptions = {
  title?: string;
  /** How many epochs, or updates, to draw: a whole number from 2 to 10,000; 100 by default. */
  epochs?: number;
  /** One panel a schedule instead of one for all; true by default for more than 6 schedules. */
  panels?: boolean;
  /** What a schedule is asked for, below the axis; "epoch" by default. */
  xTitle?: string;
  /** What it gives, beside the axis; "learning rate" by default. */
  yTitle?: string;
};

const ROW_HEIGHT = 190;
const MOST_TOGETHER = 6;

/**
 * The usual schedules by name, each from about `lr` over so many epochs: a gallery for `plotSchedules`.
 *
 * Not among them is the plateau, whose rate depends on the loss.
 *
 * `epochs`: how long the way down takes, a whole number, at least 10. `lr`: the highest rate, at least 0; 1 by default.
 *
 * @throws ValueError if an option is out of range.
 *
 * @example
 * scheduleGallery({ epochs: 90, lr: 0.1 })["step"](1); // 0.1
 */
export function scheduleGallery({
  epochs,
  lr = 1,
}: {
  epochs: number;
  lr?: number;
}): Record<string, Schedule> {
  requireNumber("scheduleGallery", "epochs", epochs, { min: 10, integer: true });
  requireNumber("scheduleGallery", "lr", lr, { min: 0 });
  const warmup = Math.round(epochs / 10);
  return {
    step: schedules.step({ lr, every: epochs / 3, factor: 0.3 }),
    multistep: schedules.multistep({ lr, milestones: [epochs / 2, (3 * epochs) / 4], factor: 0.1 }),
    "×0.97 an epoch": schedules.exponential({ lr }),
    "exponential e^(−kt)": schedules.exponentialRate({ lr, k: 5 / epochs }),
    "1/t": schedules.inverse({ lr, k: 10 / epochs }),
    "1/√t": schedules.inverseSqrt({ lr }),
    "√(1 − t/T)": schedules.squareRoot({ lr, epochs }),
    linear: schedules.linear({ lr, epochs }),
    cosine: schedules.cosine({ lr, epochs }),
    "warm restarts": schedules.warmRestarts({ lr, epochs: epochs / 7, growth: 2 }),
    "warm-up, then cosine": schedules.warmup(schedules.cosine({ lr, epochs: epochs - warmup }), {
      epochs: warmup,
    }),
    "one cycle": schedules.oneCycle({ highest: lr, epochs }),
  };
}

/** The rates of epochs 1, 2, …; a schedule of one's own may give anything. */
function ratesOf(name: string, schedule: Schedule, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, i) => {
    const rate = schedule(i + 1);
    if (!Number.isFinite(rate))
      throw new ValueError(
        `plotSchedules: ${name} must give a finite number for epoch ${i + 1}, got ${String(rate)}`,
      );
    return rate;
  });
}

/**
 * Learning rates over the epochs: schedules as curves, in one plot, or in a panel each with the same axes.
 *
 * Without schedules it draws `scheduleGallery({ epochs })`, the usual ones at a learning rate of 1.
 *
 * @throws ShapeError without schedules; ValueError if an option is out of range, or a rate is not finite.
 *
 * @example
 * plotSchedules({ cosine: schedules.cosine({ lr: 0.1, epochs: 30 }) }, { epochs: 30 }).text;
 * // "Learning rates over 30 epochs: cosine 0.1000 → 2.739e-4"
 */
export function plotSchedules(
  given?: Record<string, Schedule>,
  options: PlotSchedulesOptions = {},
): Figure {
  const { epochs = 100, xTitle = "epoch", yTitle = "learning rate" } = options;
  const { title = `${yTitle[0].toUpperCase()}${yTitle.slice(1)}s over ${epochs} ${xTitle}s` } =
    options;
  requireNumber("plotSchedules", "epochs", epochs, { min: 2, max: 10_000, integer: true });
  const chosen = Object.entries(given ?? scheduleGallery({ epochs: Math.max(10, epochs) }));
  if (chosen.length === 0)
    throw new ShapeError("plotSchedules: expected at least one schedule, got none");
  const rates = chosen.map(([name, schedule]) => ratesOf(name, schedule, epochs));
  const { panels = chosen.length > MOST_TOGETHER } = options;
  const data = chosen.map(([name], i): ScatterTrace => {
    const suffix = panels ? panelSuffix(i) : "";
    return {
      type: "scatter",
      mode: "lines",
      name,
      x: rates[i].map((_, epoch) => epoch + 1),
      y: rates[i],
      line: { color: SERIES[i % SERIES.length], width: 2 },
      hovertemplate: `${xTitle} %{x}: %{y:.4~g}`,
      ...(panels && { xaxis: `x${suffix}`, yaxis: `y${suffix}` }),
    };
  });
  const ends = rates.map((y, i) => {
    return `${chosen[i][0]} ${formatNumber(y[0])} → ${formatNumber(y[epochs - 1])}`;
  });
  return new Figure({
    data,
    text: `${title}: ${ends.join("; ")}`,
    layout: {
      title: { text: title },
      ...(panels
        ? apart(
            chosen.map(([name]) => name),
            epochs,
            Math.max(...rates.flat()),
            { xTitle, yTitle },
          )
        : {
            xaxis: { title: { text: xTitle } },
            yaxis: { title: { text: yTitle }, rangemode: "tozero" },
          }),
    },
  });
}

/** A panel for each name, all with the same axes. */
function apart(
  names: readonly string[],
  epochs: number,
  highest: number,
  { xTitle, yTitle }: { xTitle: string; yTitle: string },
) {
  const count = names.length;
  const rows = Math.ceil(count / MOST_ACROSS);
  const axes: Record<string, Axis> = {};
  const annotations: Annotation[] = [];
  names.forEach((name, i) => {
    const suffix = panelSuffix(i);
    const { x, y } = panelDomain(i, count);
    axes[`xaxis${suffix}`] = {
      range: [0, epochs],
      domain: x,
      anchor: `y${suffix}`,
      ...(i + MOST_ACROSS >= count && { title: { text: xTitle } }),
    };
    axes[`yaxis${suffix}`] = {
      range: [0, (highest || 1) * 1.06],
      domain: y,
      anchor: `x${suffix}`,
      ...(i % MOST_ACROSS === 0 && { title: { text: yTitle } }),
    };
    annotations.push({
      text: name,
      x: (x[0] + x[1]) / 2,
      y: y[1] + 4 / (rows * ROW_HEIGHT),
      ...{ xref: "paper", yref: "paper", xanchor: "center", yanchor: "bottom" },
      showarrow: false,
      font: { size: 13 },
    });
  });
  return {
    ...axes,
    height: rows * ROW_HEIGHT + 116,
    margin: { l: 64, r: 24, t: 76, b: 52 },
    showlegend: false,
    annotations,
  };
}
