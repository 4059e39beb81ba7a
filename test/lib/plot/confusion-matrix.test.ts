import { describe, expect, test } from "vitest";
import { confusionMatrix } from "../../../lib/plot/confusion-matrix.js";
import type { HeatmapTrace } from "../../../lib/plot/plotly.js";
import { tensor, zeros } from "../../../lib/tensor/create.js";

const counts = tensor([
  [6, 2, 0],
  [1, 3, 0],
  [0, 0, 0],
]);
const cells = (figure: ReturnType<typeof confusionMatrix>) => figure.data[0] as HeatmapTrace;

describe("confusionMatrix", () => {
  test("colors shares of the row and leaves a class that does not occur empty", () => {
    expect(cells(confusionMatrix(counts)).z).toEqual([
      [0.75, 0.25, 0],
      [0.25, 0.75, 0],
      [NaN, NaN, NaN],
    ]);
  });

  test("writes the counts into their cells, row 0 at the top", () => {
    const { layout } = confusionMatrix(counts);
    expect(layout.annotations?.map(({ x, y, text }) => [y, x, text])).toEqual([
      [0, 0, "6"],
      [0, 1, "2"],
      [1, 0, "1"],
      [1, 1, "3"],
    ]);
    expect(layout.yaxis?.range).toEqual([2.5, -0.5]);
  });

  test("tells recall and precision of the classes of a cell", () => {
    const { text } = cells(confusionMatrix(counts, { classes: ["a", "b<i>", "c"] }));
    expect(text?.[0][1]).toBe(
      "a taken for b&lt;i>: 2 of 8 (25.0%)<br>recall of a: 75.0%<br>precision of b&lt;i>: 60.0%",
    );
    expect(text?.[2][2]).toBe("c taken for c: 0 of 0 (none)<br>recall of c: none<br>precision of c: none"); // prettier-ignore
  });

  test("names the classes, slanted where they would touch", () => {
    expect(confusionMatrix(counts).layout.xaxis).toMatchObject({ ticktext: ["0", "1", "2"] });
    expect(confusionMatrix(counts).layout.xaxis?.tickangle).toBeUndefined();
    const classes = ["a very long name of a class of images", "b", "c"];
    expect(confusionMatrix(counts, { classes }).layout.xaxis?.tickangle).toBe(-45);
  });

  test("leaves the numbers out where they do not fit", () => {
    expect(confusionMatrix(zeros([17, 17]).add(1)).layout.annotations).toEqual([]);
  });

  test("says how many were right and the error made most often", () => {
    expect(confusionMatrix(counts, { title: "Test" }).text).toBe(
      "Test: 9 of 12 right (75.0%); most often 0 taken for 1 (2)",
    );
    expect(confusionMatrix(tensor([[2]])).text).toBe("Confusion: 2 of 2 right (100.0%)");
    expect(confusionMatrix(zeros([2, 2])).text).toBe("Confusion: no examples");
  });

  test("says what is wrong with its input", () => {
    for (const shape of [[2, 3], [4], [0, 0]])
      expect(() => confusionMatrix(zeros(shape))).toThrow(
        `confusionMatrix: counts must have shape (K, K), got (${shape.join(", ")})`,
      );
    expect(() => confusionMatrix(counts, { classes: ["a"] })).toThrow(
      "confusionMatrix: expected 3 class names, got 1",
    );
    expect(() => confusionMatrix(tensor([[-1]]))).toThrow(
      "confusionMatrix: counts must be whole numbers of at least 0, got -1",
    );
    expect(() => confusionMatrix(zeros([201, 201]))).toThrow(
      "confusionMatrix: expected at most 200 classes, got 201",
    );
  });
});
