/** Every @example in a docstring of lib/ runs here, and `expression; // value` is held to its value. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as gradlab from "../lib/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

type Example = { where: string; code: string };

const ROOT = join(import.meta.dirname, "..", "lib");

function examplesOf(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== "example" || tag.parent.parent !== node) continue;
      const line = source.getLineAndCharacterOfPosition(tag.getStart()).line + 1;
      found.push({ where: `${file}:${line}`, code: ts.getTextOfJSDocComment(tag.comment) ?? "" });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `a.b(); // [1, 2]` becomes an assertion; a comment that is no literal stays a comment. */
function withAssertions(code: string): string {
  return code.replaceAll(/^([^/\n]+);\s*\/\/ (.+)$/gm, (line, expression: string, value: string) =>
    /^(-?[\d.]+(e-?\d+)?|"[^"]*"|\[[-\d., [\]]*\]|true|false)$/.test(value)
      ? `__equal(${expression}, ${value});`
      : line,
  );
}

const examples = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap(examplesOf);

/** What examples take for granted: some data, a small model and a random generator. */
function surroundings(): Record<string, unknown> {
  const all = gradlab.shapes({ count: 1100, seed: 1 });
  const rng = new gradlab.Random(1);
  const { train, validation } = gradlab.splitDataset(all, { validation: 100 }, rng);
  const examples = { x: gradlab.randn([8, 4], rng), labels: train.labels.slice(0, 8) };
  const model = gradlab.twoLayerNet({ inputs: 4, hidden: 5 });
  const [x, gamma, beta] = [gradlab.randn([4, 3], rng), gradlab.ones([3]), gradlab.zeros([3])];
  const { forward, backward, forwardEval, updateRunning } = gradlab.batchNorm;
  return {
    ...gradlab,
    ...{ all, train, validation, images: train.images, labels: train.labels, rng },
    ...{
      readFileSync,
      examples,
      model,
      x,
      gamma,
      beta,
      forward,
      backward,
      forwardEval,
      updateRunning,
    },
  };
}

const folder = temporaryFolder("examples");
let known: Record<string, unknown> = {};
beforeAll(() => {
  known = surroundings();
  const data = join(folder, "cifar-10-batches-bin");
  mkdirSync(data);
  for (const name of ["data_batch_1.bin", "test_batch.bin"])
    writeFileSync(join(data, name), new Uint8Array(1000 * 3073));
  const idx = (size: number, ...header: number[]): Uint8Array => {
    const bytes = new Uint8Array(size);
    bytes.set(header);
    return bytes;
  };
  const images = idx(16 + 1000 * 28 * 28, 0, 0, 8, 3, 0, 0, 3, 232, 0, 0, 0, 28, 0, 0, 0, 28);
  writeFileSync(join(folder, "train-images-idx3-ubyte"), images);
  writeFileSync(join(folder, "train-labels-idx1-ubyte"), idx(1008, 0, 0, 8, 1, 0, 0, 3, 232));
  process.env.GRADLAB_DATA = folder;
});
afterAll(() => {
  delete process.env.GRADLAB_DATA;
});

describe("the example at", () => {
  test.each(examples)("$where runs and is right", async ({ code }) => {
    expect(code.trim()).not.toBe("");
    const scope = { ...known, __equal: (a: unknown, b: unknown) => expect(a).toEqual(b) };
    const names = Object.keys(scope).join(", ");
    // A block of its own, so that an example may declare a name that is also given.
    const source = `const run = async ({ ${names} }) => { {\n${withAssertions(code)}\n} };`;
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const run = runInThisContext(`(() => { ${outputText}; return run; })()`) as (
      scope: unknown,
    ) => Promise<void>;
    await run(scope);
  });
});

test("there are examples to run", () => {
  expect(examples.length).toBeGreaterThan(20);
});
