import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KernelClient } from "../../kernel/notebook/client.js";
import { readNotebook, type CodeCell, type Notebook } from "../../kernel/notebook/format.js";
import { runNotebook } from "../../kernel/notebook/run.js";
import { outputText } from "../support/output-text.js";
import { tslab } from "../support/tslab.js";

beforeEach(() => vi.stubEnv("GRADLAB_DATA", undefined));
afterEach(() => vi.unstubAllEnvs());

/** Runs a lesson where it lies, so that "gradlab" is found as any tool finds it. */
async function run(name: string): Promise<Notebook> {
  const notebook = readNotebook(`notebooks/${name}.ipynb`);
  const client = await KernelClient.start({ cwd: "notebooks", spec: tslab });
  try {
    const { status, failure } = await runNotebook(client, notebook, { timeout: 120 });
    expect({ status, cell: failure?.cell.id, error: failure?.error }).toEqual({ status: "ok" });
  } finally {
    await client.close();
  }
  return notebook;
}

function textOf(notebook: Notebook, id: string): string {
  return outputText(notebook.cells.find((cell) => cell.id === id) as CodeCell);
}

test("lesson 1 runs in plain tslab, with the same results", { timeout: 300_000 }, async () => {
  const notebook = await run("01-overfit-twenty-images");
  expect(textOf(notebook, "ts-08")).toContain("data loss 2.3026");
  expect(textOf(notebook, "ts-12")).toMatch(/Training, epochs 0 to 200: .*accuracy .* → 1,/);
  expect(textOf(notebook, "ts-17")).toContain("✗ overfit a tiny subset");
  expect(textOf(notebook, "ts-19")).toContain("✓ overfit a tiny subset: 20 examples, accuracy 1.0");
});

test("lesson 2 runs in plain tslab, with the same results", { timeout: 300_000 }, async () => {
  const notebook = await run("02-batch-normalization");
  expect(textOf(notebook, "ts-10")).toMatch(/^mean +μ = /m);
  expect(textOf(notebook, "ts-21")).toContain("all 8 gradients agree");
  expect(textOf(notebook, "ts-23")).toContain("2 of 3 gradients are wrong: dCentered, dX");
  for (const id of ["ts-35", "ts-36"]) {
    expect(textOf(notebook, id)).toMatch(/best weights from epoch \d+: .*accuracy 1\.000/);
  }
});
