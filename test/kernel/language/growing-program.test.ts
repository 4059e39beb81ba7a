import { expect, test } from "vitest";
import { Random } from "../../../lib/random.js";
import type { Workspace } from "../../../kernel/language/program/workspace.js";
import { Notebook } from "./support/notebook.js";

const random = new Random(7);
const below = (n: number) => Math.floor(random.uniform() * n);
const pick = <T>(values: readonly T[]): T => values[below(values.length)];

const NAMES = ["alpha", "beta", "gamma", "delta", "env_1", "_a"];
const TYPES = ["One", "Two", "Three"];
const name = () => pick(NAMES);
const type = () => pick(TYPES);

/** What people write into cells, with names that come again in another meaning, and some mistakes. */
const cells: (() => string)[] = [
  () => "1 + 1",
  () => `const ${name()} = ${below(9)}`,
  () => `let ${name()}: number | string = ${pick(["1", "'text'"])}`,
  () => `${name()} = ${pick(["1", "'text'", "[1]"])}`,
  () => `var ${name()} = [${below(9)}, ${below(9)}].map((x) => x * 2)`,
  () => `const { a: ${name()}, ...${name()}Rest } = { a: ${name()}, b: 1, c: "" }`,
  () => `const [${name()} = 1, , ...others] = [${name()}, 2, 3]`,
  () => `for (var i = 0; i < 2; i++) { var ${name()} = String(i) }`,
  () => `function ${name()}(x = ${below(9)}): number { return x }`,
  () =>
    "function over(x: string): string; function over(x: number): number; function over(x: any) { return x }",
  () => `over(${pick(["1", "'a'", "true", name()])}).${pick(["length", "toFixed()"])}`,
  () => `function ${name()}<T extends object>(x: T, key: keyof T) { return x[key] }`,
  () => `async function* ${name()}() { yield await Promise.resolve(${name()}) }`,
  () =>
    `class ${type()}<T> { private secret = 1; constructor(readonly held: T) {} get self() { return this } }`,
  () => `class ${type()} extends ${type()} { own = ${name()} }`,
  () => `const ${name()} = new ${type()}(${name()})`,
  () => `const ${name()} = (() => { class Inner { secret = 1 } return new Inner() })()`,
  () =>
    "const mixin = <T extends new (...a: any[]) => object>(Base: T) => class extends Base { private p = 1 }",
  () => `class ${type()} extends mixin(Object) {}`,
  () => `interface ${type()} { x: number; more?: ${type()} }`,
  () => `type ${type()} = { x: 1 } | { y: ${type()}[] }`,
  () => `type ${type()} = typeof ${name()}`,
  () => `enum ${type()} { A, B = "b" }`,
  () => `const enum ${type()} { A = 1, B = A << 2 }; ${type()}.B`,
  () => `namespace ${type()} { export const depth = ${below(9)} as const; export type Deep = 1 }`,
  () => `let ${name()}: ${type()}`,
  () => `${name()} satisfies ${type()}`,
  () => `${name()}.${pick(["length", "x", "held", "toFixed()", "map(String)"])}`,
  () => `[${name()}, ${name()}].map((x) => [x]).length`,
  () => `const wrong: string = ${name()}`,
  () => `// @ts-expect-error\nconst wrong: null[] = ${pick([name(), "[]"])}`,
  () => `// @ts-ignore\n${name()}.nothing`,
  () => "const ",
  () => "import { sep, join as alpha } from 'node:path'; sep.length",
  () => "import * as beta from 'node:os'; const gamma = beta.cpus()",
  () => "import { tensor, type Tensor } from 'gradlab'; const delta: Tensor = tensor([[1, 2]])",
  () => `${name()}.sum().shape`,
  () => `const ${name()} = tensor([[3, 4]]).sum()`,
  () =>
    "import { matrix, multiply } from 'mathjs'; const alpha = multiply(matrix([1]), matrix([2]))",
  () => `const ${name()} = (await import("gradlab")).zeros([2, 3])`,
  () => `let ${name()}: import("gradlab").Tensor[] = []`,
  () => "import { nothing } from 'gradlab'",
  () => "import nothing from 'nosuch'",
  () => "import { local } from './local'; local",
  () => "const beta = local",
  () => "beta.length",
  () => "export const kept = [1] as const; export default kept",
  () => `export { ${name()} as other }`,
  () => `declare global { interface Array<T> { extra${below(3)}: T } }`,
  () => `[1].extra${below(3)}.toFixed()`,
  () => `declare global { var planet: ${pick(["string", "number"])} }`,
  () => "planet.toString()",
  () => "declare module 'gradlab' { interface Tensor { mark: 1 } }",
  () => `${name()}.mark`,
  () => '/// <reference lib="dom" />\ndocument.title',
  () => "Buffer.from('x').length; process.version",
  () => "{ using file = { [Symbol.dispose]() {} } }",
  () => `@((c: any, _: unknown) => c) class ${type()} { accessor field = 1 }`,
  () => `(() => { throw ${name()} })()`,
  () => "import.meta.url",
  () => `/** About ${below(9)}. */ export const documented = 1`,
];

