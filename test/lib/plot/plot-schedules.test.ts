import { describe, expect, test } from "vitest";
import * as schedules from "../../../lib/optim/schedules/index.js";
import { plotSchedules, scheduleGallery } from "../../../lib/plot/plot-schedules.js";
import type { ScatterTrace } from "../../../lib/plot/plotly.js";

const cosine = schedules.cosine({ lr: 0.1, epochs: 4 });

describe("plotSchedules", () => {
  test("draws what the schedule gives for epochs 1, 2, …", () => {
    const { data } = plotSchedules({ cosine }, { epochs: 4 });
    expect(data[0]).toMatchObject({ name: "cosine", x: [1, 2, 3, 4] });
    expect((data[0] as ScatterTrace).y).toEqual([1, 2, 3, 4].map((epoch) => cosine(epoch)));
  });

  test("puts up to six into one plot and more into panels, unless told", () => {
    const axes = (options = {}) =>
      new Set((plotSchedules(undefined, options).data as ScatterTrace[]).map(({ xaxis }) => xaxis)).size; // prettier-ignore
    expect(axes()).toBe(12);
    expect(axes({ panels: false })).toBe(1);
    const { layout } = plotSchedules({ a: cosine, b: cosine }, { epochs: 4, panels: true });
    expect(layout.xaxis2?.range).toEqual(layout.xaxis?.range);
    expect(layout.yaxis2?.range).toEqual(layout.yaxis?.range);
  });

  test("the gallery never leaves 0 to lr, and begins or peaks at lr", () => {
    for (const [name, schedule] of Object.entries(scheduleGallery({ epochs: 60, lr: 0.5 }))) {
      const rates = Array.from({ length: 60 }, (_, i) => schedule(i + 1));
      expect(Math.max(...rates), name).toBeCloseTo(0.5, 10);
      expect(Math.min(...rates), name).toBeGreaterThanOrEqual(0);
    }
  });

  test("says what is wrong with its input", () => {
    expect(() => plotSchedules({})).toThrow(
      "plotSchedules: expected at least one schedule, got none",
    );
    expect(() => plotSchedules({ cosine }, { epochs: 1 })).toThrow(
      "plotSchedules: epochs must be an integer from 2 to 10000, got 1",
    );
    expect(() => plotSchedules({ mine: () => NaN }, { epochs: 2 })).toThrow(
      "plotSchedules: mine must give a finite number for epoch 1, got NaN",
    );
    expect(() => scheduleGallery({ epochs: 9 })).toThrow(
      "scheduleGallery: epochs must be an integer of at least 10, got 9",
    );
  });
});
