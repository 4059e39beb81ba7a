import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBench, shown, type Bench } from "./support.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder("modules");
let bench: Bench;
let edits = 0;

/** Each version has another length or time, as an editor's would. */
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${text}\n${" ".repeat(++edits)}\n`);
};
const value = async (code: string) => shown(await bench.run(code));
const imported = (name: string, from: string) =>
  value(`$gradlab.result((await $gradlab.import(${JSON.stringify(from)}))${name})`);

beforeAll(() => {
  write("node_modules/only-esm/package.json", '{"name":"only-esm","exports":{"import":"./m.mjs"}}');
  write("node_modules/only-esm/m.mjs", "export const kind = 'esm'; export default 7;");
  write("node_modules/old/package.json", '{"name":"old","main":"i.js"}');
  write("node_modules/old/i.js", "exports.kind = 'cjs';");
  bench = openBench(folder);
});
afterAll(async () => {
  await bench.engine.close();
});

describe("imports", () => {
  test("find packages and Node's modules", async () => {
    expect(await imported(".kind", "only-esm")).toBe("'esm'");
    expect(await imported(".default", "only-esm")).toBe("7");
    expect(await imported(".kind", "old")).toBe("'cjs'");
    expect(await imported(".basename('/a/b')", "node:path")).toBe("'b'");
    expect(await imported(".basename('/a/b')", "path")).toBe("'b'");
  });

  test("say what is missing", async () => {
    expect(JSON.stringify(await imported("", "not-installed"))).toContain("not-installed");
    expect(JSON.stringify(await imported("", "./not-there"))).toContain(
      `import \\"./not-there\\": expected a file at ${join(folder, "not-there")}`,
    );
  });

  test("find TypeScript, with and without ending, JSON and CommonJS", async () => {
    write("a.ts", "export enum Color { Red = 4 }\nexport const n: number = 1;");
    write("b.mts", "import { n } from './a.js'; export const next = n + 1; export default 'b';");
    write("data.json", '{"x": [1, 2]}');
    write("common.cjs", "module.exports = { half: (x) => x / 2 };");
    write("lib/index.ts", "export * from '../a'; export const meta = import.meta.filename;");
    expect(await imported(".Color.Red", "./a.ts")).toBe("4");
    expect(await imported(".n", "./a")).toBe("1");
    expect(await imported(".next", "./b.mjs")).toBe("2");
    expect(await imported(".default.x[1]", "./data.json")).toBe("2");
    expect(await imported(".half(8)", "./common.cjs")).toBe("4");
    expect(await imported(".n", "./lib")).toBe("1");
    expect(await imported(".meta", join(folder, "lib/index.ts"))).toBe(
      `'${join(folder, "lib/index.ts")}'`,
    );
  });

  test("load a file anew when it or one that it imports has changed", async () => {
    write("deep.ts", "export const level = 1;");
    write("upper.ts", "export { level } from './deep'; export const made = {};");
    write("other.ts", "export const made = {};");
    expect(await imported(".level", "./upper")).toBe("1");
    const same = "(await $gradlab.import('./other')).made";
    await bench.run(`const first = ${same}; const upper = (await $gradlab.import('./upper')).made`);
    write("deep.ts", "export const level = 2;");
    expect(await imported(".level", "./upper")).toBe("2");
    expect(await value(`$gradlab.result(first === ${same})`)).toBe("true");
    expect(await imported(".made === upper", "./upper")).toBe("false");
  });

  test("recover from a file that did not compile, threw or was missing", async () => {
    write("bad.ts", "export const x = ;");
    expect(JSON.stringify(await imported(".x", "./bad"))).toContain("line 1, column 18");
    write("bad.ts", "throw new Error('at load'); export const x = 1;");
    expect(JSON.stringify(await imported(".x", "./bad"))).toContain("at load");
    write("bad.ts", "import { y } from './missing'; export const x = y;");
    expect(JSON.stringify(await imported(".x", "./bad"))).toContain("missing");
    write("missing.ts", "export const y = 5;");
    expect(await imported(".x", "./bad")).toBe("5");
  });

  test("allow circles, top-level await and import()", async () => {
    write("one.ts", "import { two } from './two'; export const one = () => two() + 1;");
    write("two.ts", "import { one } from './one'; export const two = () => 1; export { one };");
    write("slow.ts", "export const late = await Promise.resolve((await import('./one')).one());");
    expect(await imported(".late", "./slow")).toBe("2");
    expect(
      await value(
        "$gradlab.result((await Promise.all(['./one', './two', './slow'].map((s) => $gradlab.import(s)))).length)",
      ),
    ).toBe("3");
  });

  test("keep the lines of TypeScript in errors", async () => {
    write(
      "fails.ts",
      "interface Wide {\n  x: number;\n}\n\nexport function fail(w: Wide): never {\n  throw new Error('here ' + w.x);\n}",
    );
    const outcome = await bench.run("(await $gradlab.import('./fails')).fail({ x: 1 })");
    expect(JSON.stringify(outcome)).toContain("at fail (fails.ts, line 6, column 9)");
    expect(JSON.stringify(outcome)).toContain("throw new Error('here ' + w.x);");
  });

  test("give one and the same gradlab everywhere", async () => {
    write("uses.ts", "import * as gradlab from 'gradlab'; export const Tensor = gradlab.Tensor;");
    expect(await imported(".Tensor === (await $gradlab.import('gradlab')).Tensor", "./uses")).toBe(
      "true",
    );
    expect(await value("$gradlab.result(typeof (await $gradlab.import('gradlab/grader')))")).toBe(
      "'object'",
    );
  });
});

describe("require", () => {
  test("finds packages, TypeScript and this package, and loads changed files anew", async () => {
    expect(await value("$gradlab.result(require('old').kind)")).toBe("'cjs'");
    write("r.ts", "import { deep } from './s'; export const got: number = deep;");
    write("s.ts", "export const deep = 1;");
    expect(await value("$gradlab.result(require('./r').got)")).toBe("1");
    write("s.ts", "export const deep = 2;");
    expect(await value("$gradlab.result(require('./r').got)")).toBe("2");
    expect(
      await value(
        "$gradlab.result(require('gradlab').Tensor === (await $gradlab.import('gradlab')).Tensor)",
      ),
    ).toBe("true");
  });
});

describe("tslab's module", () => {
  test("displays, and updates in place", async () => {
    const from = bench.outputs.length;
    await bench.run(`
      const tslab = await $gradlab.import("tslab");
      tslab.display.html("<b>x</b>");
      tslab.display.png(new Uint8Array([1, 2, 3]));
      const place = tslab.newDisplay();
      place.text("1");
      place.text("2");`);
    expect(bench.outputs.slice(from)).toMatchObject([
      { type: "display_data", content: { data: { "text/html": "<b>x</b>" } } },
      { type: "display_data", content: { data: { "image/png": "AQID" } } },
      { type: "display_data", content: { data: { "text/plain": "1" } } },
      { type: "update_display_data", content: { data: { "text/plain": "2" } } },
    ]);
  });
});
