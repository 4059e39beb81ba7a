import { describe, expect, test } from "vitest";
import { averageOverMasks } from "../../../lib/layers/average-over-masks.js";
import * as averagePool from "../../../lib/layers/average-pool.js";
import * as fractionalMaxPool from "../../../lib/layers/fractional-max-pool.js";
import { Random } from "../../../lib/random.js";
import { arange, ones, tensor } from "../../../lib/tensor/create.js";

describe("an average divides by what a window holds", () => {
  const averages = (size: number, options?: averagePool.AveragePoolOptions): number[] => {
    const { y } = averagePool.forward({ x: ones([1, 1, size, size]) }, options);
    const [, , rows, columns] = y.shape;
    expect(rows).toBe(columns);
    // The averages along one side, as those of a plane of ones are products of two sides.
    const sides = Array.from({ length: rows }, (_, i) => Math.sqrt(y.at(0, 0, i, i)));
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < rows; j++) expect(y.at(0, 0, i, j)).toBeCloseTo(sides[i] * sides[j], 14);
    return sides;
  };

  test("which is what is there of a window that hangs over the edge", () => {
    expect(averages(3, { ceil: true })).toEqual([1, 1]);
  });

  test("padding counts by default, but not the place beyond it, as in PyTorch", () => {
    expect(averages(2, { padding: 1 })).toEqual([0.5, 0.5]);
    const [first, middle, last] = averages(4, { kernel: 3, stride: 2, padding: 1, ceil: true });
    expect(first).toBeCloseTo(2 / 3, 14);
    expect(middle).toBeCloseTo(1, 14);
    expect(last).toBeCloseTo(1 / 2, 14);
  });

  test("with windows of 2 and no padding by default", () => {
    const { y } = averagePool.forward({ x: arange(16).reshape(1, 1, 4, 4) });
    expect(y.toArray()).toEqual([
      [
        [
          [2.5, 4.5],
          [10.5, 12.5],
        ],
      ],
    ]);
  });
});

describe("fractional max pooling lays out its windows", () => {
  /** Where the windows along one side end: where x grows, the last entry of each is the largest. */
  const endsOf = (size: number, options: fractionalMaxPool.FractionalMaxPoolOptions): number[] => {
    const { y } = fractionalMaxPool.forward(
      { x: arange(size).reshape(size, 1).broadcastTo(1, 1, size, size) },
      options,
    );
    return Array.from({ length: y.shape[2] }, (_, i) => y.at(0, 0, i, 0) + 1);
  };

  test.each([0, 1, 2, 3, 4, 5])("by the paper's ⌈α(i + u)⌉, seed %i", (seed) => {
    const [size, output] = [17, 11];
    const u = new Random(seed).uniform();
    const at = (i: number): number => Math.ceil((size / output) * (i + u));
    const ends = Array.from({ length: output }, (_, i) => at(i + 1) - at(0));
    expect(endsOf(size, { output, overlapping: false, seed })).toEqual(ends);
    if (seed === 0) expect(endsOf(size, { output, overlapping: false })).toEqual(ends);
  });

  test("at random: steps of 2 may follow each other, which the paper's sequence spreads evenly", () => {
    const neighbors = (sequence: "random" | "pseudorandom"): boolean[] =>
      Array.from({ length: 20 }, (_, seed) => {
        const ends = endsOf(15, { output: 10, overlapping: false, sequence, seed });
        const steps = ends.map((end, i) => end - (ends[i - 1] ?? 0));
        expect(steps.filter((step) => step === 2)).toHaveLength(5);
        return steps.some((step, i) => step === 2 && steps[i - 1] === 2);
      });
    expect(neighbors("pseudorandom")).not.toContain(true);
    expect(neighbors("random")).toContain(true);
  });

  test("from half of an image to all of it, and no further", () => {
    expect(endsOf(7, { output: 4, overlapping: false })).toHaveLength(4);
    expect(endsOf(3, { output: 1 })).toEqual([3]);
    expect(() => endsOf(7, { output: 3, overlapping: false })).toThrow(
      "fractionalMaxPool.forward: output must reduce the height of x, 7, at most by half, expected 4 to 7, got 3",
    );
    expect(() => endsOf(7, { output: 0 })).toThrow(
      "fractionalMaxPool.forward: output must be an integer of at least 1, got 0",
    );
  });
});

test.each([
  [0, [2, 3, 4]],
  [1, [0, 0, 0]],
])(
  "an average over masks that cannot be otherwise, p %i, is that of the one mask",
  (p, expected) => {
    const x = tensor([2, 3, 4]);
    expect(averageOverMasks((mask) => mask.mul(x), [3], p).toArray()).toEqual(expected);
  },
);
