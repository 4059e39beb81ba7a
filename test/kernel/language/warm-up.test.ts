import { expect, test } from "vitest";
import { complete } from "../../../kernel/language/cells/complete.js";
import { inspect } from "../../../kernel/language/cells/inspect.js";
import { Notebook } from "./support/notebook.js";

/** Of three, since a collection of garbage may fall into any of them. */
const smallest = (measure: () => number): number => Math.min(...Array.from({ length: 3 }, measure));

test("Node's types are read in steps, of which none takes half as long as the whole", () => {
  const begun = () => {
    const notebook = new Notebook();
    notebook.accept("1");
    return notebook.cells.workspace;
  };
  const longest = (): number => {
    const steps = begun().read("node");
    const times: number[] = [];
    for (let done: boolean | undefined = false; !done;) {
      const before = process.cpuUsage();
      done = steps.next().done;
      times.push(process.cpuUsage(before).user);
    }
    expect(times.length).toBeGreaterThan(3);
    const whole = times.reduce((sum, time) => sum + time, 0);
    return Math.max(...times) / whole;
  };
  longest(); // TypeScript itself is slow at first
  expect(smallest(longest)).toBeLessThan(0.6);
});

test("what has been read in steps need not be read again", () => {
  const time = (prepare: (notebook: Notebook) => void) => {
    const notebook = new Notebook();
    prepare(notebook);
    const before = process.cpuUsage();
    notebook.accept("console.log(process.pid)");
    return process.cpuUsage(before).user;
  };
  time(() => undefined);
  const unread = smallest(() => time(() => undefined));
  const read = smallest(() => time(({ cells }) => Array.from(cells.workspace.read("node"))));
  expect(read / unread).toBeLessThan(0.6);
});

test("between the steps a cell is checked as before and after them", () => {
  const wrong = "const text: string = process.stdout.columns; process.stdout.wrte(text);";
  const all = new Notebook().errors(wrong);
  expect(all).toHaveLength(2);
  for (let steps = 1; steps < 6; steps++) {
    const notebook = new Notebook();
    const reading = notebook.cells.workspace.read("node");
    for (let i = 0; i < steps; i++) reading.next();
    expect(notebook.errors(wrong)).toEqual(all);
  }
});

test("completion and documentation do without Node's types where they can", () => {
  const { cells } = new Notebook();
  expect(complete(cells, "[1].toSor", 9).matches).toEqual(["toSorted"]);
  expect(inspect(cells, "parseFloat", 3, 0)?.text).toContain("parseFloat(string: string): number");
  expect(cells.workspace.load("node")).toBe(true);
});

test("what Node declares is completed and documented in a notebook that has just begun", () => {
  const fresh = () => new Notebook().cells;
  expect(complete(fresh(), "console.wa", 10).matches).toEqual(["warn"]);
  expect(complete(fresh(), "proce", 5).matches).toContain("process");
  expect(inspect(fresh(), "structuredClone", 5, 0)?.text).toContain("structuredClone");
});
