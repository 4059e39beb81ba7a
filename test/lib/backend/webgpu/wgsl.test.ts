import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, type TestContext } from "vitest";
import { sourceOf } from "../../../../lib/backend/webgpu/batch.js";
import { formulaSource, type Formula } from "../../../../lib/backend/webgpu/formula.js";
import { WGSL } from "../../../../lib/backend/webgpu/kernels.generated.js";
import { needs } from "../../../support/needs.js";
import { noGpu } from "./gpu.js";

type Checked = { messages: string[]; error: string };

/** What compiles WGSL, as `node` or Deno runs it. */
type Compiler = { program: string; flags: string[]; gpu: string };

const dawn = (): Compiler => {
  const module = pathToFileURL(createRequire(import.meta.url).resolve("webgpu")).href;
  return {
    program: process.execPath,
    flags: ["--input-type=module", "--eval"],
    // Its null backend checks all and needs no driver.
    gpu: `
      const { create, globals } = await import(${JSON.stringify(module)});
      Object.assign(globalThis, globals);
      const gpu = (globalThis.kept = create(["backend=null"]));`,
  };
};

const naga = (context: TestContext): Compiler => {
  if (noGpu !== "") context.skip(noGpu);
  return {
    program: needs("deno", context),
    flags: ["eval", "--no-lock"],
    gpu: "const { gpu } = navigator;",
  };
};

/**
 * Compiles texts and makes a pipeline of each of their entry points. In a process of its own: Dawn ends the one that it
 * is in when its instance is collected, and naga is not to be had in Node.
 */
function check(
  { program, flags, gpu }: Compiler,
  sources: Readonly<Record<string, string>>,
): Record<string, Checked> {
  const script = `
    import { readFileSync } from "node:fs";
    ${gpu}
    const device = await (await gpu.requestAdapter()).requestDevice();
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
  const { status, stdout, stderr } = spawnSync(program, [...flags, script], {
    input: JSON.stringify(sources),
    encoding: "utf8",
    env: { ...process.env, DENO_DIR: join(dirname(program), "kept") },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, Checked>;
}

describe.each([
  ["Dawn", dawn],
  ["naga, by Deno,", naga],
])("To %s WGSL", (_name, compilerOf) => {
  /** Files that have functions alone. */
  const parts = ["common", "functions", "entries", "philox", "blocks"];
  const names = (Object.keys(WGSL) as (keyof typeof WGSL)[]).filter(
    (name) => !parts.includes(name),
  );

  it("of every kernel is valid, without a warning", (context) => {
    const uses = ["functions", "blocks"] as const;
    const sources = Object.fromEntries(names.map((file) => [file, sourceOf({ file, uses })]));
    const right = Object.fromEntries(names.map((file) => [file, { messages: [], error: "" }]));
    expect(check(compilerOf(context), sources)).toEqual(right);
    expect(names.length).toBeGreaterThanOrEqual(10);
  });

  it("of every operation entry by entry is valid, in every layout", (context) => {
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
    const given = Object.fromEntries(sources) as Record<string, string>;
    expect(check(compilerOf(context), given)).toEqual(Object.fromEntries(right));
  });

  it("that is wrong is found to be", (context) => {
    const { text, entry } = check(compilerOf(context), {
      text: "fn f() -> f32 { return 1u; }",
      entry: "@compute @workgroup_size(2000) fn main() {}",
    });
    expect(text.messages[0]).toContain("return");
    expect(entry.error).toContain("workgroup");
  });
});
