import { describe, expect, it } from "vitest";
import { circles, moons, spirals } from "../../../lib/data/toy.js";
import { ValueError } from "../../../lib/errors.js";

const sets = { spirals, moons, circles };

describe.each(Object.entries(sets))("%s", (name, draw) => {
  it("gives float64 points with labels, classes in turn", () => {
    const { x, labels, classes } = draw({ count: 7, seed: 1 });
    expect([x.shape, x.dtype]).toEqual([[7, 2], "float64"]);
    expect([...labels]).toEqual(Array.from({ length: 7 }, (_, i) => i % classes.length));
  });

  it("draws the same points for the same seed and others for another", () => {
    const data = (seed: number): unknown => draw({ count: 9, seed }).x.toArray();
    expect(data(1)).toEqual(data(1));
    expect(data(2)).not.toEqual(data(1));
  });

  it("begins with the same points however many are drawn", () => {
    const all = draw({ count: 50, seed: 3 });
    expect(draw({ count: 11, seed: 3 }).x.toArray()).toEqual(all.x.slice(0, 11).toArray());
  });

  it("refuses options outside their range", () => {
    expect(() => draw({ count: 0, seed: 1 })).toThrow(
      new ValueError(`${name}: count must be an integer from 1 to ${2 ** 30}, got 0`),
    );
    expect(() => draw({ count: 1, seed: 1, noise: -1 })).toThrow(
      new ValueError(`${name}: noise must be a finite number of at least 0, got -1`),
    );
    expect(() => draw({ count: 1, seed: -1 })).toThrow(ValueError);
  });
});

describe("without noise", () => {
  it("a spiral's angle grows with its radius, from its arm's own start", () => {
    const { x, labels } = spirals({ count: 200, seed: 1, noise: 0, classes: 5 });
    labels.forEach((k, i) => {
      const radius = Math.hypot(x.at(i, 0), x.at(i, 1));
      const angle = (2 * Math.PI * k) / 5 + 4 * radius;
      expect(x.at(i, 0)).toBeCloseTo(radius * Math.cos(angle), 12);
      expect(x.at(i, 1)).toBeCloseTo(radius * Math.sin(angle), 12);
      expect(radius).toBeLessThan(1);
    });
  });

  it("moons lie on their half circles", () => {
    const { x, labels } = moons({ count: 200, seed: 1, noise: 0 });
    labels.forEach((k, i) => {
      const [a, b] = [x.at(i, 0), x.at(i, 1)];
      expect(k === 0 ? Math.hypot(a, b) : Math.hypot(a - 1, b - 0.5)).toBeCloseTo(1, 12);
      expect(k === 0 ? b >= 0 : b <= 0.5).toBe(true);
    });
  });

  it("circles have radius 1 and the inner one's", () => {
    const { x, labels } = circles({ count: 200, seed: 1, noise: 0, inner: 0.25 });
    labels.forEach((k, i) =>
      expect(Math.hypot(x.at(i, 0), x.at(i, 1))).toBeCloseTo(k === 0 ? 1 : 0.25, 12),
    );
  });
});

it("noise is a standard deviation along each axis", () => {
  const draw = (noise: number) => circles({ count: 4000, seed: 5, noise }).x;
  const offset = draw(0.3).sub(draw(0));
  const deviation = offset.mul(offset).mean(0).sqrt();
  expect(deviation.at(0)).toBeCloseTo(0.3, 1);
  expect(deviation.at(1)).toBeCloseTo(0.3, 1);
});

it("refuses an inner circle that is not inside the outer", () => {
  for (const inner of [0, 1, NaN])
    expect(() => circles({ count: 2, seed: 1, inner })).toThrow(/^circles: inner must be/);
  expect(() => spirals({ count: 2, seed: 1, classes: 0 })).toThrow(
    new ValueError("spirals: classes must be an integer of at least 1, got 0"),
  );
});
