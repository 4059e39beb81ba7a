import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { Notebook } from "./support/notebook.js";

test("an error is told where it is in the cell, and the cell leaves no names behind", () => {
  const notebook = new Notebook();
  expect(notebook.prepare("let a = 1;\n  let b: string = a;").errors).toEqual([
    {
      code: 2322,
      message: "Type 'number' is not assignable to type 'string'.",
      line: 1,
      column: 6,
      endColumn: 7,
    },
  ]);
  expect(notebook.errors("a")).toEqual([
    "0:0-1 Cannot find name 'a'. Run the cell that declares it first, or look at its spelling.",
  ]);
});

test("syntax errors are told by the parser, one missing brace at the cell's end", () => {
  const notebook = new Notebook();
  expect(notebook.errors("let a = ;")).toEqual(["0:8-9 Expression expected."]);
  expect(notebook.errors("function f() {\n")).toEqual(["1:0-0 '}' expected."]);
});

test("a later cell knows the exact types of what earlier cells declare", () => {
  const notebook = new Notebook();
  notebook.accept(
    "class Pair<A, B> { constructor(readonly a: A, private b: B) {} swap() { return new Pair(this.b, this.a) } }",
    "const pair = new Pair('x', 2)",
    "const { a: first, ...others } = { a: pair.swap(), c: 3 }, [d = 4] = [5]",
    "interface Named { name: string } type Both = Named & { age: number }",
    "enum Color { Red, Green = 'green' } namespace Space { export const depth = 3 as const }",
    "function over(x: string): string; function over(x: number): number; function over(x: any) { return x }",
    "const hidden = (() => { class Inner { secret = 1 } return { make: () => new Inner() } })()",
  );
  expect(notebook.errors("const wrong: null[] = first")[0]).toContain("'Pair<number, string>'");
  expect(notebook.errors("const wrong: null[] = others")[0]).toContain("{ c: number; }");
  expect(notebook.errors("const wrong: Both = { name: '' }")[0]).toContain("'age' is missing");
  expect(notebook.errors("const wrong: null[] = Color.Red")[0]).toContain("'Color'");
  expect(notebook.errors("const wrong: 4 = Space.depth")[0]).toContain("Type '3'");
  expect(notebook.errors("over(1).length")[0]).toContain("on type 'number'");
  expect(notebook.errors("hidden.make().secret.length")[0]).toContain("on type 'number'");
});

test("a type that no declaration could name does not get in the way", () => {
  const notebook = new Notebook();
  notebook.accept(
    "const mixin = <T extends new (...a: any[]) => object>(Base: T) => class extends Base { private p = 1; q = 's' }",
    "class Mixed extends mixin(Object) {}",
    "for (var i = 0; i < 3; i++) { var word = 'w' }",
    "const total: number = i + word.length + new Mixed().q.length",
  );
  expect(notebook.errors("word.foo")).toEqual([
    "0:5-8 Property 'foo' does not exist on type 'string'.",
  ]);
});

test("a name may be declared again in any form, and the last one counts", () => {
  const notebook = new Notebook();
  const forms: [string, string][] = [
    ["const x = 1", "x.toFixed()"],
    ["let x = 'a'", "x.length"],
    ["class x { m() { return 1 } }", "new x().m()"],
    ["function x() { return 1 }", "x()"],
    ["var x = [1]", "x.map(String)"],
    ["enum x { A }", "x.A"],
    ["import { sep as x } from 'node:path'", "x.length"],
    ["type x = string", "let s: x = ''"],
  ];
  for (const [first] of forms) {
    for (const [second, use] of forms) notebook.accept(first, second, use);
  }
});

test("a variable can be assigned to later, a constant or function cannot", () => {
  const notebook = new Notebook();
  notebook.accept("let a: number | string = 1; const c = 1; function f() {}", "a = 'text'");
  expect(notebook.errors("a = true")[0]).toContain("not assignable to type 'string | number'");
  expect(notebook.errors("c = 2")[0]).toContain("because it is a constant");
  expect(notebook.errors("f = null")).toHaveLength(1);
});

test("what newer TypeScript and Node have is known", () => {
  const notebook = new Notebook();
  notebook.accept(
    "for await (const n of [1]) { n }",
    "const value = await Promise.resolve(1); export const kept = value satisfies number",
    "[3, 1].toSorted(); new Set([1]).union(new Set([2])); Object.groupBy([1], String)",
    "fetch('x'); new URL('http://x'); Buffer.from('x'); setTimeout(() => {}, 1).unref()",
    "import.meta.url; import.meta.dirname; require('node:fs')",
    "import { readFile } from 'node:fs/promises'; const os = await import('node:os')",
    "{ using file = { [Symbol.dispose]() {} } }",
    "readFile('x').then((bytes) => bytes.byteLength); os.EOL.length; kept.toFixed()",
    "declare global { var planet: string }",
    "planet.length",
  );
});

