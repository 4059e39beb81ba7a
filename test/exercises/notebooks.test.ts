import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readNotebook, type Cell } from "../../kernel/notebook/format.js";
import { numberOf } from "../../lib/course/exercises/load.js";
import { roleOf } from "../../lib/grader/cell-role.js";
import { exercises } from "../lib/course/exercises.js";

const cellsOf = (folder: string, id: string): Cell[] =>
  readNotebook(join(folder, `${id}.ipynb`)).cells;

/** Where the first, or the last, cell of a role stands. */
const first = (cells: readonly Cell[], role: string): number =>
  cells.findIndex((cell) => roleOf(cell).role === role);
const last = (cells: readonly Cell[], role: string): number =>
  cells.findLastIndex((cell) => roleOf(cell).role === role);

/** The functions that a notebook's solution cells declare, by name. */
function functionsIn(cells: readonly Cell[]): Map<string, ts.FunctionDeclaration> {
  const files = cells
    .filter((cell) => roleOf(cell).role === "solution")
    .map(({ id, source }) => ts.createSourceFile(id, source, ts.ScriptTarget.ES2022, true));
  return new Map(
    files
      .flatMap(({ statements }) => statements.filter(ts.isFunctionDeclaration))
      .map((each) => [each.name?.text ?? "", each]),
  );
}

/** The names of all functions that a piece of code calls. */
function calledIn(node: ts.Node, names = new Set<string>()): Set<string> {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
    names.add(node.expression.text);
  node.forEachChild((child) => void calledIn(child, names));
  return names;
}

test("every exercise has its notebook, and every notebook its exercise", () => {
  for (const folder of ["solutions", "exercises"])
    expect(readdirSync(folder).filter((name) => name.endsWith(".ipynb"))).toEqual(
      exercises.map(({ id }) => `${id}.ipynb`),
    );
  expect(exercises).toHaveLength(20);
});

describe.each(exercises)(
  "the notebook of $id, as students get it,",
  ({ id, parts, reflections }) => {
    const cells = cellsOf("exercises", id);
    const headed = (heading: RegExp): number =>
      cells.findIndex(({ cell_type, source }) => cell_type === "markdown" && heading.test(source));

    test("begins with what there is to see at the end", () => {
      expect(cells[0].source).toMatch(/^\*\*What you will see at the end:\*\* \S+/m);
    });

    test("asks for a prediction before it shows anything, and compares once a check has passed", () => {
      const asked = first(cells, "predict");
      expect(cells[asked].source).toMatch(/predict\(\{[^]*: undefined,/);
      expect(asked).toBeLessThan(first(cells, "solution"));
      expect(
        cells.slice(0, asked).filter(({ source }) => /display\(|console\./.test(source)),
      ).toEqual([]);
      const compared = cells.findIndex(({ source }) => source.includes(".compare("));
      expect(compared).toBeGreaterThan(first(cells, "check"));
      expect(cells[compared].source).toMatch(/if \((report|first)\.passed\)/);
    });

    test("has a hole in each function, whose arguments all have types and which stands alone", () => {
      const released = functionsIn(cells);
      const solved = functionsIn(cellsOf("solutions", id));
      for (const { name } of parts) {
        const hole = released.get(name);
        expect(hole?.getText()).toContain("todo(");
        for (const parameter of hole?.parameters ?? [])
          expect(`${name}: ${parameter.name.getText()} ${typeof parameter.type}`).toMatch(
            /object$/,
          );
        // A function that called another one would lose points for the other's mistakes.
        const called = calledIn(solved.get(name)?.body as ts.Node);
        expect(parts.filter((part) => called.has(part.name)).map((part) => part.name)).toEqual([]);
      }
    });

    test("checks all functions in a cell of their own, after the last of them", () => {
      const check = cells[last(cells, "check")].source;
      expect(check).toContain(`await check("${numberOf(id)}"`);
      for (const { name } of parts) expect(check).toContain(`${name}: ${name}`);
      expect(last(cells, "check")).toBeGreaterThan(last(cells, "solution"));
    });

    test("asks to break it, once it works, with a question", () => {
      const broken = headed(/^## Break it/m);
      expect(broken).toBeGreaterThan(last(cells, "check"));
      expect(cells[broken].source).toContain("?");
    });

    test("ends with a question that is answered in words, with what its answer is worth", () => {
      for (const { id: answer, points } of reflections) {
        const place = cells.findIndex((cell) => {
          const role = roleOf(cell);
          return role.role === "reflection" && role.id === answer;
        });
        const question = cells[place - 1].source;
        expect(question).toContain(`(${points} points, graded by hand)`);
        expect(question).toMatch(/sentence/);
        expect(place).toBeGreaterThan(headed(/^## Break it/m));
        // What a good answer says is for whoever grades.
        const solution = cellsOf("solutions", id);
        const own = solution.findIndex((cell) => cell.id === cells[place].id);
        expect(roleOf(solution[own + 1]).role).toBe("hidden");
        expect(solution[own + 1].source).toContain("**For whoever grades.**");
      }
    });
  },
);
