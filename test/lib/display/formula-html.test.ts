import { expect, test } from "vitest";
import { formulaHtml } from "../../../lib/display/formula-html.js";

test("A formula is MathML, in which a lone Greek letter leans without a font for formulas", () => {
  const html = formulaHtml("\\sigma^2 = \\tfrac1N \\sum_i c_i^2");
  expect(html).toContain('<math xmlns="http://www.w3.org/1998/Math/MathML">');
  expect(html).toContain('<mi style="text-transform:none;font-style:italic">σ</mi>');
  expect(html).toContain("<mi>c</mi>");
  expect(formulaHtml("\\mathrm{\\Delta}")).toContain('<mi mathvariant="normal">Δ</mi>');
  expect(formulaHtml("\\frac{")).toContain("katex-error");
});
