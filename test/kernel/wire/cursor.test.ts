import { expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "../../../kernel/wire/cursor.js";

test.each([
  ["plain", 3, 3],
  ["😀.x", 1, 2],
  ["a😀b𝒙c", 4, 6],
  ["é", 1, 1],
  ["", 0, 0],
])("in %j, %i code points are %i UTF-16 units", (text, points, units) => {
  expect(toUtf16(text, points)).toBe(units);
  expect(toCodePoints(text, units)).toBe(points);
});

test("a place beyond the text is its end, one before it its beginning", () => {
  expect(toUtf16("😀", 9)).toBe(2);
  expect(toCodePoints("😀", 9)).toBe(1);
  expect(toUtf16("😀", -1)).toBe(0);
});
