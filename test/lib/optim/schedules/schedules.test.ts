import { describe, expect, test } from "vitest";
import { ValueError } from "../../../../lib/errors.js";
import * as schedules from "../../../../lib/optim/schedules/index.js";
import * as plateau from "../../../../lib/optim/schedules/plateau.js";

const along = (rate: schedules.Schedule, epochs: number): number[] =>
  Array.from({ length: epochs }, (_, i) => rate(i + 1));

const flat = { highest: 1, epochs: 10 };
const all: readonly (readonly [string, schedules.Schedule])[] = [
  ["lambda", schedules.lambda({ lr: 1, factor: () => 1 })],
  ["step", schedules.step({ lr: 1, every: 3 })],
  ["multistep", schedules.multistep({ lr: 1, milestones: [2, 4] })],
  ["exponential", schedules.exponential({ lr: 1 })],
  ["exponentialRate", schedules.exponentialRate({ lr: 1, k: 0.1 })],
  ["inverse", schedules.inverse({ lr: 1 })],
  ["inverseSqrt", schedules.inverseSqrt({ lr: 1 })],
  ["polynomial", schedules.polynomial({ lr: 1, epochs: 10 })],
  ["cosine", schedules.cosine({ lr: 1, epochs: 10 })],
  ["warmRestarts", schedules.warmRestarts({ lr: 1, epochs: 4 })],
  ["warmup", schedules.warmup(() => 1, { epochs: 3 })],
  ["oneCycle", schedules.oneCycle(flat)],
  ["oneCycleMomentum", schedules.oneCycleMomentum({ epochs: 10 })],
];

describe.each(all)("%s", (name, rate) => {
  test("counts epochs from 1 and refuses others", () => {
    expect(Number.isFinite(rate(1))).toBe(true);
    for (const epoch of [0, -1, NaN, Infinity])
      expect(() => rate(epoch)).toThrow(
        new ValueError(
          `schedules.${name}: epoch must be a finite number of at least 1, got ${String(epoch)}`,
        ),
      );
  });

  test("is pure: the same epoch has the same rate, whatever was asked before", () => {
    const forth = along(rate, 30);
    const back = Array.from({ length: 30 }, (_, i) => rate(30 - i));
    expect(back.reverse()).toEqual(forth);
  });

  test("never falls below 0, long after its end", () => {
    for (const value of along(rate, 100)) expect(value).toBeGreaterThanOrEqual(0);
  });
});

