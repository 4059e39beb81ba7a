import { describe, expect, test } from "vitest";
import { heatmap } from "../../../lib/plot/heatmap.js";
import { histogram } from "../../../lib/plot/histogram.js";
import type { Figure } from "../../../lib/plot/figure.js";
import { Random } from "../../../lib/random.js";
import { fromData, full, randn, tensor, zeros } from "../../../lib/tensor/create.js";

const shares = (figure: Figure, i = 0): number[] => {
  const trace = figure.data[i];
  return trace.type === "bar" ? trace.y : [];
};

describe("histogram", () => {
  test("counts each value once, the largest in the last bar", () => {
    const figure = histogram(tensor([0, 1, 1, 2, 4]), { bins: 4 });
    expect(shares(figure)).toEqual([0.2, 0.4, 0.2, 0.2]);
    expect(figure.data[0]).toMatchObject({ x: [0.5, 1.5, 2.5, 3.5], width: 1 });
  });

  test("shows layers side by side in one range", () => {
    const figure = histogram({ wide: randn([500], new Random(0)), dead: zeros([500]) });
    expect(figure.data.map(({ name }) => name)).toEqual(["wide", "dead"]);
    expect(figure.layout.xaxis?.range).toEqual(figure.layout.xaxis2?.range);
    expect(Math.max(...shares(figure, 1))).toBe(1);
  });

  test("gives mean and standard deviation, exact also far from zero", () => {
    expect(histogram(tensor([1e9, 1e9 + 2])).text).toBe("Histogram: mean 1.000e+9, std 1");
  });

  test("leaves out what is not finite, and says how much", () => {
    const figure = histogram(tensor([NaN, 1, 2, Infinity]), { bins: 2 });
    expect(shares(figure)).toEqual([0.5, 0.5]);
    expect(figure.text).toBe("Histogram: mean 1.500, std 0.5000 2 of 4 not finite");
  });

  test("gives equal values one bar", () => {
    expect(shares(histogram(full([9], 3))).filter((share) => share > 0)).toEqual([1]);
  });

  test("counts values outside a given range in no bar but in their shares", () => {
    expect(shares(histogram(tensor([-9, 0.1, 0.9, 9]), { bins: 2, range: [0, 1] }))).toEqual([
      0.25, 0.25,
    ]);
  });

  test("says what is wrong with its input", () => {
    expect(() => histogram({})).toThrow("histogram: expected at least one tensor, got none");
    expect(() => histogram({ h1: zeros([0]) })).toThrow(
      "histogram: h1 must have at least one entry, got none",
    );
    expect(() => histogram(tensor([NaN]))).toThrow("expected at least one finite value");
    expect(() => histogram(zeros([1]), { bins: 0 })).toThrow(
      "histogram: bins must be an integer from 1 to 500, got 0",
    );
    expect(() => histogram(zeros([1]), { range: [2, 1] })).toThrow(
      "histogram: range must be two rising numbers, got [2, 1]",
    );
  });
});

describe("heatmap", () => {
  test("shows row 0 at the top and zero in the middle of the colors", () => {
    const { data, layout, text } = heatmap(tensor([[-1, 0, 1], [2, 3, 4]])); // prettier-ignore
    expect(data[0]).toMatchObject({ z: [[-1, 0, 1], [2, 3, 4]], zmin: -4, zmax: 4 }); // prettier-ignore
    expect(layout.yaxis?.range).toEqual([1.5, -0.5]);
    expect(text).toBe("Heat map: (2, 3), -1 to 4");
  });

  test("leaves out what is not finite, and says how much", () => {
    const figure = heatmap(tensor([[NaN, 1]]));
    expect(figure.text).toBe("Heat map: (1, 2), 1 to 1, 1 not finite (left out)");
    expect(figure.toSvg()).not.toContain("NaN");
  });

  test("says what is wrong with its input", () => {
    expect(() => heatmap(zeros([3]))).toThrow(
      "heatmap: x must be a matrix (R, C) with entries, got (3)",
    );
    expect(() => heatmap(zeros([0, 3]))).toThrow("got (0, 3)");
    expect(() => heatmap(fromData([NaN], [1, 1]))).toThrow("expected at least one finite value");
    expect(() => heatmap(zeros([501, 500]))).toThrow("at most 250000 entries, got 250500");
    expect(() => heatmap(zeros([1, 1]), { range: [0, 0] })).toThrow("range must be two rising");
  });
});
