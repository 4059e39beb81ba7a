import { describe, expect, test } from "vitest";
import { gradCheck } from "../../../lib/check/grad-check.js";
import * as multiclassSvm from "../../../lib/losses/multiclass-svm.js";
import { Random } from "../../../lib/random.js";
import { ones, randn, tensor, zeros } from "../../../lib/tensor/create.js";

const labelsOf = (N: number, C: number): number[] =>
  Array.from({ length: N }, (_, i) => (i * 3) % C);

describe("the multiclass SVM loss", () => {
  for (const power of [1, 2] as const)
    for (const classes of ["sum", "mean"] as const)
      for (const reduction of ["sum", "mean"] as const)
        test.each([
          [5, 4],
          [1, 3],
          [7, 2],
          [3, 1],
        ])(
          `power ${power}, ${classes} of classes, ${reduction} of rows, %i × %i: every intermediate agrees with central differences`,
          (N, C) => {
            const scores = randn([C, N], new Random(N)).mul(2).T;
            const options = { labels: labelsOf(N, C), margin: 0.7, power, classes, reduction };
            const report = gradCheck(multiclassSvm, { scores }, { options });
            expect(report.rows.map((row) => row.name)).toEqual([
              ...["lossEach", "margins", "gaps", "correct", "scores"],
            ]);
            expect(report.worst, String(report)).toBeLessThan(1e-8);
          },
        );

  test("is C − 1 where all scores are equal, and 0 where the right one wins by the margin", () => {
    const labels = [0, 4];
    expect(multiclassSvm.forward({ scores: zeros([2, 9]) }, { labels }).loss.item()).toBe(8);
    const scores = tensor([[3, 2, 1]]);
    expect(multiclassSvm.forward({ scores }, { labels: [0] }).loss.item()).toBe(0);
  });

  test("gives what the lecture works out for cat, car and frog", () => {
    const scores = tensor([
      [3.2, 5.1, -1.7],
      [1.3, 4.9, 2],
      [2.2, 2.5, -3.1],
    ]);
    const { lossEach, cache } = multiclassSvm.forward({ scores }, { labels: [0, 1, 2] });
    expect(lossEach.toArray()).toEqual([expect.closeTo(2.9), 0, expect.closeTo(12.9)]);
    const { dScores } = multiclassSvm.backward(ones([]), cache);
    const thirds = dScores.mul(3).toArray();
    expect(thirds).toEqual([
      [-1, 1, 0],
      [0, 0, 0],
      [1, 1, -2],
    ]);
  });

  test("takes the gradient at its kink, a gap of 0, to be 0", () => {
    const { cache } = multiclassSvm.forward({ scores: tensor([[1, 0]]) }, { labels: [0] });
    const { dScores } = multiclassSvm.backward(ones([]), cache);
    expect(dScores.abs().sum().item()).toBe(0);
  });

  test.each([
    [
      zeros([3]),
      { labels: [0] },
      "scores must have shape (N, C) with at least one row and class, got (3)",
    ],
    [zeros([2, 3]), { labels: [0] }, "labels must have shape (2), got (1)"],
    [zeros([1, 3]), { labels: [3] }, "labels[0] must be an integer from 0 to 2, got 3"],
    [
      zeros([1, 3]),
      { labels: [0], margin: -1 },
      "margin must be a finite number of at least 0, got -1",
    ],
    [zeros([1, 3]), { labels: [0], power: 3 as 2 }, "power must be 1 or 2, got 3"],
    [
      zeros([1, 3]),
      { labels: [0], classes: "max" as "sum" },
      'classes must be "sum" or "mean", got "max"',
    ],
    [
      zeros([1, 3]),
      { labels: [0], reduction: "none" as "sum" },
      'reduction must be "mean" or "sum", got "none"',
    ],
  ])("refuses what cannot mean anything (%#)", (scores, options, message) => {
    expect(() => multiclassSvm.forward({ scores }, options)).toThrow(
      `multiclassSvm.forward: ${message}`,
    );
  });

  test("refuses a dLoss that is no scalar", () => {
    const { cache } = multiclassSvm.forward({ scores: zeros([2, 3]) }, { labels: [0, 1] });
    expect(() => multiclassSvm.backward(ones([2]), cache)).toThrow(
      "multiclassSvm.backward: dLoss must have shape (), got (2)",
    );
  });
});
