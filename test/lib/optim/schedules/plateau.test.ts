import { describe, expect, test } from "vitest";
import * as plateau from "../../../../lib/optim/schedules/plateau.js";

/** The rate after each metric. */
const ratesOf = (metrics: number[], options?: plateau.PlateauOptions, lr = 1): number[] => {
  let state = plateau.init({ lr });
  return metrics.map((metric) => (state = plateau.update(state, metric, options)).lr);
};

describe("what a plateau is", () => {
  test("by default more than 10 epochs, after which a tenth of the rate is left", () => {
    const rates = ratesOf(Array<number>(12).fill(5));
    expect(rates.slice(0, 11)).toEqual(Array<number>(11).fill(1));
    expect(rates[11]).toBeCloseTo(0.1, 15);
  });

  /** Whether going from 2 to this counts as better. */
  const better = (metric: number, options?: plateau.PlateauOptions): boolean =>
    ratesOf([2, metric], { patience: 0, ...options })[1] === 1;

  test("by default a fall of less than 1/10000 of the best", () => {
    expect(better(2 - 2.1e-4)).toBe(true);
    expect(better(2 - 1.9e-4)).toBe(false);
  });

  test("measured in the metric's own unit, or as a share, down or up", () => {
    expect(better(1.7, { threshold: 0.25, measure: "absolute" })).toBe(true);
    expect(better(1.7, { threshold: 0.25, measure: "relative" })).toBe(false);
    expect(better(2.3, { threshold: 0.25, measure: "absolute", goal: "max" })).toBe(true);
    expect(better(2.3, { threshold: 0.25, measure: "relative", goal: "max" })).toBe(false);
  });

  test("a change that is no more than the threshold", () => {
    expect(better(1.75, { threshold: 0.25, measure: "absolute" })).toBe(false);
    expect(better(2.25, { threshold: 0.25, measure: "absolute", goal: "max" })).toBe(false);
    expect(better(2, { threshold: 0 })).toBe(false);
  });
});

test("a fall of the rate of 1e-8 or less is not made, as in PyTorch", () => {
  const after = (lr: number): number => ratesOf([1, 1], { patience: 0, factor: 0.5 }, lr)[1];
  expect(after(1.9e-8)).toBe(1.9e-8);
  expect(after(2e-8)).toBe(2e-8);
  expect(after(4e-8)).toBe(2e-8);
});

test("a factor of 0 ends training, and one below is refused", () => {
  expect(ratesOf([1, 1], { patience: 0, factor: 0 })[1]).toBe(0);
  for (const factor of [-0.5, 1])
    expect(() => ratesOf([1], { factor })).toThrow(
      `plateau.update: factor must be a finite number of at least 0 and below 1, got ${factor}`,
    );
});
