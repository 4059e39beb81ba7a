import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "../probe.js";
import type { Row } from "../row.js";

/** Runs cells one after another; the last one's result is the answer. */
async function results(kernel: Probe, ...cells: string[]): Promise<string | undefined> {
  let last: string | undefined;
  for (const cell of cells) {
    const ran = await kernel.run(cell);
    equal(ran.reply.status, "ok", ran.error?.traceback);
    last = ran.result;
  }
  return last;
}

const gives = (name: string, cells: string[], wanted: string | undefined): Row => ({
  name,
  check: async (kernel) => equal(await results(kernel, ...cells), wanted),
});

/** V8 has names that TypeScript lets a cell declare. */
const refusedCell: Row = {
  name: "a cell that V8 refuses leaves no names behind, and what it declared again as it was",
  check: async (kernel) => {
    await results(kernel, "let kept = 'text'");
    const refused = await kernel.run("let kept = 1, unborn = 2, NaN = 3;");
    match(refused.error?.evalue ?? "", /'NaN' has already been declared/);
    equal(await results(kernel, "kept.toUpperCase()"), "'TEXT'");
    match((await kernel.run("unborn")).error?.evalue ?? "", /Cannot find name 'unborn'/);
  },
};

const fails = (name: string, cells: string[], wanted: RegExp): Row => ({
  name,
  check: async (kernel) => {
    await results(kernel, ...cells.slice(0, -1));
    const ran = await kernel.run(cells.at(-1) ?? "");
    equal(ran.reply.status, "error");
    match(ran.error?.traceback ?? "", wanted);
  },
});

