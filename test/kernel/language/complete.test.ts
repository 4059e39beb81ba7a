import { expect, test } from "vitest";
import { complete } from "../../../kernel/language/cells/complete.js";
import { Notebook } from "./support/notebook.js";

const notebook = new Notebook({ "helpers.ts": "export const helper = 1" });
notebook.accept(
  "let measured = { mean: 1, median: 2, name: 'x' }; class Meter { read() { return 1 } #hidden = 2 }",
  "function measure(unit: 'meter' | 'mile') { return unit }\nenum Unit { Meter, Mile }",
  "import * as zlib from 'node:zlib'; import * as path from 'node:path'; interface Measure { size: number }",
);

/** Completes at the `|`; gives the matches with their kinds. */
function at(marked: string): Record<string, string> {
  const cursor = marked.indexOf("|");
  const { matches, types, start, end } = complete(notebook.cells, marked.replace("|", ""), cursor);
  expect(end).toBe(cursor);
  for (const match of matches) {
    expect(match.toLowerCase().startsWith(marked.slice(start, cursor).toLowerCase())).toBe(true);
  }
  return Object.fromEntries(matches.map((match, i) => [match, types[i]]));
}

test("members of a variable of an earlier cell", () => {
  expect(at("measured.|")).toEqual({ mean: "property", median: "property", name: "property" });
  expect(at("measured.me|")).toEqual({ mean: "property", median: "property" });
  expect(at("new Meter().|")).toEqual({ read: "function" });
});

test("names of earlier cells with their kinds, and of the cell itself", () => {
  expect(at("const meadow = 1; mea|")).toEqual({
    meadow: "variable",
    measured: "variable",
    measure: "function",
  });
  expect(at("new Mete|")).toEqual({ Meter: "class" });
  expect(at("let m: Meas|")).toEqual({ Measure: "interface" });
  expect(at("zli|")).toEqual({ zlib: "module" });
  expect(at("Unit.M|")).toEqual({ Meter: "enum member", Mile: "enum member" });
});

test("in the middle of code that does not parse", () => {
  expect(at("if (x) { [1].map((y) => { measured.|")).toHaveProperty("mean");
  expect(at("const a = `${measured.|")).toHaveProperty("median");
  expect(at("measured.me|\nfunction ( {")).toEqual({ mean: "property", median: "property" });
});

test("globals, modules, their names, files and literals", () => {
  expect(at("consol|")).toEqual({ console: "variable" });
  expect(at("Math.sq|")).toEqual({ sqrt: "function", SQRT2: "property", SQRT1_2: "property" });
  expect(at("path.joi|")).toEqual({ join: "function" });
  expect(at("import { readFileS| } from 'node:fs'")).toEqual({ readFileSync: "function" });
  expect(at("import x from 'node:fs|'")).toHaveProperty(["node:fs/promises"]);
  expect(at("import { helper } from './h|'")).toEqual({ helpers: "path" });
  expect(at("measure('|')")).toEqual({ meter: "string", mile: "string" });
});

test("offsets count UTF-16 units", () => {
  expect(complete(notebook.cells, "'😀'; measured.mea", 18)).toEqual({
    matches: ["mean"],
    types: ["property"],
    start: 15,
    end: 18,
  });
});

test("nothing fits", () => {
  expect(at("zzzz|")).toEqual({});
});
