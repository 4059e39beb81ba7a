import { expect, test } from "vitest";
import { Cache } from "../../../kernel/cache/cache.js";
import { bare, withoutComments } from "../../../kernel/language/types/bare.js";
import { libraryTypes, nodeTypes } from "../../../kernel/language/types/own-types.js";
import ts from "../../../kernel/language/typescript.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

test("comments go, strings and template types that look like them stay", () => {
  const text = `/** It's "a" \`b\`. */
type Url = "https://x" | 'a /* b */ c' | \`//\${string}\`; // the end's
declare const quote: "\\"/*"; /* * / */ declare const last: '\\'//';`;
  expect(withoutComments(text)).toBe(`
type Url = "https://x" | 'a /* b */ c' | \`//\${string}\`;
declare const quote: "\\"/*";   declare const last: '\\'//';`);
});

test.each([
  ["TypeScript's libraries", () => libraryTypes(["esnext", "dom"], new Cache(undefined))],
  ["Node's types", () => nodeTypes(process.cwd(), new Cache(undefined))],
])("%s without comments are the same declarations", (_, make) => {
  const pack = make();
  const documented = pack.documented();
  expect(documented).toHaveLength(pack.texts.length);
  expect(pack.texts.join("").length).toBeLessThan(documented.join("").length * 0.7);
  pack.texts.forEach((text, i) => {
    // Not by `toBe`: nobody wants to see a difference of a megabyte.
    expect(parsed(text) === parsed(documented[i])).toBe(true);
  });
});

test("what was made once is not made again, and the same", () => {
  const cache = new Cache(temporaryFolder("bare"));
  let made = 0;
  const make = () => ({ texts: [`/** ${++made} */ type A = 1;`], modules: new Set(["a", "b"]) });
  const first = bare(make, cache, ["key"]);
  const second = bare(make, cache, ["key"]);
  expect(made).toBe(1);
  expect([second.texts, second.modules]).toEqual([first.texts, first.modules]);
  expect(second.documented()).toEqual(["/** 2 */ type A = 1;"]);
  bare(make, cache, ["other key"]);
  expect(made).toBe(3);
});

/** The declarations as the compiler reads them. */
function parsed(text: string): string {
  const file = ts.createSourceFile(
    "types.d.ts",
    text.replaceAll("/*!", "/*"),
    ts.ScriptTarget.ESNext,
  );
  // The printer keeps "/*!", a license.
  return ts.createPrinter({ removeComments: true }).printFile(file);
}
