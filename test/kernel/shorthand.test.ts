import ts from "typescript";
import { expect, test } from "vitest";
import { withLongForms } from "../../kernel/tslab/shorthand.js";

test.each([
  ["f({ x, gamma: 1, beta })", "f({ x: x, gamma: 1, beta: beta })"],
  ["const a = { b: { c },\n  d };", "const a = { b: { c: c },\n  d: d };"],
  ["({ a, b = 2 } = c);", "({ a: a, b: b = 2 } = c);"],
  ["const { a, b } = c; import { d } from 'e'; export { f };", undefined],
  ["`${{ x }}` // { y }", "`${{ x: x }}` // { y }"],
  ["const broken = { x,", "const broken = { x: x,"],
  ["/** é 😀 */ f({ x })", "/** é 😀 */ f({ x: x })"],
])("%s is given to tslab in its long form", (source, expected) => {
  expect(withLongForms(ts, source)).toBe(expected ?? source);
});
