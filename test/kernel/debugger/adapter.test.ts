import type { DebugProtocol } from "@vscode/debugprotocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cellPath } from "../../../kernel/debugger/cell-path.js";
import { byName, DebuggedEngine } from "./debugged-engine.js";

// In front of each statement stands a type: lines of the JavaScript are not those of the cell.
const TYPES = "interface Unused {\n  x: number;\n}\n";
const DOUBLE = `${TYPES}function double(x: number): number {
  const twice = x * 2;
  return twice;
}`;
const LOOP = `${TYPES}let total = 0;
for (const each of [1, 2, 3]) {
  total += each;
}
total = -total;`;

let kernel: DebuggedEngine;

beforeEach(() => {
  kernel = new DebuggedEngine();
});
afterEach(() => kernel.close());

describe("breakpoints", () => {
  it("set before a cell runs are hit, in lines as they were typed", async () => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 8 });
    const running = kernel.run(LOOP);
    expect(await kernel.stopped()).toMatchObject({ reason: "breakpoint", threadId: 1 });
    expect(await kernel.frames()).toEqual(["(cell) 8"]);
    expect((await kernel.scopes()).Cells).toMatchObject({ total: "6" });
    await kernel.ask("continue", { threadId: 1 });
    await kernel.event("continued");
    expect(await running).toMatchObject({ status: "ok" });
  });

  it("set in a function of an earlier cell are hit by a later one", async () => {
    await kernel.run(DOUBLE);
    await kernel.attach();
    expect(await kernel.breakAt(DOUBLE, { line: 6 })).toEqual([6]);
    const running = kernel.run("const four = double(2)");
    await kernel.stopped();
    expect(await kernel.frames()).toEqual(["double 6", "(cell) 1"]);
    expect((await kernel.scopes()).Local).toEqual({ x: "2", twice: "4" });
    await kernel.ask("continue");
    await running;
  });

  it("go down to the next line with code", async () => {
    await kernel.run(DOUBLE);
    await kernel.attach();
    expect(await kernel.breakAt(DOUBLE, { line: 1 })).not.toEqual([1]);
  });

  it("may have a condition, or print and go on", async () => {
    await kernel.attach();
    await kernel.breakAt(
      LOOP,
      { line: 6, condition: "each === 3" },
      { line: 8, logMessage: "total is {total}, twice {2 * total}" },
    );
    const running = kernel.run(LOOP);
    await kernel.stopped();
    expect((await kernel.scopes()).Block).toEqual({ each: "3" });
    await kernel.ask("continue");
    await running;
    expect(kernel.events.filter(({ event }) => event === "stopped")).toEqual([]);
    expect(kernel.printed.join("")).toBe("total is 6, twice 12\n");
  });

  it.each([
    ["2", [2]],
    [">= 2", [2, 3]],
    ["% 3", [3]],
  ])("may wait for a number of hits: %s", async (hitCondition, each) => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 6, hitCondition });
    const running = kernel.run(LOOP);
    for (const value of each) {
      await kernel.stopped();
      expect((await kernel.scopes()).Block).toEqual({ each: String(value) });
      await kernel.ask("continue");
    }
    expect(await running).toMatchObject({ status: "ok" });
    expect(kernel.events.filter(({ event }) => event === "stopped")).toEqual([]);
  });

  it("refuse a number of hits that is none", async () => {
    await kernel.attach();
    const args = {
      source: { path: cellPath(LOOP) },
      breakpoints: [{ line: 6, hitCondition: "x" }],
    };
    expect((await kernel.refused("setBreakpoints", args)).message).toBe(
      "hitCondition: expected a number, as in 3, >= 3 or % 3, got x",
    );
  });

  it("are gone when they are taken back, and known to debugInfo until then", async () => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 8 });
    const { breakpoints } = await kernel.ask("debugInfo");
    expect(breakpoints).toEqual([{ source: cellPath(LOOP), breakpoints: [{ line: 8 }] }]);
    await kernel.breakAt(LOOP);
    expect(await kernel.run(LOOP)).toMatchObject({ status: "ok" });
    expect(kernel.events.map(({ event }) => event)).toEqual(["initialized"]);
  });

  it("stay for the process that follows one that died", async () => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 8 });
    expect(await kernel.run("process.exit(3)")).toMatchObject({ status: "error" });
    const running = kernel.run(LOOP);
    await kernel.stopped();
    expect(await kernel.frames()).toEqual(["(cell) 8"]);
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
  });
});

