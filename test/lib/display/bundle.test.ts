import { describe, expect, test } from "vitest";
import {
  bundleText,
  DISPLAY,
  html,
  latex,
  markdown,
  png,
  svg,
  toBundle,
} from "../../../lib/display/bundle.js";
import { escapeHtml } from "../../../lib/display/escape.js";
import { tensor } from "../../../lib/tensor/create.js";

describe("toBundle", () => {
  test("takes what the display method of a value returns", () => {
    expect(toBundle({ [DISPLAY]: () => ({ "text/html": "<i>x</i>" }) })).toEqual({
      "text/html": "<i>x</i>",
    });
    expect(Object.keys(toBundle(tensor([1, 2])))).toEqual(["text/html", "text/plain"]);
  });

  test("writes other values as console.log does, and strings as they are", () => {
    expect(toBundle({ a: [1, 2] })).toEqual({ "text/plain": "{ a: [ 1, 2 ] }" });
    expect(toBundle("hello")).toEqual({ "text/plain": "hello" });
    expect(toBundle(undefined)).toEqual({ "text/plain": "undefined" });
    expect(toBundle(null)).toEqual({ "text/plain": "null" });
  });

  test("says what came when a display method returns no bundle", () => {
    expect(() => toBundle({ [DISPLAY]: () => [1] })).toThrow(
      'toBundle: expected a MIME bundle from [Symbol.for("Jupyter.display")](), got [ 1 ]',
    );
  });
});

describe("the displayable helpers", () => {
  test("carry their type and a text beside it", () => {
    expect(toBundle(html("<b>bold</b> word"))).toEqual({
      "text/html": "<b>bold</b> word",
      "text/plain": "bold word",
    });
    expect(toBundle(markdown("**x**"))["text/markdown"]).toBe("**x**");
    expect(bundleText(toBundle(svg("<svg><title>a circle</title></svg>")))).toBe("a circle");
  });

  test("latex adds dollar signs only where there are none", () => {
    expect(toBundle(latex("x^2"))["text/latex"]).toBe("$$x^2$$");
    expect(toBundle(latex("$x^2$"))["text/latex"]).toBe("$x^2$");
  });

  test("png names its size and refuses other bytes", () => {
    const header = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82];
    const bytes = Uint8Array.from([...header, 0, 0, 0, 32, 0, 0, 0, 16]);
    expect(bundleText(toBundle(png(bytes)))).toBe("[PNG image, 32 × 16 pixels]");
    expect(() => png(new Uint8Array(30))).toThrow("png: expected the bytes of a PNG file, got 30");
  });
});

test("escapeHtml leaves nothing that could open a tag or close an attribute", () => {
  expect(escapeHtml(`<a b="c" d='e'>&`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
});
