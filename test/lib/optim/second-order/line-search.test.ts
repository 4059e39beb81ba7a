import { describe, expect, test } from "vitest";
import type { FullBatch } from "../../../../lib/optim/second-order/full-batch.js";
import { lineSearch } from "../../../../lib/optim/second-order/line-search.js";
import { tensor, zeros } from "../../../../lib/tensor/create.js";

/** Searches along x > 0 from 0; tells what was tried. */
function along(line: (x: number) => [value: number, slope: number], options = {}) {
  const tried: number[] = [];
  const f: FullBatch = (theta) => {
    const x = theta.item();
    tried.push(x);
    const [value, slope] = line(x);
    return { value, gradient: tensor([slope]) };
  };
  const start = { theta: zeros([1]), ...f(zeros([1])) };
  const found = lineSearch(f, start, tensor([1]), options);
  return { found, tried: tried.slice(1) };
}

describe("lineSearch", () => {
  test("tries the whole of d first, and no more than 25 lengths, by default", () => {
    const { found, tried } = along((x) => [-x, -1]);
    expect(tried).toHaveLength(25);
    expect(tried[0]).toBe(1);
    expect(found?.alpha).toBe(2 ** 24);
    // A slope that promises what the value does not keep.
    expect(along(() => [1, -1]).tried).toHaveLength(25);
  });

  test("closes in on a kink, where nothing is flat, and takes the lowest it found", () => {
    for (const kink of [0.3, 0.9, 3.7]) {
      const { found } = along((x) => [Math.abs(x - kink), x < kink ? -1 : 1]);
      expect(Math.abs((found?.alpha ?? 0) - kink)).toBeLessThan(1e-3);
    }
  });

  test.each([
    [0, 0.9],
    [-0.5, 0.9],
    [0.5, 0.5],
    [0.1, 1],
    [0.1, 1.5],
  ])("refuses c1 %d with c2 %d", (c1, c2) => {
    expect(() => along((x) => [-x, -1], { c1, c2 })).toThrow(
      `lineSearch: c1 and c2 must satisfy 0 < c1 < c2 < 1, got ${c1} and ${c2}`,
    );
  });

  test.each([0, 0.5])("refuses a direction of slope %d", (slope) => {
    expect(() => along(() => [1, slope])).toThrow(
      `lineSearch: d must point downwards, got the slope ${slope}`,
    );
  });

  /** What is known of some lengths; all others lie so low and flat that they end the search. */
  const table =
    (known: Readonly<Record<number, [value: number, slope: number]>>) =>
    (x: number): [value: number, slope: number] =>
      known[x] ?? [-100, 0];

  test("lets values differ by 50 roundings, no more, where the slope promises less than that", () => {
    const above = (roundings: number) =>
      along(table({ 0: [1, -1e-30], 1: [1 + roundings * Number.EPSILON, 0] })).found;
    expect(above(50)?.alpha).toBe(1);
    expect(above(51)?.alpha).not.toBe(1);
    // Between the ends too.
    const between = (value: number) =>
      along((x) => (x === 0 ? [1, -1e-30] : x === 1 ? [2, 1] : [value, 0])).found;
    expect(between(1)?.value).toBe(1);
    expect(between(1 + 50 * Number.EPSILON)).toBeUndefined();
  });

  test("is content with a slope that has shrunk to just c2", () => {
    const { found } = along(table({ 0: [0, -1], 1: [-1, -0.5] }), { c2: 0.5 });
    expect(found?.alpha).toBe(1);
  });

  test("goes on while the value falls by more than rounding, and turns back when it does not", () => {
    const third = (start: number, value: number): number =>
      along(table({ 0: [start, -1], 1: [-10, -1], 2: [value, -1], 4: [-100, 0] })).tried[2];
    expect(third(0, -10)).toBeLessThan(2);
    expect(third(0, -5)).toBeLessThan(2);
    expect(third(1, -10)).toBe(4);
    expect(third(1, -10 + 1e-13)).toBeLessThan(2);
  });

  test("gives the one length that it may try, where the function rises there again", () => {
    const { found } = along(table({ 0: [0, -1], 1: [-0.5, 1] }), { evaluations: 1 });
    expect(found?.alpha).toBe(1);
  });

  /** (x − m)² (x + r) − drop, lowest at m, with its slope. */
  const cubic =
    (m: number, r: number, drop = 0) =>
    (x: number): [value: number, slope: number] => [
      (x - m) ** 2 * (x + r) - drop,
      2 * (x - m) * (x + r) + (x - m) ** 2,
    ];

  test("tries the minimum of the cubic through both ends, on whichever side the lower one is", () => {
    const up = cubic(1.4, 0, 10);
    expect(along(table({ 0: [0, -0.1], 1: up(1), 2: up(2) })).tried[2]).toBeCloseTo(1.4, 12);
    const down = cubic(0.7, 1);
    expect(along(table({ 0: down(0), 1: down(1) })).tried[1]).toBeCloseTo(0.7, 12);
    const wide = cubic(3.4, 0, 20);
    const { tried } = along(table({ 0: [0, -1], 1: [-5, -1], 2: wide(2), 4: wide(4) }));
    expect(tried[3]).toBeCloseTo(3.4, 12);
  });

  test("tries the middle where the cubic's minimum is within a tenth of an end", () => {
    const near = cubic(2.1, 20, 100);
    const { tried } = along(table({ 0: [0, -1], 1: [-5, -1], 2: near(2), 4: near(4) }));
    expect(tried[3]).toBe(3);
    const far = along(table({ 0: [0, -1], 1: [-0.5, -0.95], 2: [-0.9, 0.05] }), { c1: 0.5 });
    expect(far.tried[2]).toBe(1.5);
  });
});
