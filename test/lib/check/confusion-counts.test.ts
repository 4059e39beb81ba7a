import { describe, expect, test } from "vitest";
import { confusionCounts } from "../../../lib/check/confusion-counts.js";

describe("confusionCounts", () => {
  test("counts true classes down and predicted ones across", () => {
    expect(confusionCounts([0, 0, 0, 1, 2], [0, 1, 1, 1, 0]).toArray()).toEqual([
      [1, 2, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  test("has as many classes as it is told, or as occur in either", () => {
    expect(confusionCounts([0], [0], { classes: 4 }).shape).toEqual([4, 4]);
    expect(confusionCounts(Int32Array.of(0), Int32Array.of(2)).shape).toEqual([3, 3]);
  });

  test("says what is wrong with its input", () => {
    expect(() => confusionCounts([], [])).toThrow(
      "confusionCounts: expected at least one label, got none",
    );
    expect(() => confusionCounts([0, 1], [0])).toThrow(
      "confusionCounts: expected 2 predictions, one a label, got 1",
    );
    expect(() => confusionCounts([0, 3], [0, 1], { classes: 3 })).toThrow(
      "confusionCounts: labels[1] must be an integer from 0 to 2, got 3",
    );
    expect(() => confusionCounts([0], [-1])).toThrow(
      "confusionCounts: predictions[0] must be an integer of at least 0, got -1",
    );
    expect(() => confusionCounts([0], [0.5])).toThrow("of at least 0, got 0.5");
    expect(() => confusionCounts([0], [0], { classes: 0 })).toThrow(
      "confusionCounts: classes must be an integer of at least 1, got 0",
    );
  });
});