describe("steps", () => {
  const CALLS = `const two = double(1);\nconst list = [two].map((each) => double(each));\nlist.length`;

  beforeEach(async () => {
    await kernel.run(DOUBLE);
    await kernel.attach();
    await kernel.breakAt(CALLS, { line: 1 });
  });

  it("go into functions, along lines and out again", async () => {
    const running = kernel.run(CALLS);
    const places = [(await kernel.stopped(), await kernel.frames())];
    for (const step of ["stepIn", "next", "stepOut", "next"]) {
      await kernel.ask(step);
      expect(await kernel.stopped()).toMatchObject({ reason: "step" });
      places.push(await kernel.frames());
    }
    expect(places).toEqual([
      ["(cell) 1"],
      ["double 5", "(cell) 1"],
      ["double 6", "(cell) 1"],
      ["(cell) 2"],
      ["(cell) 3"],
    ]);
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
  });

  it("leave the cell at its end, not into the kernel's code", async () => {
    const running = kernel.run(CALLS);
    await kernel.stopped();
    const frames: string[] = [];
    for (let steps = 0; steps < 3; steps++) {
      frames.push(...(await kernel.frames()));
      await kernel.ask("next");
      if (steps < 2) await kernel.stopped();
    }
    expect(await running).toMatchObject({ status: "ok" });
    expect(frames).toEqual(["(cell) 1", "(cell) 2", "(cell) 3"]);
    expect(await kernel.run("1 + 1")).toMatchObject({ status: "ok" });
  });

  it("pause a busy cell where it is", async () => {
    await kernel.breakAt(CALLS);
    const running = kernel.run("let on = true;\nlet rounds = 0;\nwhile (on) rounds++;");
    await kernel.changed("rounds", "0");
    await kernel.ask("pause");
    expect(await kernel.stopped()).toMatchObject({ reason: "pause" });
    expect(await kernel.frames()).toEqual(["(cell) 3"]);
    expect(await kernel.ask("evaluate", { expression: "on = false", frameId: 1 })).toMatchObject({
      result: "false",
      type: "boolean",
    });
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
  });

  it("end with an interrupt, which lets the cell go", async () => {
    const running = kernel.run(CALLS);
    await kernel.stopped();
    await kernel.engine.interrupt();
    expect(await running).toMatchObject({ status: "error", name: "KernelInterrupted" });
    expect((await kernel.refused("stackTrace")).message).toBe(
      "debugger: expected a cell that is stopped, got none",
    );
    expect(await kernel.run("2 + 2")).toMatchObject({ status: "ok" });
  });

  it("end with disconnect, which lets the cell go", async () => {
    const running = kernel.run(CALLS);
    await kernel.stopped();
    await kernel.ask("disconnect");
    expect(await running).toMatchObject({ status: "ok" });
    await kernel.event("terminated");
    expect(await kernel.run(CALLS)).toMatchObject({ status: "ok" });
    expect(await kernel.ask("debugInfo")).toMatchObject({ isStarted: false, breakpoints: [] });
  });
});

describe("errors", () => {
  const UNCAUGHT = "const before = 1;\nthrow new RangeError('out of reach');";
  const CAUGHT = "try {\n  throw new Error('caught');\n} catch {}";

  it("that end a cell stop where they are thrown", async () => {
    await kernel.attach();
    await kernel.ask("setExceptionBreakpoints", { filters: ["uncaught"] });
    expect(await kernel.run(CAUGHT)).toMatchObject({ status: "ok" });
    const running = kernel.run(UNCAUGHT);
    expect(await kernel.stopped()).toMatchObject({
      reason: "exception",
      text: expect.stringContaining("RangeError: out of reach") as string,
    });
    expect(await kernel.frames()).toEqual(["(cell) 2"]);
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "error", name: "RangeError" });
  });

  it("that are caught stop when that is asked for", async () => {
    await kernel.attach();
    await kernel.ask("setExceptionBreakpoints", { filters: ["caught"] });
    expect(await kernel.run(UNCAUGHT)).toMatchObject({ status: "error" });
    const running = kernel.run(CAUGHT);
    await kernel.stopped();
    expect(await kernel.frames()).toEqual(["(cell) 2"]);
    await kernel.ask("setExceptionBreakpoints", { filters: [] });
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
  });
});