/** What a cell's preparation comes to, and what it leaves to later ones. */
function outcome(notebook: Notebook, code: string): unknown {
  const prepared = notebook.prepare(code);
  notebook.cells.finish();
  const { files } = notebook.cells.workspace as unknown as {
    files: Map<string, { text: string }>;
  };
  const left = [...files]
    .filter(([file]) => /\[\d+\]/.test(file))
    .map(([file, { text }]) => [file, text]);
  return JSON.parse(JSON.stringify([prepared, left.at(-1)]).replaceAll(notebook.folder, "FOLDER"));
}

/** Has a notebook's cells checked as they would be without any growing program. */
function apart(notebook: Notebook): Notebook {
  notebook.cells.workspace.join = () => undefined;
  return notebook;
}

/** The same notebook twice: as it is, and with a program for each cell. */
function both(files: Record<string, string> = {}): [Notebook, Notebook] {
  return [new Notebook(files), apart(new Notebook(files))];
}

/** Counts the cells that join another's program. */
function joining({ workspace }: { workspace: Workspace }): () => number {
  let count = 0;
  const join = workspace.join.bind(workspace);
  workspace.join = (text, begun) => {
    const joined = join(text, begun);
    if (joined) count += 1;
    return joined;
  };
  return () => count;
}

test("cells that join a program are found right, translated and declared as in one of their own", () => {
  const files = { "local.ts": "export const local = 'a'" };
  const [together, alone] = both(files);
  const joined = joining(together.cells);
  let [count, right] = [0, 0];
  while (count < 150) {
    if (below(40) === 0) for (const { cells } of [together, alone]) cells.forget();
    if (below(20) === 0) {
      const text = `export const local${pick([": string", ": number", ""])} = ${pick(["1", "'a'"])}`;
      for (const notebook of [together, alone]) notebook.write("local.ts", text);
    }
    const code = pick(cells)();
    const expected = outcome(alone, code) as [{ errors: unknown[] }];
    expect(outcome(together, code), `cell ${count}: ${code}`).toEqual(expected);
    count += 1;
    if (expected[0].errors.length === 0) right += 1;
    if (below(10) === 0) for (const { cells } of [together, alone]) cells.withdraw();
  }
  expect(right).toBeGreaterThan(0.4 * count);
  expect(joined()).toBeGreaterThan(0.4 * count);
}, 120_000);

/** Cells that would pass, or fail, if the last one met what it must not, or missed what it must meet. */
const sequences: Record<string, { files?: Record<string, string>; cells: string[] }> = {
  "a refused cell's augmentation is not there for the next": {
    cells: ["declare global { var planet: string }; const wrong: string = 1", "planet"],
  },
  "an augmentation holds at once for all that come after": {
    cells: [
      "1",
      "declare global { interface Number { extra: string } }",
      "const none: number extends { extra: string } ? never : 1 = 1",
    ],
  },
  "the augmentation of a cell that a dead engine knew is gone": {
    cells: ["declare global { var planet: string }", "planet.length", "FORGET", "planet"],
  },
  "a local file is read as it is now": {
    files: { "local.ts": "export const local = 'a'" },
    cells: [
      "import { local } from './local'; local.length",
      "WRITE local.ts export const local = 1",
      "import { local } from './local'; local.length",
    ],
  },
  "a referenced package is there": {
    files: { "node_modules/@types/planet/index.d.ts": "declare var planet: string" },
    cells: [
      "1",
      '/// <reference types="planet" />\nconst none: typeof globalThis extends { planet: string } ? never : 1 = 1',
    ],
  },
  "a type is not called by the name that another cell has for it": {
    files: {
      "node_modules/outer/package.json":
        '{ "name": "outer", "exports": { ".": { "types": "./index.d.ts" } } }',
      "node_modules/outer/index.d.ts":
        "import { Deep } from './deep'; export declare function make(): Deep;",
      "node_modules/outer/deep.d.ts": "export declare class Deep { private own: 1 }",
    },
    cells: [
      "import { make } from 'outer'; import { Deep } from './node_modules/outer/deep'; let d: Deep",
      "import { make } from 'outer'; const made = make()",
      "const wrong: null[] = made",
    ],
  },
  "a package that the program lacks is found": {
    cells: ["1", "import { matrix } from 'mathjs'", "const wrong: null[] = matrix([1])"],
  },
};

test.each(Object.entries(sequences))("%s", (_, { files, cells }) => {
  const notebooks = both(files);
  for (const step of cells) {
    const [, file, text] = /^WRITE (\S+) (.*)/.exec(step) ?? [];
    if (file) for (const notebook of notebooks) notebook.write(file, text);
    else if (step === "FORGET") for (const { cells: known } of notebooks) known.forget();
    else {
      const [together, alone] = notebooks.map((notebook) => outcome(notebook, step));
      expect(together, step).toEqual(alone);
    }
  }
});

test("a cell finds the types that those before it have found out, and leaves little behind", () => {
  const notebook = new Notebook();
  const joined = joining(notebook.cells);
  notebook.accept("import { tensor } from 'gradlab'");
  const before = joined();
  for (let i = 0; i < 60; i++) notebook.accept(`const t${i % 7} = tensor([[${i}]]).sum()`);
  expect(joined() - before).toBe(60);
  const checker = () => notebook.cells.workspace.join("export {}")?.program.getTypeChecker();
  const first = checker();
  expect(first).toBeDefined();
  notebook.accept("1");
  expect(checker()).toBe(first);
  // A cell of many characters leaves many types: another program takes the place of this one.
  notebook.accept(`const text = "${"x".repeat(100_000)}"`);
  expect(checker()).not.toBe(first);
});
