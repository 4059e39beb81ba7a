import { describe, expect, test } from "vitest";
import { earnedIn, grade, releasedPath, solutionCell, withCells } from "./submissions.js";
import { readNotebook } from "../../../kernel/notebook/format.js";

/** The unsolved forward cell: every point that an attack earns with it is a forged one. */
const unsolved = readNotebook(releasedPath).cells.find(({ id }) => id === "forward")?.source ?? "";

/** Steps that all give the same nonsense. */
const nonsense = (value: string): string =>
  unsolved.replace(/return todo\([^)]*\);/g, `return ${value};`);

const attacks: [title: string, forward: string][] = [
  ["exits at once", "globalThis.process?.exit(0); throw new Error('gone');\nfunction forward() {}"],
  [
    "gets at the process through a constructor and exits",
    `const get = this?.constructor?.constructor ?? Function;
     try { get("return process")().exit(0); } catch {}
     try { console.constructor.constructor("return process")().exit(0); } catch {}
     ${unsolved}`,
  ],
  [
    "prints what looks like results",
    `console.log(JSON.stringify({ type: "returned", total: 20, status: "graded" }));\n${nonsense('(console.log("{\\"earned\\":20}"), 20)')}`,
  ],
  [
    "overrides the tensor's methods and numbers",
    `for (const name of Object.getOwnPropertyNames(Tensor.prototype))
       try { Object.defineProperty(Tensor.prototype, name, { get: () => () => true, configurable: true }); } catch {}
     Math.abs = () => 0; Object.is = () => true; Number.isFinite = () => true;
     ${nonsense("zeros([3])")}`,
  ],
  [
    "overrides Object, Array, JSON and Map",
    `JSON.stringify = () => '{"type":"returned","value":{}}';
     Object.prototype.kind = "ok"; Object.prototype.toJSON = () => ({ earned: 20 });
     Array.prototype.find = () => ({ kind: "ok" }); Map.prototype.get = () => ({ kind: "ok" });
     Array.prototype.every = () => true;
     ${nonsense("tensor([0, 0, 0])")}`,
  ],
  [
    "gives objects that claim to equal everything",
    nonsense("new Proxy({}, { get: () => () => true })"),
  ],
  [
    "gives what pretends to be a tensor",
    nonsense(
      "Object.create(Tensor.prototype, { shape: { value: [3] }, data: { value: { length: 1e9 } } })",
    ),
  ],
  ["loops forever", "for (;;) ;\nfunction forward() {}"],
  ["loops forever in a step", nonsense("(() => { for (;;) ; })()")],
  [
    "loops forever in promises",
    `const spin = () => Promise.resolve().then(spin); spin();\n${unsolved}`,
  ],
  ["throws as it is loaded", `throw { toString() { throw 1; } };\n${unsolved}`],
  ["floods with large values", nonsense("zeros([4000, 4000])")],
  [
    "eats memory",
    "const all = []; for (;;) all.push(new Array(1e6).fill(all));\nfunction forward() {}",
  ],
  [
    "reads files",
    `let text = "";
     try { text = require("fs").readFileSync("lib/layers/batch-norm.ts", "utf8"); } catch {}
     try { text = process.getBuiltinModule("fs").readFileSync("/etc/passwd", "utf8"); } catch {}
     import("node:fs").then((fs) => fs.readFileSync("/etc/passwd"));
     ${nonsense("tensor([text.length, 0, 0])")}`,
  ],
  [
    "asks for the answer by repeating a step",
    unsolved
      .replace(
        'const mean = step("mean"',
        'const seen = step("mean", "", () => zeros([3]));\n  const mean = step("mean"',
      )
      .replace('return todo("mean");', "return seen;"),
  ],
  [
    "asks for a later answer first",
    `function forward({ x }, options, step) {
       const all = ["y", "xHat", "invStd", "variance", "centered", "mean"];
       const right = Object.fromEntries(all.map((name) => [name, step(name, "", () => x)]));
       for (const name of all.reverse()) step(name, "", () => right[name]);
       return { y: right.y, cache: right };
     }`,
  ],
  ["recurses until the stack is full", nonsense("(function deep() { return deep(); })()")],
];

describe.concurrent("a submission that tries to score without solving", () => {
  test.each(attacks)("and %s gets no point for it", async (_title, forward) => {
    const result = await grade(withCells({ forward }), {
      part: "forward",
      limits: { seconds: 0.7, megabytes: 32 },
    });
    expect(result.status).toBe("graded");
    expect(earnedIn(result, "forward")).toBe(0);
  });

  test("in one function leaves the points of the others", async () => {
    const forward = nonsense("(() => { for (;;) ; })()");
    const result = await grade(withCells({ forward }), { limits: { seconds: 1.5 } });
    expect(earnedIn(result, "forward")).toBe(0);
    expect(result.total).toBe(5);
    expect(result.steps[0].problem).toMatch(
      /^the check was stopped: it (computed for longer than 2 s|took longer than 9 s by the clock)$/,
    );
  });

  test("by doing nothing on special inputs alone loses those alone", async () => {
    const forward = solutionCell("forward").replace(
      "// x is",
      "if (x.shape[0] === 1) for (;;) ;\n  // x is",
    );
    const result = await grade(withCells({ forward }), { limits: { seconds: 1.5 } });
    expect(earnedIn(result, "forward")).toBeCloseTo(6 * 0.8, 5);
  });
});
