import { describe, expect, test } from "vitest";
import * as multiclassSvm from "../../../lib/losses/multiclass-svm.js";
import * as softmaxCrossEntropy from "../../../lib/losses/softmax-cross-entropy.js";
import { Random } from "../../../lib/random.js";
import { record, type Entry } from "../../../lib/step.js";
import { ones, randn, zeros } from "../../../lib/tensor/create.js";

describe.each([
  ["softmaxCrossEntropy", softmaxCrossEntropy],
  ["multiclassSvm", multiclassSvm],
])("%s", (name, loss) => {
  test("sums over rows where it is asked to, and else takes their mean", () => {
    const scores = randn([5, 3], new Random(1));
    const labels = [0, 2, 1, 1, 0];
    const { loss: sum, lossEach } = loss.forward({ scores }, { labels, reduction: "sum" });
    expect(sum.item()).toBeCloseTo(lossEach.sum().item(), 14);
    expect(loss.forward({ scores }, { labels }).loss.item()).toBeCloseTo(sum.item() / 5, 14);
  });

  test("refuses scores without rows or classes, and labels that name no class", () => {
    const where = `${name}.forward`;
    for (const shape of [
      [0, 3],
      [2, 0],
      [0, 0],
      [2, 3, 1],
    ])
      expect(() => loss.forward({ scores: zeros(shape) }, { labels: [0, 0] })).toThrow(
        `${where}: scores must have shape (N, C) with at least one row and class, got (${shape.join(", ")})`,
      );
    for (const label of [-1, -0.5, 0.5, 3, NaN])
      expect(() => loss.forward({ scores: zeros([2, 3]) }, { labels: [0, label] })).toThrow(
        `${where}: labels[1] must be an integer from 0 to 2, got ${label}`,
      );
  });
});

test.each([-0.5, 1.5])("softmaxCrossEntropy refuses to smooth labels by %d", (labelSmoothing) => {
  const options = { labels: [0], labelSmoothing };
  expect(() => softmaxCrossEntropy.forward({ scores: zeros([1, 2]) }, options)).toThrow(
    `softmaxCrossEntropy.forward: labelSmoothing must be a finite number from 0 to 1, got ${labelSmoothing}`,
  );
});

describe("the formulas of the multiclass SVM follow its options", () => {
  const formulasOf = (
    options: Omit<multiclassSvm.MulticlassSvmOptions, "labels">,
  ): Record<string, string> => {
    const entries: Entry[] = [];
    const inputs = { scores: randn([3, 2], new Random(1)) };
    const { cache } = multiclassSvm.forward(
      inputs,
      { ...options, labels: [0, 1, 1] },
      record(entries),
    );
    multiclassSvm.backward(ones([]), cache, record(entries));
    return Object.fromEntries(entries.map(({ name, formula }) => [name, formula]));
  };

  test.each(["mean", "sum"] as const)("the %s over rows", (reduction) => {
    const { loss, dLossEach } = formulasOf({ reduction });
    for (const formula of [loss, dLossEach])
      expect(formula.includes(String.raw`\tfrac1N`)).toBe(reduction === "mean");
  });

  test.each(["mean", "sum"] as const)("the %s over classes", (classes) => {
    const { lossEach } = formulasOf({ classes });
    expect(lossEach.includes(String.raw`\tfrac1C`)).toBe(classes === "mean");
  });

  test.each([1, 2] as const)("margins to the power of %i", (power) => {
    const { lossEach, dMargins } = formulasOf({ power });
    expect(lossEach.includes("m_{ij}^2")).toBe(power === 2);
    expect(dMargins.includes("2 m_{ij}")).toBe(power === 2);
  });
});