describe("a schedule", () => {
  test("that falls by steps does so after every s epochs, and at each milestone", () => {
    expect(along(schedules.step({ lr: 8, every: 3, factor: 0.5 }), 7)).toEqual([
      8, 8, 8, 4, 4, 4, 2,
    ]);
    const rate = schedules.multistep({ lr: 8, milestones: [4, 1, 4], factor: 0.5 });
    expect(along(rate, 6)).toEqual([8, 4, 4, 4, 1, 1]);
  });

  test("of × 0.97 an epoch is the default exponential, and e^(−kt) is the same by its rate", () => {
    expect(schedules.exponential({ lr: 1 })(3)).toBeCloseTo(0.97 ** 2, 15);
    const rate = schedules.exponentialRate({ lr: 1, k: -Math.log(0.97) });
    expect(rate(20)).toBeCloseTo(schedules.exponential({ lr: 1 })(20), 14);
  });

  test("of restarts begins every cycle at the top, each longer by its growth", () => {
    const rate = schedules.warmRestarts({ lr: 1, epochs: 3, growth: 2, lowest: 0.1 });
    const tops = along(rate, 50).flatMap((value, t) => (value === 1 ? [t] : []));
    expect(tops).toEqual([0, 3, 9, 21, 45]);
    const sameLength = schedules.warmRestarts({ lr: 1, epochs: 5 });
    expect(sameLength(7.5)).toBe(sameLength(2.5));
  });

  test("of one cycle tops once, and the momentum is lowest there", () => {
    const options = { epochs: 20, rise: 0.25 };
    const rates = along(schedules.oneCycle({ highest: 2, ...options }), 20);
    const momenta = along(schedules.oneCycleMomentum(options), 20);
    expect(rates.indexOf(Math.max(...rates))).toBe(4);
    expect(momenta.indexOf(Math.min(...momenta))).toBe(4);
    const corners = [rates, momenta].flatMap((values) => [values[0], values[4], values[19]]);
    [2 / 25, 2, 2 / 25 / 1e4, 0.95, 0.85, 0.95].forEach((value, i) =>
      expect(corners[i]).toBeCloseTo(value, 14),
    );
  });

  test("of one cycle stays at its last rate after its end, and may rise for no time at all", () => {
    const rate = schedules.oneCycle(flat);
    expect(rate(11)).toBe(rate(10));
    expect(along(schedules.oneCycle({ ...flat, rise: 0.1, shape: "linear" }), 1)).toEqual([1]);
    expect(schedules.oneCycle({ ...flat, epochs: 1 })(1)).toBeCloseTo(1 / 25 / 1e4, 15);
  });

  test("warmed up is a line to its first rate, then itself from the start", () => {
    const after = schedules.cosine({ lr: 3, epochs: 5 });
    const rate = schedules.warmup(after, { epochs: 3 });
    expect(along(rate, 3)).toEqual([1, 2, 3]);
    expect(along(rate, 8).slice(3)).toEqual(along(after, 5));
  });

  test("refuses options out of range, by name", () => {
    const above0 = "must be a finite number above 0";
    expect(() => schedules.step({ lr: -1, every: 2 })).toThrow(
      "schedules.step: lr must be a finite number of at least 0, got -1",
    );
    expect(() => schedules.multistep({ lr: 1, milestones: [1, -2] })).toThrow(
      "schedules.multistep: milestones[1] must be a finite number of at least 0, got -2",
    );
    expect(() => schedules.polynomial({ lr: 1, epochs: 2, power: 0 })).toThrow(
      `schedules.polynomial: power ${above0}, got 0`,
    );
    expect(() => schedules.step({ lr: 1, every: 0 })).toThrow(
      `schedules.step: every ${above0}, got 0`,
    );
    expect(() => schedules.cosine({ lr: 1, epochs: 0 })).toThrow(
      `schedules.cosine: epochs ${above0}, got 0`,
    );
    expect(() => schedules.warmRestarts({ lr: 1, epochs: 2, growth: 0.5 })).toThrow(
      "schedules.warmRestarts: growth must be a finite number of at least 1, got 0.5",
    );
    expect(() => schedules.oneCycle({ ...flat, startDivisor: 0 })).toThrow(
      `schedules.oneCycle: startDivisor ${above0}, got 0`,
    );
    expect(() => schedules.oneCycle({ ...flat, epochs: 2.5 })).toThrow(
      "schedules.oneCycle: epochs must be an integer of at least 1, got 2.5",
    );
    expect(() => schedules.lambda({ lr: 1, factor: () => NaN })(2)).toThrow(
      "schedules.lambda: factor(1) must be a finite number, got NaN",
    );
  });
});

describe("reduce on plateau", () => {
  const follow = (metrics: readonly number[], options: plateau.PlateauOptions): number[] => {
    let state = plateau.init({ lr: 1 });
    return metrics.map((metric) => (state = plateau.update(state, metric, options)).lr);
  };

  test("bears `patience` bad epochs and falls at the next, then counts anew", () => {
    const options = { patience: 1, factor: 0.5 };
    expect(follow([5, 5, 5, 5, 5, 4, 5], options)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
  });

  test("does not count while it cools down", () => {
    const options = { patience: 0, factor: 0.5, cooldown: 2 };
    expect(follow([5, 5, 5, 5, 5], options)).toEqual([1, 0.5, 0.5, 0.5, 0.25]);
  });

  test("asks for a better accuracy by at least the threshold", () => {
    const options = { patience: 0, factor: 0.5, goal: "max", threshold: 0.1 } as const;
    expect(follow([0.5, 0.54, 0.56], { ...options })).toEqual([1, 0.5, 0.5]);
    expect(follow([0.5, 0.54, 0.61], { ...options, measure: "absolute" })).toEqual([1, 0.5, 0.5]);
  });

  test("takes NaN for a bad epoch and never falls below the lowest rate", () => {
    const options = { patience: 0, factor: 0.1, lowest: 0.05 };
    expect(follow([NaN, NaN, 1, NaN], options)).toEqual([0.1, 0.05, 0.05, 0.05]);
  });

  test("leaves the state that it is given alone", () => {
    const before = plateau.init({ lr: 1 });
    plateau.update(before, 3);
    expect(before).toEqual({ lr: 1, best: undefined, bad: 0, cooling: 0 });
  });

  test("refuses options out of range", () => {
    const state = plateau.init({ lr: 1 });
    expect(() => plateau.init({ lr: NaN })).toThrow(ValueError);
    expect(() => plateau.update(state, 1, { factor: 1 })).toThrow(
      "plateau.update: factor must be a finite number of at least 0 and below 1, got 1",
    );
    expect(() => plateau.update(state, 1, { patience: -1 })).toThrow(
      "plateau.update: patience must be a finite number of at least 0, got -1",
    );
  });
});
