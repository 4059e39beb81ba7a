import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Language } from "../../../kernel/language/language.js";
import { packageRoot } from "../../../kernel/paths.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

// A worker thread runs what is built.
const built = join(packageRoot, "dist", "kernel", "language", "worker-language.js");

interface Built {
  createLanguage: (options: { cwd: string }) => Language;
}

let language: Language;
let count = 0;

beforeAll(async () => {
  if (!existsSync(built)) throw new Error(`${built} is missing: run npm run build`);
  const { createLanguage } = (await import(pathToFileURL(built).href)) as Built;
  language = createLanguage({ cwd: temporaryFolder("language") });
});

afterAll(() => language.close());

async function errors(code: string): Promise<string[]> {
  const number = (count += 1);
  const prepared = await language.prepare({ code, number, name: `[${number}]` });
  return prepared.errors.map(({ message }) => message);
}

test("cells are prepared in the order in which they were sent", async () => {
  const results = await Promise.all([
    errors("const a = 1"),
    errors("const b: string = a"),
    errors("a.toFixed()"),
    errors("console.log(process.pid)"),
  ]);
  expect(results).toEqual([[], ["Type 'number' is not assignable to type 'string'."], [], []]);
});

test("of questions about what is being typed only the last waits", async () => {
  const first = language.complete("a.toF", 5);
  const stale = language.complete("a.toFi", 6);
  const last = language.complete("a.toFix", 7);
  expect((await stale).matches).toEqual([]);
  expect(await Promise.all([first, last])).toMatchObject([
    { matches: ["toFixed"], start: 2 },
    { matches: ["toFixed"], start: 2 },
  ]);
});

test("documentation and completeness are told", async () => {
  expect((await language.inspect("a", 1, 0))?.markdown).toBe("```ts\nconst a: 1\n```");
  expect(await language.isComplete("if (a) {")).toEqual({ status: "incomplete", indent: "  " });
});

test("a type service that died starts again and knows the cells", async () => {
  const { worker } = language as unknown as { worker: import("node:worker_threads").Worker };
  const question = errors("a + 1");
  worker.emit("error", new Error("out of memory"));
  await expect(question).rejects.toThrow("the type service ended (out of memory)");
  expect(await errors("const c: string = a")).toHaveLength(1);
  expect(await errors("a.toFixed()")).toEqual([]);
  await worker.terminate();
});

test("forgotten cells are forgotten, and a closed service answers nothing", async () => {
  await language.forget();
  expect(await errors("a")).toEqual([
    "Cannot find name 'a'. Run the cell that declares it first, or look at its spelling.",
  ]);
  const refused = expect(errors("1")).rejects.toThrow("language: closed");
  await language.close();
  await refused;
  await expect(errors("1")).rejects.toThrow("language: closed");
});
