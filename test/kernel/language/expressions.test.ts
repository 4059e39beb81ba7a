import { expect, test } from "vitest";
import { translateExpression } from "../../../kernel/language/cells/expressions.js";

test.each([
  ["a as number", "$gradlab.result(a);"],
  ["{ a }", "$gradlab.result(({ a }));"],
  ["'text'", "$gradlab.result(('text'));"],
  ["await a! // why", "$gradlab.result((await a // why\n));"],
  ["const b: number = 1; b", "let b = 1;\n$gradlab.result(b);"],
])("%s is evaluated without its types", (code, expected) => {
  const translated = translateExpression(code);
  expect(translated).toHaveProperty("javascript");
  const javascript = (translated as { javascript: string }).javascript.replace(/\r\n/g, "\n");
  expect(javascript.trim()).toBe(`"use strict";\n${expected}`);
});

test("a mistake is told as the parser sees it", () => {
  expect(translateExpression("a +")).toEqual({ syntaxError: "Expression expected." });
});
