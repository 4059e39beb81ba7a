import { expect, test } from "vitest";
import { complete } from "../../../kernel/language/cells/complete.js";
import { Notebook } from "./support/notebook.js";

test("the names of a cell that is withdrawn mean what they meant before, or nothing", () => {
  const notebook = new Notebook();
  notebook.accept("let kept = 'text'", "let kept = 1, unborn = 2; interface Kept { x: number }");
  notebook.cells.withdraw();
  notebook.accept("kept.toUpperCase()");
  expect(notebook.errors("unborn")[0]).toContain("Cannot find name 'unborn'");
  expect(notebook.errors("let k: Kept")[0]).toContain("Cannot find name 'Kept'");
  expect(complete(notebook.cells, "unb", 3).matches).toEqual([]);
});

test("what it changed in the types of all is taken back", () => {
  const notebook = new Notebook();
  notebook.accept("declare global { interface Array<T> { mine: T } }");
  notebook.cells.withdraw();
  expect(notebook.errors("[1].mine")[0]).toContain("Property 'mine' does not exist");
});

test("only the last cell can be withdrawn, and only if it was accepted", () => {
  const notebook = new Notebook();
  notebook.accept("let first = 1");
  expect(notebook.errors("let second: number = 'text'")).toHaveLength(1);
  notebook.cells.withdraw();
  notebook.cells.withdraw();
  notebook.accept("first.toFixed()");
});
