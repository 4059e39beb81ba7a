import { SourceMap, type SourceMapPayload } from "node:module";
import { expect, test } from "vitest";
import { Notebook } from "./support/notebook.js";

test("the last expression is the cell's result, with a semicolon, a type or an await", async () => {
  const notebook = new Notebook();
  expect(await notebook.run("const a = 1; a + 1;")).toBe(2);
  expect(await notebook.run("a as number satisfies number")).toBe(1);
  expect(await notebook.run("await Promise.resolve(3)\n// a comment")).toBe(3);
  expect(await notebook.run("'use strict'")).toBe("use strict");
  expect(await notebook.run("a; let b = 2")).toBeUndefined();
});

test("any form of declaration may follow any other", async () => {
  const notebook = new Notebook();
  const forms: [string, string, unknown][] = [
    ["const n = 1", "n", 1],
    ["let n = 'a'", "n", "a"],
    ["class n { m() { return 2 } }", "new n().m()", 2],
    ["function n() { return 3 }", "n()", 3],
    ["var n = 4", "n", 4],
    ["for (var n = 0; n < 5;) n++", "n", 5],
    ["enum n { A = 6 }", "n.A", 6],
    ["namespace n { export const q = 7 }", "n.q", 7],
    ["import { sep as n } from 'node:path'", "n.length", 1],
    ["export const [n] = [8]", "n", 8],
  ];
  for (const [first] of forms) {
    for (const [second, use, value] of forms) {
      await notebook.run(first);
      await notebook.run(second);
      expect(await notebook.run(use), `${first} → ${second}`).toBe(value);
    }
  }
});

test("functions are hoisted, and see what is assigned and declared later", async () => {
  const notebook = new Notebook();
  expect(await notebook.run("let v = 1; early(); function early() { return v }")).toBeUndefined();
  expect(await notebook.run("v = 2; early()")).toBe(2);
  await notebook.run("const v = 3");
  expect(await notebook.run("early()")).toBe(3);
  await notebook.run("function down(n: number): number { return n && down(n - 1) }");
  expect(await notebook.run("down(3)")).toBe(0);
  expect(await notebook.run("down.name")).toBe("down");
});

test("var keeps its meaning in patterns and loops", async () => {
  const notebook = new Notebook();
  expect(
    await notebook.run(`
      var { a, b: { c = 3, ...d }, ...e } = { a: 1, b: { x: 2 } as any, f: 4 }, [g, , ...h] = [5, 6, 7];
      for (var i of [8, 9]);
      for (var k in { key: 1 });
      if (true) { var deep = 10 }
      for (var j = 0, step = 2; j < 5; j += step);
      [a, c, d, e, g, h, i, k, deep, j]`),
  ).toEqual([1, 3, { x: 2 }, { f: 4 }, 5, [7], 9, "key", 10, 6]);
});

test("imports, import() and import.meta go through the engine", async () => {
  const notebook = new Notebook();
  await notebook.run(
    "import path, { sep, join as j } from 'node:path'; import * as os from 'node:os'",
  );
  expect(await notebook.run("path.sep === sep && j('a', 'b').length === 3 && os.EOL.length")).toBe(
    1,
  );
  expect(await notebook.run("(await import('node:path')).sep === sep")).toBe(true);
  expect(await notebook.run("(() => import.meta.url)()")).toBe("file:///notebook/cell");
  expect(notebook.prepare("import type { Stats } from 'node:fs'; let s: Stats").javascript).toBe(
    '"use strict";\nlet s;',
  );
});

test("decorators, using, for await and accessors run on every Node", async () => {
  const notebook = new Notebook();
  expect(
    await notebook.run(`
      const log: string[] = [];
      function mark<T>(target: T, context: { name?: string | symbol }) { log.push(String(context.name)); }
      @mark class Marked { @mark accessor field = 1 }
      { using file = { [Symbol.dispose]() { log.push("closed") } }; }
      for await (const n of [Promise.resolve(1)]) log.push(String(n));
      log`),
  ).toEqual(["field", "Marked", "closed", "1"]);
});

test("the source map leads from a line of JavaScript to the cell's", () => {
  const { javascript, sourceMap } = new Notebook().prepare(
    "type T = {\n  a: number\n}\nlet t: T = { a: 1 }\nfunction f() {\n  throw new Error('x')\n}\nt.a",
  );
  const map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  const line = (text: string) => {
    const at = javascript.split("\n").findIndex((each) => each.includes(text));
    return (map.findEntry(at, 4) as { originalLine: number }).originalLine;
  };
  expect([line("let t"), line("throw"), line("t.a")]).toEqual([3, 5, 7]);
  expect(JSON.parse(sourceMap)).toMatchObject({ version: 3, sources: ["[1]"] });
});
