import { describe, expect, it } from "vitest";
import { ValueError } from "../../lib/errors.js";
import { philox4x32, Random, type RandomState } from "../../lib/random.js";

const hex = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

describe("philox4x32", () => {
  // The known answers that the authors publish with Random123 (kat_vectors, philox4x32 10).
  it("gives the published answer for zeros", () => {
    expect(hex(philox4x32([0, 0, 0, 0], [0, 0]))).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  });

  it("gives the published answer for all ones", () => {
    const ones = 0xffffffff;
    expect(hex(philox4x32([ones, ones, ones, ones], [ones, ones]))).toBe(
      "408f276d 41c83b0e a20bc7c6 6d5451fd",
    );
  });

  it("gives the published answer for the digits of pi", () => {
    const counter = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;
    expect(hex(philox4x32(counter, [0xa4093822, 0x299f31d0]))).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });
});

describe("Random", () => {
  it("draws the words of Philox in their order, the seed as key", () => {
    const rng = new Random(5, 7);
    const words = Array.from({ length: 8 }, () => rng.word());
    const blocks = [0, 1].flatMap((block) => philox4x32([block, 0, 0, 0], [5, 7]));
    expect(words).toEqual(blocks);
  });

  it("gives the same numbers for the same seed, others for another seed or stream", () => {
    const draw = (seed: number, stream?: number): number[] => {
      const rng = new Random(seed, stream);
      return Array.from({ length: 9 }, () => rng.word());
    };
    expect(draw(1)).toEqual(draw(1, 0));
    const others = [draw(1), draw(2), draw(1, 1), draw(2, 1), draw(1 + 2 ** 32), draw(2 ** 53 - 1)];
    expect(new Set(others.map(String)).size).toBe(others.length);
  });

  it("draws uniform numbers from [0, 1) that float32 holds exactly", () => {
    const rng = new Random(3);
    const n = 100_000;
    const bins = new Float64Array(20);
    for (let i = 0; i < n; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1 && Math.fround(u) === u).toBe(true);
      bins[Math.floor(u * bins.length)]++;
    }
    const expected = n / bins.length;
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(43.8); // 99.9 % of χ² with 19 degrees of freedom
  });

  it("draws normal numbers with the moments and tails of the standard normal distribution", () => {
    const rng = new Random(4);
    const n = 200_000;
    const values = Float64Array.from({ length: n }, () => rng.normal());
    const moment = (p: number): number => values.reduce((sum, x) => sum + x ** p, 0) / n;
    // Five standard errors: Var(x^p) is 1, 2, 15, 96 for p = 1 … 4.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    const beyond2 = values.filter((x) => Math.abs(x) > 2).length / n;
    expect(Math.abs(beyond2 - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / n));
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it("draws neighbors that do not depend on each other", () => {
    const rng = new Random(5);
    const n = 100_000;
    let previous = rng.normal();
    let product = 0;
    for (let i = 0; i < n; i++) {
      const value = rng.normal();
      product += value * previous;
      previous = value;
    }
    expect(Math.abs(product / n)).toBeLessThan(5 / Math.sqrt(n));
  });

  it("draws integers evenly below a bound that is no power of two", () => {
    const rng = new Random(6);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[rng.integer(7)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 99.9 % of χ² with 6 degrees of freedom
    expect(rng.integer(1)).toBe(0);
    expect(rng.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it("permutes so that every order is equally likely", () => {
    const rng = new Random(7);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(49.7); // 99.9 % of χ² with 23 degrees of freedom
    expect([...rng.permutation(100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    expect(rng.permutation(0)).toHaveLength(0);
  });

  it("refuses seeds, streams, bounds and lengths that it cannot take", () => {
    expect(() => new Random(-1)).toThrow(
      new ValueError("Random: seed must be an integer from 0 to 9007199254740991, got -1"),
    );
    expect(() => new Random(1.5)).toThrow(ValueError);
    expect(() => new Random(NaN)).toThrow(ValueError);
    expect(() => new Random(1, 2 ** 32)).toThrow(
      new ValueError("Random: stream must be an integer from 0 to 4294967295, got 4294967296"),
    );
    expect(() => new Random(1).integer(0)).toThrow(
      new ValueError("Random.integer: bound must be an integer from 1 to 4294967296, got 0"),
    );
    expect(() => new Random(1).permutation(-1)).toThrow(
      new ValueError("Random.permutation: n must be an integer from 0 to 2147483647, got -1"),
    );
  });
});

describe("Random.restore", () => {
  it.each([0, 1, 3, 4, 7])("goes on to the last bit after %i words", (words) => {
    const rng = new Random(2 ** 40 + 5, 3);
    for (let i = 0; i < words; i++) rng.word();
    const copy = Random.restore(JSON.parse(JSON.stringify(rng.state())) as RandomState);
    expect([copy.word(), copy.uniform(), copy.integer(10)]).toEqual([
      rng.word(),
      rng.uniform(),
      rng.integer(10),
    ]);
  });

  it("keeps the second normal number of a pair", () => {
    const rng = new Random(1);
    rng.normal();
    const copy = Random.restore(rng.state());
    expect([copy.normal(), copy.normal()]).toEqual([rng.normal(), rng.normal()]);
  });

  it("refuses what is no state", () => {
    const state = new Random(1).state();
    expect(() => Random.restore({ ...state, next: 2 })).toThrow(
      "Random.restore: next must be an integer from 4 to 4, got 2",
    );
    expect(() => Random.restore({ ...state, block: -1 })).toThrow(
      "Random.restore: block must be an integer of at least 0, got -1",
    );
  });
});