describe("variables", () => {
  const VALUES = `
class Point { #secret = 7; constructor(readonly x: number, readonly label: string) {} get far() { return this.x > 9; } }
const point = new Point(1, "one");
const big = Float64Array.from({ length: 25_000 }, (_, index) => index);
const map = new Map<string, number>([["a", 1]]);
var old = null;
let nothing: undefined;
const text = 'say "hi"', count = 10n, late = Promise.resolve(3), when = new Date(0);
const failure = new TypeError("no");
function twice(x: number) { return 2 * x; }`;

  beforeEach(async () => {
    await kernel.run(VALUES);
  });

  async function find(name: string): Promise<DebugProtocol.Variable> {
    const { variables } = await kernel.ask("inspectVariables");
    const found = (variables as DebugProtocol.Variable[]).find((each) => each.name === name);
    if (!found) throw new Error(`no variable ${name}`);
    return found;
  }

  it("of all cells are told while nothing is stopped, before a debugger is on", async () => {
    const { variables } = await kernel.ask("inspectVariables");
    expect(byName(variables as DebugProtocol.Variable[])).toEqual({
      Point: "class Point",
      point: 'Point {#secret: 7, x: 1, label: "one"}',
      big: expect.stringMatching(/^Float64Array\(25000\) \[0, 1, 2, .*…$/) as string,
      map: 'Map(1) {"a" → 1}',
      old: "null",
      nothing: "undefined",
      text: '"say \\"hi\\""',
      count: "10n",
      late: expect.stringContaining("Promise") as string,
      when: expect.stringContaining("1970") as string,
      failure: "TypeError: no",
      twice: "ƒ twice()",
    });
  });

  it("unfold into properties, private ones and entries too", async () => {
    const point = await find("point");
    expect(byName(await kernel.variables(point.variablesReference))).toEqual({
      x: "1",
      label: '"one"',
      "#secret": "7",
    });
    const [entries] = await kernel.variables((await find("map")).variablesReference);
    const [first] = await kernel.variables(entries.variablesReference);
    expect(byName(await kernel.variables(first.variablesReference))).toEqual({
      key: '"a"',
      value: "1",
    });
  });

  it("of long arrays come in parts, or a page at a time", async () => {
    const big = await find("big");
    expect(big.indexedVariables).toBe(25_000);
    const parts = await kernel.variables(big.variablesReference);
    expect(parts.map(({ name }) => name)).toEqual([
      "[0 … 9999]",
      "[10000 … 19999]",
      "[20000 … 24999]",
    ]);
    const smaller = await kernel.variables(parts[2].variablesReference);
    expect(smaller.length).toBe(50);
    const leaves = await kernel.variables(smaller[49].variablesReference);
    expect(leaves.map(({ name, value }) => `${name}=${value}`).slice(-2)).toEqual([
      "24998=24998",
      "24999=24999",
    ]);
    const page = await kernel.variables(big.variablesReference, { start: 5, count: 2 });
    expect(byName(page)).toEqual({ 5: "5", 6: "6" });
  });

  it("show themselves as a cell would show them", async () => {
    await kernel.run(
      `const rich = { async [Symbol.for("Jupyter.display")]() { return { "text/html": "<b>1</b>" }; } };`,
    );
    const ask = (variableName: string) => kernel.ask("richInspectVariables", { variableName });
    expect((await ask("rich")).data).toEqual({ "text/html": "<b>1</b>" });
    expect((await ask("point")).data).toEqual({ "text/plain": "Point { x: 1, label: 'one' }" });
    expect((await ask("text")).data).toEqual({ "text/plain": '"say \\"hi\\""' });
    expect((await kernel.refused("richInspectVariables", { variableName: "none" })).message).toBe(
      "ReferenceError: none is not defined",
    );
  });

  it("are told while a cell is busy", async () => {
    const running = kernel.run("let going = true; while (going);");
    await kernel.changed("going");
    expect((await find("old")).value).toBe("null");
    await kernel.ask("evaluate", { expression: "going = false" });
    expect(await running).toMatchObject({ status: "ok" });
  });

  it("are refused by a reference of an earlier pause", async () => {
    const { variablesReference } = await find("point");
    await kernel.ask("inspectVariables");
    const reply = await kernel.refused("variables", { variablesReference });
    expect(reply.message).toContain("expected a reference of the present pause");
  });
});

describe("setVariable", () => {
  type Set = { value: string; type: string; variablesReference: number };
  const set = async (variablesReference: number, name: string, value: string) =>
    (await kernel.ask("setVariable", { variablesReference, name, value })) as unknown as Set;

  async function scope(name: string, frameId = 1): Promise<number> {
    const { scopes } = await kernel.ask("scopes", { frameId });
    const found = (scopes as DebugProtocol.Scope[]).find((each) => each.name === name);
    return found?.variablesReference ?? 0;
  }

  /** The reference of a value that can be unfolded. */
  async function within(variablesReference: number, name: string): Promise<number> {
    const all = await kernel.variables(variablesReference);
    return all.find((each) => each.name === name)?.variablesReference ?? 0;
  }

  it("changes a local variable, by an expression of its frame, and the cell goes on with that", async () => {
    await kernel.attach();
    await kernel.run(DOUBLE);
    await kernel.breakAt(DOUBLE, { line: 6 });
    const running = kernel.run("let four = double(2)");
    await kernel.stopped();
    expect(await set(await scope("Local"), "twice", "x + 40")).toMatchObject({
      value: "42",
      type: "number",
      variablesReference: 0,
    });
    expect((await kernel.scopes()).Local).toEqual({ x: "2", twice: "42" });
    await kernel.ask("continue");
    await running;
    expect(await kernel.ask("evaluate", { expression: "four" })).toMatchObject({ result: "42" });
  });

  it("changes a variable of a block, of a closure and of an earlier cell", async () => {
    const CLOSURE = `function counter() {
  let count = 1;
  return () => {
    for (const step of [10]) {
      count += step;
    }
    return count + total;
  };
}`;
    await kernel.attach();
    await kernel.run("let total = 0;");
    await kernel.run(CLOSURE);
    await kernel.breakAt(CLOSURE, { line: 5 });
    const running = kernel.run("const sum = counter()();");
    await kernel.stopped();
    await set(await scope("Block"), "step", "20");
    await set(await scope("Closure of counter"), "count", "step + 2");
    await set(await scope("Cells"), "total", "[100].map((x) => x + count)[0]");
    expect((await kernel.scopes()).Cells).toMatchObject({ total: "122" });
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
    expect(await kernel.ask("evaluate", { expression: "sum" })).toMatchObject({ result: "164" });
  });

  it("changes properties and elements, in a pause and outside of one", async () => {
    await kernel.run(
      `const net = { size: 3, tags: ["a", "b"], weights: new Float32Array(20_000) };`,
    );
    const { variables } = await kernel.ask("inspectVariables");
    const [{ variablesReference: net }] = variables as DebugProtocol.Variable[];
    expect(await set(net, "size", "({ x: NaN })")).toMatchObject({
      value: "{x: NaN}",
      variablesReference: expect.any(Number) as number,
    });
    expect(await set(await within(net, "size"), "x", "-0")).toMatchObject({ value: "-0" });
    await set(await within(net, "tags"), "1", "undefined");
    const parts = await kernel.variables(await within(net, "weights"));
    await set(parts[1].variablesReference, "19999", "0.5");
    const expression = `JSON.stringify([Object.is(net.size.x, -0), net.tags, net.weights.at(-1)])`;
    expect(await kernel.ask("evaluate", { expression })).toMatchObject({
      result: JSON.stringify('[true,["a",null],0.5]'),
    });
  });

  it("says what cannot be changed, and changes nothing", async () => {
    await kernel.run(`class Point { #secret = 7; constructor(readonly x = 1) {} }
const list = [Object.freeze({ a: 1 }), new Map([["key", { deep: 1 }]]), new Point()];`);
    const { variables } = await kernel.ask("inspectVariables");
    const all = variables as DebugProtocol.Variable[];
    const list = all.find(({ name }) => name === "list")?.variablesReference ?? 0;
    const refuse = async (variablesReference: number, name: string, value: string) =>
      (await kernel.refused("setVariable", { variablesReference, name, value })).message;
    expect(await refuse(await within(list, "0"), "a", "2")).toContain("Cannot assign to read only");
    expect(await refuse(await within(list, "2"), "#secret", "2")).toBe(
      "TypeError: #secret cannot be set",
    );
    expect(await refuse(list, "9", "2")).toBe("TypeError: 9 cannot be set");
    expect(await refuse(list, "0", "nowhere")).toBe("ReferenceError: nowhere is not defined");
    const entries = await within(await within(list, "1"), "entries");
    const entry = await within(entries, "0");
    for (const reference of [entries, entry])
      expect(await refuse(reference, "value", "2")).toBe(
        "setVariable: expected a variable or a property, got a Map's entry",
      );
    await set(await within(entry, "value"), "deep", "5");
    const expression = `JSON.stringify([list[0], list[1].get("key"), list[2], list.length])`;
    expect(await kernel.ask("evaluate", { expression })).toMatchObject({
      result: JSON.stringify('[{"a":1},{"deep":5},{"x":1},3]'),
    });
  });

  it("refuses names that are none, and variables that are not there", async () => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 8 });
    const running = kernel.run(LOOP);
    await kernel.stopped();
    const variablesReference = await scope("Cells");
    for (const name of ["nowhere", "total = 1, total"])
      expect(
        await kernel.refused("setVariable", { variablesReference, name, value: "2" }),
      ).toMatchObject({ success: false, message: expect.stringContaining(name) as string });
    expect((await kernel.scopes()).Cells).toMatchObject({ total: "6" });
    await kernel.ask("continue");
    expect(await running).toMatchObject({ status: "ok" });
  });
});

