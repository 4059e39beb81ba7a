import { newDisplay } from "../display/display.js";
import {
  trainingCurves,
  type CurveHistory,
  type TrainingCurvesOptions,
} from "./training-curves.js";

/** A figure is larger than a progress bar, and Plotly takes a while to draw it: at most four a second. */
const SHOW_EVERY = 250;

/**
 * Training curves that grow while a network trains: a callback that shows them the first time and updates
 * that one plot afterwards, at most four times a second and always with `{ final: true }`.
 *
 * `options` are those of `trainingCurves`.
 *
 * @example
 * await fit(model, examples, { onEpoch: liveCurves() });
 */
export function liveCurves(
  options: TrainingCurvesOptions = {},
): (history: CurveHistory, end?: { final?: boolean }) => void {
  const display = newDisplay();
  let shownAt = -Infinity;
  return (history, { final = false } = {}) => {
    const now = performance.now();
    if (history.epochs.length === 0 || (!final && now - shownAt < SHOW_EVERY)) return;
    // Before the first update there are no minibatches yet: the loss at each epoch stands in.
    const against = (history.stepLosses?.length ?? 0) > 0 ? options.against : "epoch";
    display.show(trainingCurves(history, { ...options, against }), { final });
    shownAt = now;
  };
}
