import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../../lib/backend/webgpu/batch.js";
import { formulaSource, type Formula } from "../../../../lib/backend/webgpu/formula.js";
import { WGSL } from "../../../../lib/backend/webgpu/kernels.generated.js";

type Checked = { messages: string[]; error: string };

/**
 * Compiles texts and makes a pipeline of each of their entry points on Dawn's null backend, which checks all and needs
 * no driver. In a process of its own: Dawn ends the one that it is in when its instance is collected.
 */
function check(sources: Readonly<Record<string, string>>): Record<string, Checked> {
  const dawn = pathToFileURL(createRequire(import.meta.url).resolve("webgpu")).href;
  const script = `
    import { create, globals } from ${JSON.stringify(dawn)};
    import { readFileSync } from "node:fs";
    Object.assign(globalThis, globals);
    globalThis.kept = create(["backend=null"]);
    const device = await (await kept.requestAdapter()).requestDevice();
    const found = {};
    for (const [name, code] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
      device.pushErrorScope("validation");
      const module = device.createShaderModule({ code });
      const { messages } = await module.getCompilationInfo();
      const overrides = [...code.matchAll(/^override (\\w+): \\w+;/gm)];
      const constants = Object.fromEntries(overrides.map(([, override]) => [override, 1]));
      for (const [, entryPoint] of code.matchAll(/@compute[^{]*?fn (\\w+)\\(/g))
        device.createComputePipeline({ layout: "auto", compute: { module, entryPoint, constants } });
      const error = await device.popErrorScope();
      const said = messages.map(({ lineNum, message }) => lineNum + ": " + message);
      found[name] = { messages: said, error: error?.message ?? "" };
    }
    console.log(JSON.stringify(found));
    device.destroy();
    process.exit();`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { input: JSON.stringify(sources), encoding: "utf8" },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, Checked>;
}

describe("WGSL", () => {
  /** Files that have functions alone. */
  const parts = ["common", "functions", "entries", "philox"];
  const names = (Object.keys(WGSL) as (keyof typeof WGSL)[]).filter(
    (name) => !parts.includes(name),
  );

  it("of every kernel is valid, without a warning", () => {
    const uses = ["functions"] as const;
    const sources = Object.fromEntries(names.map((file) => [file, sourceOf({ file, uses })]));
    const right = Object.fromEntries(names.map((file) => [file, { messages: [], error: "" }]));
    expect(check(sources)).toEqual(right);
    expect(names.length).toBeGreaterThanOrEqual(10);
  });

  it("of every operation entry by entry is valid, in every layout", () => {
    const one = "copy neg abs sign exp log sqrt inverseSqrt tanh erf";
    const two = "add sub mul div pow maximum minimum greater less equal";
    const operations = [
      ...one.split(" ").map((code) => ({ code, operands: [0] })),
      ...two.split(" ").map((code) => ({ code, operands: [1, 2] })),
      { code: "keep", operands: [] },
    ] as Formula["steps"];
    const sources = operations.map(({ code, operands }, i) => {
      const result = { value: 3, layout: i % 2 === 0 ? "dense" : "strided" } as const;
      const leaves = ["dense", "strided", "constant"] as const;
      return [
        code,
        sourceOf(formulaSource({ leaves, steps: [{ code, operands }], results: [result] })),
      ];
    });
    const right = operations.map(({ code }) => [code, { messages: [], error: "" }]);
    expect(check(Object.fromEntries(sources) as Record<string, string>)).toEqual(
      Object.fromEntries(right),
    );
  });

  it("that is wrong is found to be", () => {
    const { text, entry } = check({
      text: "fn f() -> f32 { return 1u; }",
      entry: "@compute @workgroup_size(2000) fn main() {}",
    });
    expect(text.messages[0]).toContain("return");
    expect(entry.error).toContain("workgroup");
  });
});
