import { expect, test } from "vitest";
import { completeness } from "../../../kernel/language/cells/completeness.js";

test.each([
  "",
  "1 + 1",
  "if (a) {\n}",
  "const x = `a${b}`",
  "// note",
  "await f()",
  "for await (const a of b) {}",
])("%j is complete", (code) => expect(completeness(code)).toEqual({ status: "complete" }));

test.each([
  ["function f() {", "  "],
  ["f(", "  "],
  ["f(1,", "  "],
  ["class A { b() {", "    "],
  ["for (const a of b) {\n  if (c) {", "    "],
  ["for (const a of b) {\n  if (c) {\n  }", "  "],
  ["`text", ""],
  ["`text ${ {", "  "],
  ["/* note", ""],
  ["a +", ""],
  ["a ? b", ""],
  ["a.", ""],
  ["const x =", ""],
  ["if (a)", ""],
  ["if (a) {} else", ""],
  ["import { a } from", ""],
  ["@decorator", ""],
])("%j is incomplete", (code, indent) =>
  expect(completeness(code)).toEqual({ status: "incomplete", indent }),
);

test.each(["let x = }", "const a b", "'text", "x = 'text\n1", "f(]", "1 1", "}"])(
  "%j is invalid",
  (code) => expect(completeness(code)).toEqual({ status: "invalid" }),
);