/** What a student types, and what it gives. */
export const cellRows: Row[] = [
  gives("the last expression is the result", ["1 + 1"], "2"),
  gives("so it is before a semicolon", ["const six = 6; six * 7;"], "42"),
  gives("a declaration has no result", ["const quiet = 1"], undefined),
  gives("undefined has no result", ["undefined"], undefined),
  refusedCell,
  gives("an empty cell runs", [""], undefined),
  gives("a cell of comments runs", ["// nothing\n/* here */"], undefined),
  gives("a promise at the end is awaited", ["Promise.resolve(5)"], "5"),
  gives("top-level await", ["const waited = await Promise.resolve(8)", "waited"], "8"),
  gives(
    "for await at the top level",
    ["let awaited = 0; for await (const x of [1, Promise.resolve(2)]) awaited += x", "awaited"],
    "3",
  ),
  gives("types across cells", ["interface P { x: number }", "const p: P = { x: 3 }", "p.x"], "3"),
  gives("generics across cells", ["function id<T>(x: T): T { return x }", "id<number>(4)"], "4"),
  gives("shorthand of an earlier variable", ["const short = 1", "({ short }).short"], "1"),
  gives(
    "a closure sees a later assignment",
    ["let live = 1; function getLive() { return live }", "live = 2", "getLive()"],
    "2",
  ),
  gives(
    "a closure sees a later cell's name",
    ["function later() { return laterName() }\nfunction laterName() { return 1 }", "later()"],
    "1",
  ),
  gives("const again", ["const again = 1", "const again = 2", "again"], "2"),
  gives("const, then let", ["const cl = 1", "let cl = 2", "cl"], "2"),
  gives("const, then function", ["const cf = 1", "function cf() { return 7 }", "cf()"], "7"),
  gives("function, then const", ["function fc() {}", "const fc = 9", "fc"], "9"),
  gives("class, then function", ["class CF {}", "function CF() { return 2 }", "CF()"], "2"),
  gives("class again", ["class CC { a = 1 }", "class CC { b = 5 }", "new CC().b"], "5"),
  gives("var, then const", ["var vc = 1", "const vc = 2", "vc"], "2"),
  gives("const, then var", ["const cv = 1", "var cv = 3", "cv"], "3"),
  gives("another type again", ["let kind = 1", 'let kind = "text"', "kind.length"], "4"),
  gives(
    "destructuring",
    ["const { u, v: [w] } = { u: 1, v: [2] }", "let [u2 = 4] = [] as number[]", "u + w + u2"],
    "7",
  ),
  gives("enums", ["enum Color { Red, Green = 5 }", "Color.Green + Color[0].length"], "8"),
  gives("const enums", ["const enum Size { S = 2 }", "Size.S as number"], "2"),
  gives("namespaces", ["namespace Geo { export const side = 3 }", "Geo.side"], "3"),
  gives("satisfies", ["const sat = { a: 1 } satisfies Record<string, number>", "sat.a"], "1"),
  gives(
    "using",
    [
      "const ended: string[] = []; { using r = { [Symbol.dispose]() { ended.push('r') } } }",
      "ended.join()",
    ],
    "'r'",
  ),
  gives(
    "decorators",
    [
      "function twice(f: (this: any) => number, _: ClassMethodDecoratorContext) { return function (this: any) { return 2 * f.call(this) } }",
      "class D { @twice m() { return 4 } }",
      "new D().m()",
    ],
    "8",
  ),
  gives(
    "private fields and accessors",
    ["class A { #x = 2; get x() { return this.#x } }", "new A().x"],
    "2",
  ),
  gives("export in a cell", ["export const exported = 6", "exported"], "6"),
  gives("import.meta", ["typeof import.meta.url"], "'string'"),
  gives("a built-in module", ['import { basename } from "node:path"', 'basename("/a/b")'], "'b'"),
  gives("a default import", ['import path from "node:path"', 'path.basename("/a/c")'], "'c'"),
  gives("a namespace import", ['import * as os from "node:os"', "typeof os.cpus"], "'function'"),
  gives(
    "dynamic import",
    ['const u8 = await import("node:util")', "typeof u8.inspect"],
    "'function'",
  ),
  gives("require", ['const req = require("node:path")', 'req.basename("/a/d")'], "'d'"),
  gives(
    "type-only import",
    ['import type { Stats } from "node:fs"', "const s: Stats | null = null", "s"],
    "null",
  ),
  gives(
    "Buffer, URL, fetch",
    ['[typeof Buffer, new URL("http://a/b").pathname, typeof fetch].join()'],
    "'function,/b,function'",
  ),
  gives(
    "ES2025 types",
    ["new Set([1, 2]).isSubsetOf === undefined || new Set([1]).isSubsetOf(new Set([1, 2]))"],
    "true",
  ),
  gives("array methods of ES2023", ["[3, 1, 2].toSorted().at(-1)"], "3"),
  gives(
    "a library imported by its exports",
    ['import { create, all } from "mathjs"', 'create(all!).evaluate("1+2")'],
    "3",
  ),
  gives(
    "gradlab itself",
    ['import { tensor } from "gradlab"', "tensor([[1, 2]]).shape.join()"],
    "'1,2'",
  ),
  fails(
    "a type error, before anything runs",
    ['globalThis.ran = true; const n: number = "a"'],
    /Type 'string' is not assignable to type 'number'/,
  ),
  fails("a type error across cells", ["const num = 4", "num.toUpperCase()"], /toUpperCase/),
  fails("a name that does not exist", ["nowhere + 1"], /nowhere/),
  fails("a syntax error", ["const = 3"], /Cell|line|expected/i),
  fails("a module that does not exist", ['import x from "no-such-module"'], /no-such-module/),
  {
    name: "a type error names the cell's own line",
    check: async (kernel) => {
      const ran = await kernel.run('const fine = 1;\n\nconst bad: number = "a";\n');
      match(ran.error?.traceback ?? "", /line 3|:3/);
      ok(!(ran.error?.traceback ?? "").includes("dist/"), ran.error?.traceback);
    },
  },
  {
    name: "a cell with a type error does not run and declares nothing",
    check: async (kernel) => {
      await kernel.run('(globalThis as any).ranAnyway = 1; const bad1: number = "a"');
      equal(await results(kernel, "(globalThis as any).ranAnyway === undefined"), "true");
      equal((await kernel.run("bad1")).reply.status, "error");
    },
  },
  {
    name: "an exception has the cell's name, line and source, and nothing of the kernel",
    check: async (kernel) => {
      await results(kernel, "function thrower(): never {\n  throw new RangeError('too far')\n}");
      const ran = await kernel.run("const before = 1;\nthrower();");
      ok(ran.error, "expected an error");
      equal(ran.error.ename, "RangeError");
      equal(ran.error.evalue, "too far");
      const { traceback } = ran.error;
      match(traceback, /Cell \[\d+\].*line 2/);
      match(traceback, /throw new RangeError/);
      ok(!/dist\/kernel|node:internal|node:inspector/.test(traceback), traceback);
      equal(await results(kernel, "before"), "1");
    },
  },
  gives("what a failed cell had declared before stays", ["1"], "1"),
  {
    name: "a thrown value that is no error is shown",
    check: async (kernel) =>
      match((await kernel.run("throw { code: 17 }")).error?.traceback ?? "", /17/),
  },
  {
    name: "local files: extensions, edits reloaded and type-checked, one made after its failed import",
    check: checkLocalFiles,
  },
  {
    name: "20,000,000 steps over variables of the same and of an earlier cell run at full speed",
    check: async (kernel) => {
      // A coarse bound: a proxy in between makes this a hundred times slower. Figures: bench:kernel.
      await results(kernel, "let total = 0");
      const ran = await kernel.run("for (let i = 0; i < 2e7; i++) total += i % 7; total");
      equal(ran.result, "59999997");
      ok(ran.ms < 3000, `${ran.ms} ms`);
    },
  },
  gives(
    "what the compiler makes up leaves a variable of that name alone",
    [
      "let env_1 = 5; function getEnv() { return env_1 }",
      "using made = { [Symbol.dispose]() {} }; 0",
      "getEnv()",
    ],
    "5",
  ),
  fails("a forgotten await is asked for", ["Promise.resolve({ a: 1 }).a"], /forget to use 'await'/),
  fails(
    "a name that gradlab exports comes with its import",
    ["trainingCurves([])"],
    /import \{ trainingCurves \} from "gradlab"/,
  ),
  fails("a name of nobody comes with advice", ["nowhere1"], /Run the cell that declares it first/),
  fails("a missing package", ['import x from "nosuchpackage"'], /npm install nosuchpackage/),
  fails("a missing file", ['import x from "./nosuch"'], /There is no file .*nosuch\.ts/),
  fails(
    "a thrown text has its place",
    ['function thrower() {\n  throw "text"\n}\nthrower()'],
    /'text'.*at thrower \(Cell \[\d+\], line 2, column 9\)\n\s+throw "text"/s,
  ),
  {
    name: "an error in a local file shows that file's line",
    check: async (kernel) => {
      const file = join("test/conformance", "wrong-types.ts");
      writeFileSync(file, "export const fine = 1;\nexport const wrong: string = 1;\n");
      try {
        const ran = await kernel.run('import { fine } from "./wrong-types"');
        const told = ran.error?.traceback ?? "";
        match(told, /a mistake in wrong-types\.ts, which it imports/);
        match(told, /wrong-types\.ts, line 2, column 14.*\n2 \| export const wrong.*\n +~~~~~/);
      } finally {
        rmSync(file);
      }
    },
  },
];