describe("other requests", () => {
  it("tell the text of a cell by its name, and of nothing else", async () => {
    const { sourcePath: path } = await kernel.ask("dumpCell", { code: "1 + 1" });
    expect(await kernel.ask("source", { source: { path } })).toMatchObject({ content: "1 + 1" });
    const reply = await kernel.refused("source", { source: { path: "/etc/passwd" } });
    expect(reply.message).toBe("source: expected a cell or a loaded file, got /etc/passwd");
  });

  it("that are not known, or come too early, are refused in words", async () => {
    expect(await kernel.refused("fly")).toMatchObject({
      success: false,
      message: "debugger: expected a request that is known, got fly",
    });
    const path = "gradlab-cells/1.ts";
    expect((await kernel.refused("setBreakpoints", { source: { path } })).message).toBe(
      "debugger: expected it to be on, got a request before attach",
    );
    expect((await kernel.refused("next")).message).toContain("a cell that is stopped");
  });

  it("of a stop that is over are refused with lists that are empty, which JupyterLab reads", async () => {
    await kernel.attach();
    await kernel.breakAt(LOOP, { line: 8 });
    const running = kernel.run(LOOP);
    await kernel.stopped();
    const { scopes } = await kernel.ask("scopes", { frameId: 1 });
    const [{ variablesReference }] = scopes as [{ variablesReference: number }];
    await kernel.ask("continue");
    await kernel.event("continued");
    const asked = {
      stackTrace: [{ threadId: 1 }, { stackFrames: [], totalFrames: 0 }],
      scopes: [{ frameId: 1 }, { scopes: [] }],
      variables: [{ variablesReference }, { variables: [] }],
    } as const;
    for (const [command, [args, body]] of Object.entries(asked)) {
      const reply = await kernel.refused(command, args);
      expect(reply).toMatchObject({ success: false, body });
      expect(reply.message).toContain("expected");
    }
    expect(await running).toMatchObject({ status: "ok" });
  });
});
