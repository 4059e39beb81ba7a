import { expect, test } from "vitest";
import { inspect } from "../../../kernel/language/cells/inspect.js";
import { Notebook } from "./support/notebook.js";

const notebook = new Notebook();
notebook.accept(`
/**
 * Adds two numbers.
 *
 * @param a the first
 * @param b - the second
 * @returns their sum
 * @throws RangeError when it is too much
 * @example
 * sum(1, 2) // 3
 * @since 1.0
 */
function sum(a: number, b = 2): number { return a + b }
/** How many. */
const count = 3;
/** A class. */
class Box<T> {
  /** What is in it. */
  content!: T
}
const box = new Box<string>()`);

function at(marked: string, detail: 0 | 1 = 0): string | undefined {
  const code = marked.replace("|", "");
  return inspect(notebook.cells, code, marked.indexOf("|"), detail)?.markdown;
}

const documentation = `Adds two numbers.

- \`a\`: the first
- \`b\`: the second

**Returns** their sum

**Throws** RangeError when it is too much

**Example**

\`\`\`ts
sum(1, 2) // 3
\`\`\``;

test("a function of an earlier cell, in its name and behind it", () => {
  const expected = `\`\`\`ts\nsum(a: number, b?: number): number\n\`\`\`\n\n${documentation}`;
  expect(at("su|m(1)")).toBe(expected);
  expect(at("sum|")).toBe(expected.replace("sum", "function sum"));
  expect(at("x = sum(1)|")).toBeDefined();
});

test("a function whose call the cursor is in", () => {
  const expected = `\`\`\`ts\nsum(a: number, b?: number): number\n\`\`\`\n\n${documentation}`;
  expect(at("sum(|")).toBe(expected);
  expect(at("sum(1, |)")).toBe(expected);
});

test("shift-tab twice tells all", () => {
  expect(at("sum|", 1)).toBe(`${at("sum|") ?? ""}\n\n*@since* 1.0`);
});

test("variables, classes and members", () => {
  expect(at("count|")).toBe("```ts\nconst count: 3\n```\n\nHow many.");
  expect(at("Box|")).toBe("```ts\nclass Box<T>\n```\n\nA class.");
  expect(at("box.cont|ent")).toBe(
    "```ts\n(property) Box<string>.content: string\n```\n\nWhat is in it.",
  );
  expect(at("Math.ma|x(1)")).toContain("Returns the larger of a set of supplied numeric");
});

test("Node's own documentation is read once somebody asks for it", () => {
  notebook.accept("import { basename } from 'node:path'");
  expect(at("base|name('a')")).toContain("Return the last portion of a path.");
  expect(at("process.cw|d()")).toContain("current working directory");
});

test("plain text for who cannot show Markdown", () => {
  expect(inspect(notebook.cells, "count", 2, 0)?.text).toBe("const count: 3\n\nHow many.");
});

test("nothing to tell", () => {
  expect(at("unknown|")).toBeUndefined();
  expect(at("|")).toBeUndefined();
});