async function checkLocalFiles(kernel: Probe): Promise<void> {
  const cwd = (await results(kernel, "process.cwd()"))?.slice(1, -1) ?? "";
  const folder = join(cwd, `conformance-${process.pid}`);
  const name = `./conformance-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  try {
    write("inner.ts", "export const inner: number = 1;");
    write(
      "outer.ts",
      'import { inner } from "./inner.js"; export const outer = (): number => inner * 10;',
    );
    write("data.json", '{ "k": [1, 2] }');
    write("plain.js", "export const js = 5;");
    equal(await results(kernel, `import { outer } from "${name}/outer"`, "outer()"), "10");
    equal(await results(kernel, `import { outer as o2 } from "${name}/outer.ts"`, "o2()"), "10");
    equal(await results(kernel, `import { js } from "${name}/plain.js"`, "js"), "5");
    equal(await results(kernel, `import data from "${name}/data.json"`, "data.k[1]"), "2");
    write("inner.ts", "export const inner: number = 2.5;");
    equal(await results(kernel, `import { outer } from "${name}/outer"`, "outer()"), "25");
    write("outer.ts", "export const outer = (factor: string): string => factor;");
    const wrong = await kernel.run(`import { outer } from "${name}/outer"\nouter(3)`);
    match(wrong.error?.traceback ?? "", /'number' is not assignable to parameter of type 'string'/);
    const missing = await kernel.run(`import { born } from "${name}/born"`);
    equal(missing.reply.status, "error");
    equal(await results(kernel, "1 + 2"), "3");
    write("born.ts", "export const born = 'now';");
    equal(await results(kernel, `import { born } from "${name}/born"`, "born"), "'now'");
    write("faulty.ts", "export const x: number = 'text';");
    match(
      (await kernel.run(`import { x } from "${name}/faulty"`)).error?.traceback ?? "",
      /faulty\.ts/,
    );
    deepEqual((await kernel.run("40 + 2")).result, "42");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
