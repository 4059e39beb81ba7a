import { expect, test } from "vitest";
import { ShapeError, ValueError } from "../../../lib/errors.js";
import { averageBias, averageWindow, movingAverage } from "../../../lib/optim/moving-average.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { full, ones, randn, tensor } from "../../../lib/tensor/create.js";

test("a moving average of a constant lacks its bias, βᵗ of it, and the correction gives it back", () => {
  const average = movingAverage(full([9], 5), { beta: 0.8 });
  average.data.forEach((value, i) =>
    expect(value).toBeCloseTo(5 * (1 - averageBias(i + 1, { beta: 0.8 })), 14),
  );
  const corrected = movingAverage(full([9], 5), { beta: 0.8, corrected: true });
  for (const value of corrected.data) expect(value).toBeCloseTo(5, 14);
});

test("its window is 1/(1 − β): older values weigh 1/e or less, and noise shrinks as if so many were averaged", () => {
  expect(averageWindow({ beta: 0.99 })).toBeCloseTo(100, 10);
  expect(averageBias(100, { beta: 0.99 })).toBeLessThan(1 / Math.E);
  const noise = movingAverage(randn([20_000], new Random(1)), { beta: 0.95 });
  // The variance of such an average is (1 − β)/(1 + β), about half of 1/window.
  expect(noise.pow(2).mean().item()).toBeCloseTo(0.05 / 1.95, 2);
});

test("β = 0 remembers nothing; the steps are recorded; the dtype stays", () => {
  const trace: Entry[] = [];
  const x = tensor([3, -1, 4], { dtype: "float32" });
  const same = movingAverage(x, { beta: 0, corrected: true }, record(trace));
  expect(same.toArray()).toEqual([3, -1, 4]);
  expect(same.dtype).toBe("float32");
  expect(trace.map(({ name }) => name)).toEqual(["m", "mHat"]);
});

test("refuses a β of 1, a table and a time before the start", () => {
  const message = "beta must be a finite number of at least 0 and below 1, got 1";
  expect(() => movingAverage(ones([2]), { beta: 1 })).toThrow(
    new ValueError(`movingAverage: ${message}`),
  );
  expect(() => averageWindow({ beta: 1 })).toThrow(`averageWindow: ${message}`);
  expect(() => movingAverage(ones([2, 2]))).toThrow(
    new ShapeError("movingAverage: x must have shape (T), got (2, 2)"),
  );
  expect(() => averageBias(-1)).toThrow(
    "averageBias: t must be a finite number of at least 0, got -1",
  );
});
