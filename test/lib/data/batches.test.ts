import { describe, expect, it } from "vitest";
import { minibatches } from "../../../lib/data/batches.js";
import { ValueError } from "../../../lib/errors.js";
import { Random } from "../../../lib/random.js";

const sizes = (batches: Iterable<Int32Array>): number[] =>
  Array.from(batches, (batch) => batch.length);

describe("minibatches", () => {
  it("holds every index once, the last batch what is left", () => {
    const batches = [...minibatches(10, 4, new Random(1))];
    expect(sizes(batches)).toEqual([4, 4, 2]);
    const all = batches.flatMap((batch) => [...batch]);
    expect(all).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(all.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("leaves a smaller last batch out with dropLast", () => {
    expect(sizes(minibatches(10, 4, new Random(1), { dropLast: true }))).toEqual([4, 4]);
    expect(sizes(minibatches(8, 4, new Random(1), { dropLast: true }))).toEqual([4, 4]);
    expect(sizes(minibatches(3, 4, new Random(1), { dropLast: true }))).toEqual([]);
  });

  it("goes another way in the next epoch, the same way for the same seed", () => {
    const rng = new Random(7);
    const first = [...minibatches(20, 20, rng)][0];
    const second = [...minibatches(20, 20, rng)][0];
    expect(second).not.toEqual(first);
    expect([...minibatches(20, 20, new Random(7))][0]).toEqual(first);
  });

  it("draws when it is called, not when it is walked", () => {
    const rng = new Random(7);
    const epoch = minibatches(20, 20, rng);
    const next = rng.word();
    const other = new Random(7);
    other.permutation(20);
    expect(next).toBe(other.word());
    expect(sizes(epoch)).toEqual([20]);
  });

  it("refuses sizes that are no positive integer", () => {
    expect(() => minibatches(10, 0, new Random(1))).toThrow(
      new ValueError("minibatches: batchSize must be an integer of at least 1, got 0"),
    );
    expect(() => minibatches(0, 1, new Random(1))).toThrow(ValueError);
    expect(() => minibatches(10, 2.5, new Random(1))).toThrow(ValueError);
  });
});
