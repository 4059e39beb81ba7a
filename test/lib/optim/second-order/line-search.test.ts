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
});
