import { expect, test, vi } from "vitest";
import type { PreparedCell } from "../../../kernel/language/language.js";
import { Notebook } from "./support/notebook.js";

// A cell that is run again has its old name.
const again = (notebook: Notebook, code: string): PreparedCell =>
  notebook.cells.prepare({ code, number: 1, name: `cells/${code.length}.ts` });

/** Whether the cell is checked when it is run again. */
function isChecked(notebook: Notebook, code: string): boolean {
  const join = vi.spyOn(notebook.cells.workspace, "join");
  again(notebook, code);
  const { length } = join.mock.calls;
  join.mockRestore();
  return length > 0;
}

test("a cell that is run again is not read again while its names mean the same", () => {
  const notebook = new Notebook();
  notebook.accept("let scale = 2; const list = [1, 2];");
  const code = "const scaled = list.map((x) => x * scale); scaled";
  expect(isChecked(notebook, code)).toBe(true);
  notebook.accept("const other = 1;", "scaled.length.toFixed()");
  expect(isChecked(notebook, code)).toBe(false);
  expect(again(notebook, code).javascript).toContain("let scaled = list.map(");
});

test("a cell is checked anew when a name in it means something else", () => {
  const notebook = new Notebook();
  notebook.accept("let text = 'a'");
  expect(again(notebook, "text.toUpperCase()").errors).toEqual([]);
  notebook.accept("let text = 1");
  expect(again(notebook, "text.toUpperCase()").errors).toMatchObject([{ code: 2339 }]);
});

test("a cell is checked anew when a name of its own has come to be, or is gone", () => {
  const notebook = new Notebook();
  expect(again(notebook, "parseInt('1')").errors).toEqual([]);
  notebook.accept("const parseInt = 5");
  expect(again(notebook, "parseInt('1')").errors).toMatchObject([{ code: 2349 }]);
  notebook.cells.forget();
  expect(again(notebook, "parseInt('1')").errors).toEqual([]);
  notebook.accept("const gone = 5");
  expect(again(notebook, "gone").errors).toEqual([]);
  notebook.cells.forget();
  expect(again(notebook, "gone").errors).toMatchObject([{ code: 2304 }]);
});

test("what a cell declares again means again what it says", () => {
  const notebook = new Notebook();
  again(notebook, "let x = 'text'");
  notebook.accept("let x = 1", "x.toFixed()");
  again(notebook, "let x = 'text'");
  notebook.accept("x.toUpperCase()");
  expect(notebook.errors("x.toFixed()")).toHaveLength(1);
});

test("a cell that was withdrawn declares what it says when it is run again", () => {
  const notebook = new Notebook();
  again(notebook, "const late = 'text'");
  notebook.cells.withdraw();
  expect(notebook.errors("late")).toHaveLength(1);
  again(notebook, "const late = 'text'");
  notebook.accept("late.toUpperCase()");
  again(notebook, "const late = 'text'");
  notebook.cells.withdraw();
  notebook.accept("late.toUpperCase()");
});

test("a cell that uses a local file is checked anew: the file may have changed", () => {
  const notebook = new Notebook({ "own.ts": "export const size = 1;" });
  notebook.accept('import { size } from "./own"');
  for (const code of ['import { size as s } from "./own"; s.toFixed()', "size.toFixed()"]) {
    notebook.write("own.ts", "export const size = 12;");
    expect(again(notebook, code).errors).toEqual([]);
    notebook.write("own.ts", "export const size = 'text';");
    expect(again(notebook, code).errors).toMatchObject([{ code: 2551 }]);
  }
});

test("a cell is checked anew when an earlier one has changed the types of all", () => {
  const notebook = new Notebook();
  expect(isChecked(notebook, "[1].flat()")).toBe(true);
  expect(isChecked(notebook, "[1].flat()")).toBe(false);
  notebook.accept("declare global { interface Array<T> { flat(this: never): void } }");
  expect(isChecked(notebook, "[1].flat()")).toBe(true);
});

test("names that TypeScript makes up do not meet those of cells that came since", () => {
  const notebook = new Notebook();
  const code = "{ using held = { [Symbol.dispose]() {} }; }";
  expect(again(notebook, code).javascript).toContain("env_1");
  notebook.accept("let env_1 = 1");
  expect(isChecked(notebook, code)).toBe(true);
  expect(again(notebook, code).javascript).not.toContain("env_1");
});
