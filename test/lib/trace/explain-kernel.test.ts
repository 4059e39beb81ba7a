import { expect, it } from "vitest";
import { explainKernel, type KernelName } from "../../../lib/trace/explain-kernel.js";
import { toBundle } from "../../../lib/display/bundle.js";

it("shows a kernel's formula and the whole text that is compiled", () => {
  const shown = explainKernel("normalize");
  expect(shown.formula).toContain(String.raw`\sqrt{\sigma^2 + \varepsilon}`);
  for (const part of ["fn is_nan(", "fn sqrt_of(", "@compute"]) expect(shown.wgsl).toContain(part);
  const bundle = toBundle(shown);
  expect(bundle["text/markdown"]).toBe(`$$${shown.formula}$$\n\n\`\`\`wgsl\n${shown.wgsl}\n\`\`\``);
  expect(bundle["text/plain"]).toBe(String(shown));
});

it("refuses other words", () => {
  expect(() => explainKernel("relu" as KernelName)).toThrow(
    `explainKernel: name must be "unary" or `,
  );
});
