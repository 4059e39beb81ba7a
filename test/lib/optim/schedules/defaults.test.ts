import { describe, expect, test } from "vitest";
import * as schedules from "../../../../lib/optim/schedules/index.js";

const along = (rate: schedules.Schedule, epochs: number): number[] =>
  Array.from({ length: epochs }, (_, i) => rate(i + 1));

test("a schedule by its factor is the rate times the factor of the epochs done", () => {
  const asked: number[] = [];
  const rate = schedules.lambda({ lr: 3, factor: (t) => (asked.push(t), 2 + t) });
  expect(along(rate, 3)).toEqual([6, 9, 12]);
  expect(asked).toEqual([0, 1, 2]);
});

describe("a schedule that is told nothing", () => {
  test("falls by a tenth at each step", () => {
    expect(schedules.step({ lr: 1, every: 1 })(2)).toBe(0.1);
    expect(schedules.multistep({ lr: 1, milestones: [1] })(2)).toBe(0.1);
  });

  test("falls along a line, by a polynomial", () => {
    expect(along(schedules.polynomial({ lr: 1, epochs: 4 }), 5)).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  test("falls to 0 along a cosine, with restarts of one length", () => {
    const options = { lr: 1, epochs: 2 };
    for (const growth of [undefined, 1]) {
      const rates = along(schedules.warmRestarts({ ...options, growth }), 5);
      [1, 0.5, 1, 0.5, 1].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 15));
    }
    expect(schedules.warmRestarts({ lr: 1, epochs: 10 })(10)).toBeLessThan(0.03);
  });
});

test("a warm-up of two and a half epochs leaves the schedule after it half an epoch ahead", () => {
  const asked: number[] = [];
  const rate = schedules.warmup((epoch) => (asked.push(epoch), epoch), { epochs: 2.5 });
  expect(along(rate, 5)).toEqual([0.4, 0.8, 1, 1.5, 2.5]);
  expect(asked).toEqual([1, 1, 1, 1.5, 2.5]);
});

test.each([
  ["step", () => schedules.step({ lr: 1, every: 1, factor: -0.5 }), "factor", "of at least 0"],
  [
    "multistep",
    () => schedules.multistep({ lr: 1, milestones: [], factor: -0.5 }),
    "factor",
    "of at least 0",
  ],
  ["exponential", () => schedules.exponential({ lr: 1, factor: -0.5 }), "factor", "of at least 0"],
  ["inverse", () => schedules.inverse({ lr: 1, k: -0.5 }), "k", "of at least 0"],
  ["exponentialRate", () => schedules.exponentialRate({ lr: 1, k: -0.5 }), "k", "of at least 0"],
  [
    "oneCycleMomentum",
    () => schedules.oneCycleMomentum({ epochs: 3, high: -0.5 }),
    "high",
    "from 0 to 1",
  ],
])("%s refuses what is below 0", (name, make, option, range) => {
  expect(make).toThrow(`schedules.${name}: ${option} must be a finite number ${range}, got -0.5`);
});

test("one cycle's momentum is at most 1", () => {
  expect(() => schedules.oneCycleMomentum({ epochs: 3, high: 1.5 })).toThrow(
    "schedules.oneCycleMomentum: high must be a finite number from 0 to 1, got 1.5",
  );
});
