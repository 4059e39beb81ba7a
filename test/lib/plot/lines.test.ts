import { expect, test } from "vitest";
import { lines } from "../../../lib/plot/lines.js";

test("lines draws a trace for each name, over 1, 2, 3 …, and gaps where a value is not finite", () => {
  const { data, layout } = lines(
    { a: [5, NaN, 7], b: [1] },
    { title: "Two", x: "step", y: "loss" },
  );
  expect(data).toMatchObject([
    { name: "a", mode: "lines", x: [1, 2, 3], y: [5, NaN, 7] },
    { name: "b", x: [1], y: [1] },
  ]);
  expect(layout).toMatchObject({ title: { text: "Two" }, yaxis: { title: { text: "loss" } } });
});

test("lines refuses no series, and a series without values", () => {
  expect(() => lines({})).toThrow("lines: expected at least one series, got none");
  expect(() => lines({ loss: [] })).toThrow(
    "lines: expected at least one number in loss, got none",
  );
});