test("local files are found without and with extension, checked, and checked when they change", () => {
  const notebook = new Notebook({
    "one.ts": "export const one = 1",
    "two.mts": "export const two = 2",
    "three.js": "/** @type {string} */ export const three = '3'",
    "data.json": '{ "rows": [1, 2] }',
  });
  notebook.accept(
    "import { one } from './one'; import { one as same } from './one.js'; one.toFixed()",
    "import { one } from './one.ts'; import { two } from './two.mjs'; two.toFixed()",
    "import { three } from './three.js'; three.length",
    "import data from './data.json'; data.rows[0].toFixed()",
    "data.rows.length",
  );
  notebook.write("one.ts", "export const one: string = 'a text'");
  expect(notebook.errors("import { one } from './one'; one.toFixed()")).toEqual([
    "0:33-40 Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?",
  ]);
  notebook.write("one.ts", "export const one: number = 'wrong'");
  expect(notebook.prepare("import { one } from './one'").errors).toEqual([
    {
      code: 2322,
      message: "Type 'string' is not assignable to type 'number'.",
      line: 0,
      column: 13,
      endColumn: 16,
      file: "one.ts",
      text: "export const one: number = 'wrong'",
    },
  ]);
  notebook.accept("1 + 1");
});

test("a file written after its failed import is found", () => {
  const notebook = new Notebook({ "a.ts": "export { b } from './b'" });
  expect(notebook.errors("import { b } from './a'")[0]).toContain("There is no file");
  expect(notebook.errors("import { c } from './c'")[0]).toContain("There is no file");
  notebook.write("b.ts", "export const b = 1");
  notebook.write("c.ts", "export const c = 1");
  notebook.accept("import { b } from './a'; import { c } from './c'; b + c");
});

test("gradlab and tslab are found from any folder", () => {
  const notebook = new Notebook();
  notebook.accept(
    "import { zeros, type Tensor } from 'gradlab'",
    "const t: Tensor = zeros([2, 3])",
  );
  expect(notebook.errors("const wrong: string = t.shape")[0]).toContain(
    "'Shape' is not assignable",
  );
  notebook.accept("import { display } from 'tslab'", "display.html('<b>x</b>')");
});

test("a tsconfig.json beside the notebook is honored", () => {
  const strict = new Notebook({ "tsconfig.json": '{ "compilerOptions": { "strict": true } }' });
  expect(strict.errors("const a: string = null")).toHaveLength(1);
  new Notebook().accept("const a: string = null");
});

test("Node's types are read once, also where a tsconfig.json names them", () => {
  const types = '{ "compilerOptions": { "types": ["node"] } }';
  const notebook = new Notebook({ "tsconfig.json": types });
  mkdirSync(join(notebook.folder, "node_modules"));
  symlinkSync(resolve("node_modules/@types"), join(notebook.folder, "node_modules/@types"));
  notebook.accept("process.version");
  const files = notebook.cells.workspace.program().getSourceFiles();
  expect(files.filter(({ fileName }) => fileName.includes("@types/node"))).toEqual([]);
});

test("what a fresh engine has forgotten is forgotten", () => {
  const notebook = new Notebook();
  notebook.accept("const a = 1");
  notebook.cells.forget();
  expect(notebook.errors("a")).toEqual([
    "0:0-1 Cannot find name 'a'. Run the cell that declares it first, or look at its spelling.",
  ]);
});

test("a name that nobody declared comes with where to get it", () => {
  const notebook = new Notebook();
  const [own] = notebook.errors("trainingCurves(1)");
  expect(own).toContain('import { trainingCurves } from "gradlab"');
  expect(notebook.errors("join('a')")[0]).toContain('import { join } from "node:path"');
  expect(notebook.errors("nothing1")).toEqual([
    "0:0-8 Cannot find name 'nothing1'. Run the cell that declares it first, or look at its spelling.",
  ]);
});

test("a missing file, package or part is called that", () => {
  const notebook = new Notebook();
  const missing = (from: string) => notebook.errors(`import x from "${from}"`)[0];
  expect(missing("./nosuch")).toContain(`There is no file ${notebook.folder}/nosuch.ts`);
  expect(missing("nosuch-package/part")).toContain("npm install nosuch-package (");
  expect(missing("@some/pack/part")).toContain("npm install @some/pack (");
  expect(missing("gradlab/nosuch")).toContain("gradlab has no part 'gradlab/nosuch'.");
});

test("a forgotten await is asked for", () => {
  const notebook = new Notebook();
  expect(notebook.errors("const later = Promise.resolve({ a: 1 }); later.a")[0]).toMatch(
    /does not exist on type 'Promise.*Did you forget to use 'await'\?$/,
  );
});

test("an error in a local file has that file's line, and its path as the notebook sees it", () => {
  const notebook = new Notebook({ "helper.ts": "export const x = 1;\n  const y: string = x;\n" });
  expect(notebook.prepare('import { x } from "./helper"').errors[0]).toMatchObject({
    file: "helper.ts",
    line: 1,
    column: 8,
    text: "  const y: string = x;",
  });
});

test("the engine's questions have types, until a cell declares the names", () => {
  const notebook = new Notebook();
  notebook.accept(
    'const answer: string = prompt("x", "y") + input("z", { password: true })',
    'const yes: boolean = confirm("sure?"); alert("done")',
    "const prompt = 4",
    "prompt + 1",
  );
  expect(notebook.errors("alert(1)")[0]).toContain("parameter of type 'string'");
});

test("the compiler's own variables avoid the user's, and the kernel's name is refused", async () => {
  const notebook = new Notebook();
  await notebook.run("let env_1 = 5; function keep() { return env_1 }");
  await notebook.run(
    "(Symbol as any).dispose ??= Symbol.for('dispose'); { using d = { [Symbol.dispose]() {} } }",
  );
  await notebook.run("using e = { [Symbol.dispose]() {} }");
  expect(await notebook.run("keep()")).toBe(5);
  expect(notebook.errors("const $gradlab = 1")[0]).toContain("is the kernel's own");
});
