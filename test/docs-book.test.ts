import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The chapters of docs/book/chapters.mjs, as text: importing it would load all of typedoc. */
const chapters = [...read("docs/book/chapters.mjs").matchAll(/^ {2}\["(.+?)", \/(.+)\/\],$/gm)].map(
  ([, title, files]) => ({ title, files: new RegExp(files) }),
);

test("every public name is in a chapter of the reference", () => {
  const files = [...read("lib/index.ts").matchAll(/from "\.\/(.+)\.js"/g)].map(
    ([, path]) => `lib/${path}.ts`,
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !chapters.some((chapter) => chapter.files.test(file)))).toEqual([]);
});

test("the chapters stand in typedoc's order and in the preface", () => {
  const { categoryOrder } = JSON.parse(read("typedoc.json")) as { categoryOrder: string[] };
  const titles = chapters.map(({ title }) => title);
  const number = (title: string): number => Number.parseInt(title, 10);
  expect(categoryOrder).toEqual([...titles.sort((a, b) => number(a) - number(b)), "*"]);
  const preface = read("docs/book/preface.md");
  for (const title of titles) {
    const name = title.replace(/^\d+\. /, "").split(":")[0];
    expect(preface).toContain(`${number(title)}. **${name}**`);
  }
});

test("each chapter has a page, which links names that there are", () => {
  const pages = readdirSync(join(ROOT, "docs/book/chapters")).map((file) =>
    read(`docs/book/chapters/${file}`),
  );
  const titles = pages.map((page) => /^---\ntitle: "(.+)"\n---\n/.exec(page)?.[1] ?? "");
  expect([...titles].sort()).toEqual(chapters.map(({ title }) => title).sort());
  const index = read("lib/index.ts");
  for (const page of pages) {
    const names = [...page.matchAll(/\{@link\s+(\w+)\}/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(index).toMatch(new RegExp(`\\b${name}\\b`));
  }
});
