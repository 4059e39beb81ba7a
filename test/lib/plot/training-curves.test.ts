import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { liveCurves } from "../../../lib/plot/live-curves.js";
import { isFlat } from "../../../lib/plot/plotly.js";
import { trainingCurves, type CurveHistory } from "../../../lib/plot/training-curves.js";

const epochs = [0, 1, 2, 3].map((epoch) => ({
  epoch,
  trainLoss: 2.5 - 0.5 * epoch,
  valLoss: 2.3 - 0.4 * epoch,
  trainAccuracy: 0.1 + 0.2 * epoch,
  valAccuracy: 0.1 + 0.15 * epoch,
}));
const notes = (history: CurveHistory): string[] =>
  (trainingCurves(history).layout.annotations ?? []).map(({ text }) => text);

describe("trainingCurves", () => {
  test("has no accuracy where there are no classes to be right about", () => {
    const numbers = epochs.map((record) => ({ ...record, trainAccuracy: NaN, valAccuracy: NaN }));
    const { data, text } = trainingCurves({ epochs: numbers });
    expect(data.map(({ name }) => name)).toEqual(["training", "validation"]);
    expect(text).not.toContain("accuracy");
  });

  test("draws loss and accuracy of both sets against the epoch", () => {
    const { data, layout } = trainingCurves({ epochs, best: epochs[2] });
    expect(data.filter(isFlat).map(({ name, xaxis }) => [name, xaxis])).toEqual([
      ["training", "x"],
      ["validation", "x"],
      ["training", "x2"],
      ["validation", "x2"],
    ]);
    expect(data[0]).toMatchObject({
      x: [0, 1, 2, 3],
      y: [2.5, 2, 1.5, 1],
    });
    expect([layout.xaxis?.title?.text, layout.yaxis?.title?.text]).toEqual(["epoch", "loss"]);
    expect(layout.yaxis2?.title?.text).toBe("accuracy");
  });

  test("names each set once in the legend", () => {
    const { data } = trainingCurves({ epochs });
    expect(data.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
  });

  test("draws only the loss when there is no accuracy", () => {
    const { data, layout } = trainingCurves({ epochs: [{ epoch: 1, trainLoss: 2 }] });
    expect(data).toHaveLength(1);
    expect(layout.xaxis2).toBeUndefined();
  });

  test("marks the best epoch in both panels", () => {
    expect(notes({ epochs, best: epochs[2] })).toEqual(["best: 2", "best: 2"]);
  });

  test("marks the epoch at which the loss was no longer finite", () => {
    expect(notes({ epochs: [...epochs, { epoch: 4, trainLoss: NaN }] })).toEqual([
      "diverged at epoch 4",
    ]);
    expect(notes({ epochs: [{ epoch: 0, trainLoss: Infinity }] })).toEqual(["diverged at epoch 0"]);
  });

  test("marks the step at which a run ended within an epoch", () => {
    expect(notes({ epochs, stopped: "diverged", stepLosses: [2, 9, NaN] })).toEqual([
      "diverged at step 3",
    ]);
  });

  test("draws the loss of every minibatch against the step, of many as means", () => {
    const few = trainingCurves({ epochs, stepLosses: [3, 2, 1] }, { against: "step" });
    expect(few.data[0]).toMatchObject({ name: "minibatch", x: [1, 2, 3], y: [3, 2, 1] });
    const many = trainingCurves(
      { epochs, stepLosses: Array.from({ length: 2500 }, (_, i) => i) },
      { against: "step" },
    );
    expect(many.data[0]).toMatchObject({ name: "mean of 3 minibatches" });
    expect(many.data[0].type === "scatter" && many.data[0].y[0]).toBe(1);
  });

  test("says in a line what is to be seen", () => {
    expect(trainingCurves({ epochs, best: epochs[3] }).text).toBe(
      "Training, epochs 0 to 3: loss 2.500 → 1, validation loss 2.300 → 1.100, " +
        "accuracy 0.1000 → 0.7000, validation accuracy 0.1000 → 0.5500, best epoch 3",
    );
  });

  test("is the same for the same history", () => {
    expect(trainingCurves({ epochs })).toEqual(trainingCurves({ epochs }));
  });

  test("refuses a history without epochs, and steps without their losses", () => {
    expect(() => trainingCurves({ epochs: [] })).toThrow(
      "trainingCurves: history must have at least one epoch, got none",
    );
    expect(() => trainingCurves({ epochs }, { against: "step" })).toThrow(
      'trainingCurves: against "step" needs history.stepLosses, got none',
    );
  });
});

describe("liveCurves", () => {
  const BROADCAST = Symbol.for("Jupyter.broadcast");
  type Content = { data: { "text/html": string }; transient: { display_id: string } };
  let sent: [string, Content][] = [];
  const grow = (count: number): CurveHistory => ({ epochs: epochs.slice(0, count) });

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    (globalThis as Record<symbol, unknown>)[BROADCAST] = (type: string, content: Content) =>
      void sent.push([type, content]);
  });
  afterEach(() => {
    vi.useRealTimers();
    (globalThis as Record<symbol, unknown>)[BROADCAST] = undefined;
  });

  test("shows once and updates that display, the same plot on the page", () => {
    const live = liveCurves();
    live(grow(1));
    vi.advanceTimersByTime(300);
    live(grow(2));
    expect(sent.map(([type]) => type)).toEqual(["display_data", "update_display_data"]);
    expect(new Set(sent.map(([, content]) => content.transient.display_id)).size).toBe(1);
    const ids = sent.map(([, { data }]) => /data-id="([^"]+)"/.exec(data["text/html"])?.[1]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBe(sent[0][1].transient.display_id);
  });

  test("shows at most four a second, and always the last", () => {
    const live = liveCurves();
    for (let i = 0; i < 100; i++) {
      live(grow(1 + (i % 4)));
      vi.advanceTimersByTime(10);
    }
    expect(sent.length).toBeLessThanOrEqual(5);
    live(grow(4), { final: true });
    expect(sent.at(-1)?.[1].data["text/html"]).toContain('alt="Training, epochs 0 to 3');
  });

  test("against steps it begins with epochs, as there is no step yet", () => {
    const live = liveCurves({ against: "step" });
    expect(() => live({ ...grow(1), stepLosses: [] })).not.toThrow();
    expect(sent).toHaveLength(1);
  });
});
